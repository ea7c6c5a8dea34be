package document

const (
	leafKids  = 62 // a leaf has 512 bytes
	kidFanout = 32
)

// kidTree is a counted B-tree of children that is never empty. Every leaf has a
// number, which its entries have as their slot: from an entry the way goes up,
// adding what stands before, so that its index costs no search. Properties have
// their rank there instead, by which they are found.
type kidTree struct {
	root   *kidBranch
	height int // levels of branches above the lowest one
	count  int
	ranked bool
	leaves []*kidLeaf // by number
	unused []int32    // numbers

	near *kidLeaf // where place was last, for reading one entry after the other; nil after an edit
	from int      // index of its first entry
}

type kidLeaf struct {
	up     *kidBranch
	number int32
	n      int32
	kid    [leafKids]*Node
}

// kidBranch is an inner node. size holds the children below each of its n parts,
// which are branches, or leaves where the height is 0. No part is ever empty.
type kidBranch struct {
	up   *kidBranch
	n    int
	size [kidFanout]int32
	part [kidFanout]*kidBranch
	leaf [kidFanout]*kidLeaf
}

//go:noinline
func newKidTree(kids []*Node, ranked bool) *kidTree {
	t := &kidTree{root: new(kidBranch), ranked: ranked}
	leaf := t.newLeaf()
	t.root.put(0, nil, leaf, 0)
	for i, kid := range kids {
		t.insert(i, kid)
	}
	return t
}

//go:noinline
func (t *kidTree) newLeaf() *kidLeaf {
	leaf := new(kidLeaf)
	if n := len(t.unused); n > 0 {
		leaf.number = t.unused[n-1]
		t.unused = t.unused[:n-1]
		t.leaves[leaf.number] = leaf
	} else {
		leaf.number = int32(len(t.leaves))
		t.leaves = append(t.leaves, leaf)
	}
	return leaf
}

// descend finds the leaf with index i and adds to the sizes on the way. With an
// edge of 1 an index between two leaves is the end of the first.
func (t *kidTree) descend(i int, by, edge int32) (*kidLeaf, int) {
	rest, b := int32(i), t.root
	for h := t.height; ; h-- {
		j, last := 0, b.n-1
		for j < last && rest >= b.size[j]+edge {
			rest -= b.size[j]
			j++
		}
		b.size[j] += by
		if h == 0 {
			return b.leaf[j], int(rest)
		}
		b = b.part[j]
	}
}

// place returns where child i is.
//
//go:noinline
func (t *kidTree) place(i int) **Node {
	if t.near == nil || i < t.from || i >= t.from+int(t.near.n) {
		leaf, at := t.descend(i, 0, 0)
		t.near, t.from = leaf, i-at
	}
	return &t.near.kid[i-t.from]
}

//go:noinline
func (t *kidTree) insert(i int, kid *Node) {
	t.near = nil
	leaf, at := t.descend(i, 1, 1)
	if leaf.n == leafKids {
		leaf, at = t.split(leaf, at, i == t.count)
	}
	t.count++
	copy(leaf.kid[at+1:leaf.n+1], leaf.kid[at:leaf.n])
	leaf.kid[at] = kid
	leaf.n++
	if !t.ranked {
		kid.slot = leaf.number
	}
}

//go:noinline
func (t *kidTree) remove(i int) *Node {
	t.near = nil
	leaf, at := t.descend(i, -1, 0)
	kid := leaf.kid[at]
	t.count--
	leaf.n--
	copy(leaf.kid[at:leaf.n], leaf.kid[at+1:leaf.n+1])
	leaf.kid[leaf.n] = nil
	if leaf.n <= leafKids/4 {
		t.mergeLeaf(leaf)
	}
	return kid
}

// index returns the place of an entry.
func (t *kidTree) index(kid *Node) int {
	leaf := t.leaves[kid.slot]
	i := 0
	for leaf.kid[i] != kid {
		i++
	}
	b := leaf.up
	at := b.placeOf(nil, leaf)
	for {
		for _, size := range b.size[:at] {
			i += int(size)
		}
		up := b.up
		if up == nil {
			return i
		}
		at = up.placeOf(b, nil)
		b = up
	}
}
