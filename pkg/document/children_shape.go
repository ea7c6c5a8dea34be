package document

// This file changes the shape of a tree of children: leaves and branches come
// and go, rarely. So nothing is inlined, because code is downloaded.

// split makes room at a place of a full leaf that is to take one more, which the
// sizes above have already. It returns where that goes. At the end of the list,
// where loading and most writing happens, the leaf stays full.
func (t *kidTree) split(leaf *kidLeaf, at int, end bool) (*kidLeaf, int) {
	if leaf.up.n == kidFanout {
		t.splitBranch(leaf.up)
	}
	keep := leafKids / 2
	if end {
		keep = leafKids
	}
	second := t.newLeaf()
	second.take(leaf, keep, t.ranked)
	b := leaf.up
	i := b.placeOf(nil, leaf)
	b.size[i] = leaf.n
	b.put(i+1, nil, second, second.n)
	if at < keep || at == keep && !end {
		b.size[i]++
		return leaf, at
	}
	b.size[i+1]++
	return second, at - keep
}

// splitBranch moves the second half of a full branch into a new one behind it.
func (t *kidTree) splitBranch(b *kidBranch) {
	switch {
	case b.up == nil:
		t.root = new(kidBranch)
		t.root.put(0, b, nil, b.sum())
		t.height++
	case b.up.n == kidFanout:
		t.splitBranch(b.up)
	}
	second := new(kidBranch)
	second.take(b, kidFanout/2)
	i := b.up.placeOf(b, nil)
	b.up.size[i] = b.sum()
	b.up.put(i+1, second, nil, second.sum())
}

// mergeLeaf joins a leaf with few children, or none, with a neighbour in its
// branch when the two need no more than three quarters of one.
func (t *kidTree) mergeLeaf(leaf *kidLeaf) {
	b := leaf.up
	i := b.placeOf(nil, leaf)
	const most = leafKids * 3 / 4
	switch {
	case leaf.n == 0:
	case i+1 < b.n && leaf.n+b.size[i+1] <= most:
		i++
	case i > 0 && leaf.n+b.size[i-1] <= most:
	default:
		return
	}
	if gone := b.leaf[i]; gone.n > 0 {
		b.leaf[i-1].take(gone, 0, t.ranked)
		b.size[i-1] = b.leaf[i-1].n
	}
	number := b.leaf[i].number
	t.leaves[number] = nil
	t.unused = append(t.unused, number)
	t.removePart(b, i)
}

// removePart takes part i out of a branch, and every branch that has become
// empty, joins branches with few parts and drops roots with only one.
func (t *kidTree) removePart(b *kidBranch, i int) {
	for {
		b.delete(i)
		up := b.up
		if up == nil {
			break
		}
		i = up.placeOf(b, nil)
		if b.n > 0 {
			const most = kidFanout * 3 / 4
			switch {
			case b.n >= kidFanout/4:
				return
			case i+1 < up.n && b.n+up.part[i+1].n <= most:
				i++
			case i > 0 && b.n+up.part[i-1].n <= most:
			default:
				return
			}
			up.size[i-1] += up.size[i]
			up.part[i-1].take(up.part[i], 0)
		}
		b = up
	}
	for t.height > 0 && t.root.n == 1 {
		t.root = t.root.part[0]
		t.root.up = nil
		t.height--
	}
}

// take appends the children of another leaf from index from on, and takes them
// out of it.
//
//go:noinline
func (x *kidLeaf) take(other *kidLeaf, from int, ranked bool) {
	moved := other.kid[from:other.n]
	copy(x.kid[x.n:], moved)
	x.n += int32(len(moved))
	other.n = int32(from)
	for _, kid := range moved {
		if !ranked {
			kid.slot = x.number
		}
	}
	clear(moved)
}

// take appends the parts of another branch from index from on, and takes them out
// of it.
func (b *kidBranch) take(other *kidBranch, from int) {
	for i := from; i < other.n; i++ {
		b.put(b.n, other.part[i], other.leaf[i], other.size[i])
	}
	clear(other.part[from:other.n])
	clear(other.leaf[from:other.n])
	other.n = from
}

// put inserts a part, which is a branch or a leaf, at index i.
//
//go:noinline
func (b *kidBranch) put(i int, part *kidBranch, leaf *kidLeaf, size int32) {
	copy(b.size[i+1:], b.size[i:b.n])
	copy(b.part[i+1:], b.part[i:b.n])
	copy(b.leaf[i+1:], b.leaf[i:b.n])
	b.size[i], b.part[i], b.leaf[i] = size, part, leaf
	b.n++
	if part != nil {
		part.up = b
	} else {
		leaf.up = b
	}
}

// delete takes part i out.
//
//go:noinline
func (b *kidBranch) delete(i int) {
	last := b.n - 1
	copy(b.size[i:last], b.size[i+1:b.n])
	copy(b.part[i:last], b.part[i+1:b.n])
	copy(b.leaf[i:last], b.leaf[i+1:b.n])
	b.part[last], b.leaf[last] = nil, nil
	b.n = last
}

// placeOf returns the index of a part.
//
//go:noinline
func (b *kidBranch) placeOf(part *kidBranch, leaf *kidLeaf) (i int) {
	for b.part[i] != part || b.leaf[i] != leaf {
		i++
	}
	return i
}

//go:noinline
func (b *kidBranch) sum() (size int32) {
	for _, n := range b.size[:b.n] {
		size += n
	}
	return size
}
