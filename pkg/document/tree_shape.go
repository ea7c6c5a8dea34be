package document

// This file changes the shape of a tree: chunks and branches come and go. Each
// function leaves path, slot and start at a chunk, or found false.

// insertBehind adds a chunk with size units behind the current one. With
// follow it becomes the current one, else the current one stays.
func (t *tree) insertBehind(c *chunk, size int, follow bool) {
	_, before := t.current()
	if t.path[0].n == fanout {
		t.makeRoom(0)
	}
	b, i := t.path[0], t.slot[0]+1
	copy(b.leaf[i+1:b.n+1], b.leaf[i:b.n])
	copy(b.size[i+1:b.n+1], b.size[i:b.n])
	b.leaf[i], b.size[i] = c, int32(size)
	b.n++
	for h := 1; h <= t.height; h++ {
		t.path[h].size[t.slot[h]] += int32(size)
	}
	if follow {
		t.slot[0] = i
		t.start += before
	}
}

// makeRoom splits the branch at height h of the path, and full ones above it,
// so that it can take one more child.
func (t *tree) makeRoom(h int) {
	if h == t.height {
		t.raise()
	}
	if t.path[h+1].n == fanout {
		t.makeRoom(h + 1)
	}
	t.splitBranch(h)
}

// raise puts a new root above the old one.
func (t *tree) raise() {
	root := &branch{n: 1}
	root.kid[0] = t.root
	root.size[0] = t.root.sum()
	t.root = root
	t.height++
	t.path[t.height], t.slot[t.height] = root, 0
}

// splitBranch moves the second half of the branch at height h into a new one
// behind it. At the end of the text, where loading and most writing happens,
// all but the last child stays, so that branches get full.
func (t *tree) splitBranch(h int) {
	b, parent := t.path[h], t.path[h+1]
	keep := fanout / 2
	if t.atEnd(h) {
		keep = fanout - 1
	}
	second := new(branch)
	second.take(b, keep)
	i := t.slot[h+1] + 1
	copy(parent.kid[i+1:parent.n+1], parent.kid[i:parent.n])
	copy(parent.size[i+1:parent.n+1], parent.size[i:parent.n])
	parent.kid[i], parent.size[i] = second, second.sum()
	parent.size[i-1] -= parent.size[i]
	parent.n++
	if t.slot[h] >= keep {
		t.path[h] = second
		t.slot[h] -= keep
		t.slot[h+1]++
	}
}

// atEnd reports whether the path from the root to height h takes the last
// child everywhere.
func (t *tree) atEnd(h int) bool {
	for ; h <= t.height; h++ {
		if t.slot[h] != t.path[h].n-1 {
			return false
		}
	}
	return true
}

// take appends the children of b from index from on to x and takes them out
// of b.
func (x *branch) take(b *branch, from int) {
	n := b.n - from
	copy(x.size[x.n:], b.size[from:b.n])
	copy(x.kid[x.n:], b.kid[from:b.n])
	copy(x.leaf[x.n:], b.leaf[from:b.n])
	clear(b.kid[from:b.n])
	clear(b.leaf[from:b.n])
	x.n += n
	b.n = from
}

func (x *branch) sum() (units int32) {
	for _, n := range x.size[:x.n] {
		units += n
	}
	return units
}

// delete takes child i out.
func (x *branch) delete(i int) {
	last := x.n - 1
	copy(x.size[i:last], x.size[i+1:x.n])
	copy(x.kid[i:last], x.kid[i+1:x.n])
	copy(x.leaf[i:last], x.leaf[i+1:x.n])
	x.kid[last], x.leaf[last] = nil, nil
	x.n = last
}

// removeChunk takes out the current chunk with all its units, and every
// branch that has become empty.
func (t *tree) removeChunk() {
	leaf, size := t.current()
	t.grow(-size)
	t.spare = leaf
	t.found = false
	for h := 0; h <= t.height; h++ {
		t.path[h].delete(t.slot[h])
		if t.path[h].n > 0 {
			t.mergeBranch(h)
			break
		}
	}
	t.lower()
}

// lower drops roots that have only one child.
func (t *tree) lower() {
	for t.height > 0 && t.root.n == 1 {
		t.root = t.root.kid[0]
		t.path[t.height] = nil
		t.height--
		t.found = false
	}
}

// mergeCurrent joins the current chunk with a neighbour in its branch when the
// two fill no more than half a chunk, so that deleting gives memory back.
// Half, because joining what will soon be cut again costs twice.
func (t *tree) mergeCurrent() {
	b, i := t.path[0], t.slot[0]
	size := int(b.size[i])
	if i+1 == b.n || size+int(b.size[i+1]) > chunkUnits/2 {
		if i == 0 || size+int(b.size[i-1]) > chunkUnits/2 {
			return
		}
		i--
		t.start -= int(b.size[i])
		t.slot[0] = i
	}
	n := copy(b.leaf[i][b.size[i]:], b.leaf[i+1][:b.size[i+1]])
	t.spare = b.leaf[i+1]
	b.size[i] += int32(n)
	b.delete(i + 1)
	if b.n < fanout/4 {
		t.mergeBranch(0)
	}
	t.lower()
}

// mergeBranch joins the branch at height h with a neighbour when the two need
// no more than three quarters of one, and goes on above.
func (t *tree) mergeBranch(h int) {
	for ; h < t.height; h++ {
		b, parent, i := t.path[h], t.path[h+1], t.slot[h+1]
		const most = fanout * 3 / 4
		switch {
		case i+1 < parent.n && b.n+parent.kid[i+1].n <= most:
		case i > 0 && b.n+parent.kid[i-1].n <= most:
			i--
		default:
			return
		}
		parent.kid[i].take(parent.kid[i+1], 0)
		parent.size[i] += parent.size[i+1]
		parent.delete(i + 1)
		t.found = false
	}
}
