package document

// children are what an array or an object holds, in order. Few are one slice,
// many the leaves of a counted B-tree (see kidTree), so that an edit of a list
// costs the same however long the list is. A nil pointer stands for none, which
// is what most containers of small documents need.
type children struct {
	flat []*Node // all of them while they are few
	more *manyChildren
}

// manyChildren is what only containers with many children need.
type manyChildren struct {
	tree  *kidTree // nil while one slice is enough
	byKey keyTable // nil for an array, and while searching is enough
}

type keyTable map[string]*Node

const (
	manyKeys = 8        // above this, an object looks its keys up in a table
	fewKids  = leafKids // up to this, children are one slice
)

//go:noinline
func (c *children) tree() *kidTree {
	if c == nil || c.more == nil {
		return nil
	}
	return c.more.tree
}

//go:noinline
func (c *children) len() int {
	if c == nil {
		return 0
	}
	if t := c.tree(); t != nil {
		return t.count
	}
	return len(c.flat)
}

// at returns child i, which there must be.
//
//go:noinline
func (c *children) at(i int) *Node {
	if t := c.tree(); t != nil {
		return *t.place(i)
	}
	return c.flat[i]
}

// all calls yield for each child in order until it returns false. The children
// must not change meanwhile.
func (c *children) all(yield func(*Node) bool) {
	for i := range c.len() {
		if !yield(c.at(i)) {
			return
		}
	}
}

// get returns the property with a key, nil when there is none.
//
//go:noinline
func (c *children) get(key string) *Node {
	if c == nil {
		return nil
	}
	if c.more != nil && c.more.byKey != nil {
		return c.more.byKey[key]
	}
	for _, kid := range c.flat {
		if kid.key == key {
			return kid
		}
	}
	return nil
}

// insert puts a child at index i. Properties are ranked: their slots are not
// the container's.
//
//go:noinline
func (c *children) insert(i int, kid *Node, ranked bool) {
	switch t := c.tree(); {
	case t != nil:
		t.insert(i, kid)
	case len(c.flat) < fewKids:
		c.flat = append(c.flat, nil)
		copy(c.flat[i+1:], c.flat[i:])
		c.flat[i] = kid
	default:
		c.demand().tree = newKidTree(c.flat, ranked)
		c.flat = nil
		c.more.tree.insert(i, kid)
	}
	if ranked {
		c.learn(kid)
	}
}

// demand returns the part for many children.
//
//go:noinline
func (c *children) demand() *manyChildren {
	if c.more == nil {
		c.more = new(manyChildren)
	}
	return c.more
}

// learn notes the key of a property that was put in.
//
//go:noinline
func (c *children) learn(kid *Node) {
	if c.more != nil && c.more.byKey != nil {
		c.more.byKey[kid.key] = kid
	} else if len(c.flat) > manyKeys {
		table := make(keyTable, max(2*manyKeys, cap(c.flat)))
		for _, k := range c.flat {
			table[k.key] = k
		}
		c.demand().byKey = table
	}
}

// remove takes child i out and returns it.
//
//go:noinline
func (c *children) remove(i int) (kid *Node) {
	if t := c.tree(); t != nil {
		kid = t.remove(i)
		if t.count <= fewKids/2 {
			c.flat = make([]*Node, t.count, fewKids)
			for i := range c.flat {
				c.flat[i] = *t.place(i)
			}
			c.more.tree = nil
		}
	} else {
		last := len(c.flat) - 1
		kid = c.flat[i]
		copy(c.flat[i:], c.flat[i+1:])
		c.flat[last] = nil
		c.flat = c.flat[:last]
	}
	if c.more != nil && c.more.byKey != nil {
		delete(c.more.byKey, kid.key)
	}
	return kid
}

// replace puts kid in the place, and the slot, of child i, which it returns.
func (c *children) replace(i int, kid *Node) (old *Node) {
	place := &old
	if t := c.tree(); t != nil {
		place = t.place(i)
	} else {
		place = &c.flat[i]
	}
	old, *place = *place, kid
	kid.slot = old.slot
	if c.more != nil && c.more.byKey != nil {
		c.more.byKey[kid.key] = kid
	}
	return old
}

// move takes an entry out and puts it so that it ends up at index to.
func (c *children) move(from, to int) {
	if t := c.tree(); t != nil {
		t.insert(to, t.remove(from))
		return
	}
	kid := c.flat[from]
	if from < to {
		copy(c.flat[from:to], c.flat[from+1:to+1])
	} else {
		copy(c.flat[to+1:from+1], c.flat[to:from])
	}
	c.flat[to] = kid
}

// index returns the place of an entry or, by its rank, of a property.
func (c *children) index(kid *Node, ranked bool) int {
	t := c.tree()
	switch {
	case t != nil && !ranked:
		return t.index(kid)
	case t == nil:
		for i, k := range c.flat {
			if k == kid {
				return i
			}
		}
		return -1
	}
	i := c.behind(kid.slot) - 1
	for ; i >= 0 && c.at(i) != kid; i-- { // of equal rank
	}
	return i
}

// behind returns the index behind the properties that have at most a rank.
//
//go:noinline
func (c *children) behind(rank int32) int {
	low, high := 0, c.len()
	if high == 0 || c.at(high-1).slot <= rank {
		return high
	}
	for low < high {
		if mid := (low + high) / 2; c.at(mid).slot <= rank {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}
