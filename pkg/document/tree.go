package document

const (
	chunkUnits = 1024 // units in a chunk: 2 KB
	loadUnits  = chunkUnits - chunkUnits/16
	fanout     = 32
	maxHeight  = 12 // branches are half full as a rule: far beyond ot.MaxLength
)

type chunk [chunkUnits]uint16

// branch is an inner node. size holds the units below each of its n children,
// which are branches, or chunks where the height is 0. No child is ever empty.
type branch struct {
	n    int
	size [fanout]int32
	kid  [fanout]*branch
	leaf [fanout]*chunk
}

// tree is a counted B-tree of chunks that is never empty.
type tree struct {
	root   *branch
	height int // levels of branches above the lowest one

	// path[h] and slot[h] lead from the root, at h = height, down to the chunk
	// that the last search ended at. start is the index of its first unit.
	path  [maxHeight]*branch
	slot  [maxHeight]int
	start int
	found bool

	spare *chunk // one chunk kept back, for text that grows and shrinks at one place
}

// newTree returns a tree with the units, which must not be empty.
func newTree(units []uint16) *tree {
	t := &tree{root: new(branch)}
	first := units[:min(loadUnits, len(units))]
	t.root.n = 1
	t.root.leaf[0] = new(chunk)
	t.root.size[0] = int32(copy(t.root.leaf[0][:], first))
	t.seek(0)
	t.insertChunks(units[len(first):])
	return t
}

// chunkAt returns the units of the chunk that index lies in, from index on.
func (t *tree) chunkAt(index int) []uint16 {
	t.seek(index)
	leaf, size := t.current()
	return leaf[index-t.start : size]
}

func (t *tree) current() (*chunk, int) {
	b, i := t.path[0], t.slot[0]
	return b.leaf[i], int(b.size[i])
}

// seek finds the chunk that holds the unit at index. At the end of the text it
// finds the last chunk.
func (t *tree) seek(index int) {
	if t.found {
		if _, size := t.current(); index >= t.start && index-t.start < size {
			return
		}
	}
	rest := index
	b := t.root
	for h := t.height; ; h-- {
		i := 0
		for last := b.n - 1; i < last && rest >= int(b.size[i]); i++ {
			rest -= int(b.size[i])
		}
		t.path[h], t.slot[h] = b, i
		if h == 0 {
			break
		}
		b = b.kid[i]
	}
	t.start, t.found = index-rest, true
}

// seekEdge is seek for an insertion: between two chunks it stays at the one
// that was found before, or takes the end of the first one.
func (t *tree) seekEdge(index int) {
	if t.found && index-t.start == int(t.path[0].size[t.slot[0]]) {
		return
	}
	if index > 0 && !(t.found && index == t.start) {
		t.seek(index - 1)
		return
	}
	t.seek(index)
}

// grow adds to the units of the current chunk, all the way up.
func (t *tree) grow(by int) {
	for h := 0; h <= t.height; h++ {
		t.path[h].size[t.slot[h]] += int32(by)
	}
}

// splice deletes count units at index and inserts units there. Some text must
// be left.
func (t *tree) splice(index, count int, units []uint16) {
	if t.found && t.spliceCurrent(index, count, units) {
		return
	}
	t.seek(index)
	if t.spliceCurrent(index, count, units) {
		return
	}
	t.insert(index+count, units) // first, so that the tree is never empty
	t.remove(index, count)
}

// spliceCurrent does a splice that happens within the current chunk and leaves
// neither nothing nor too much there. Nearly every edit is one of these.
func (t *tree) spliceCurrent(index, count int, units []uint16) bool {
	leaf, size := t.current()
	at := index - t.start
	length := size - count + len(units)
	if at < 0 || at+count > size || length <= 0 || length > chunkUnits {
		return false
	}
	if count != len(units) {
		copy(leaf[at+len(units):length], leaf[at+count:size])
		t.grow(length - size)
	}
	copy(leaf[at:], units)
	if count > len(units) && length <= chunkUnits/4 {
		t.mergeCurrent()
	}
	return true
}

// remove deletes units; some must be left.
func (t *tree) remove(index, count int) {
	for count > 0 {
		t.seek(index)
		leaf, size := t.current()
		at := index - t.start
		n := min(count, size-at)
		count -= n
		if n == size {
			t.removeChunk()
			continue
		}
		copy(leaf[at:], leaf[at+n:size])
		t.grow(-n)
		t.mergeCurrent()
	}
}

// insert puts units at index.
func (t *tree) insert(index int, units []uint16) {
	if len(units) == 0 {
		return
	}
	t.seekEdge(index)
	leaf, size := t.current()
	at := index - t.start
	if size+len(units) <= chunkUnits {
		copy(leaf[at+len(units):size+len(units)], leaf[at:size])
		copy(leaf[at:], units)
		t.grow(len(units))
		return
	}
	// Cut the chunk at the place, unless that is one of its ends, fill what is
	// left of it and put the rest into new chunks behind it.
	if at > 0 && at < size {
		t.cut(at)
		leaf, size = t.current()
		if size+len(units) <= chunkUnits {
			copy(leaf[size:], units)
			t.grow(len(units))
			return
		}
		if next := t.room(); next >= len(units) {
			t.insertIntoNext(units)
			return
		}
	}
	if at == 0 && size > 0 {
		t.insertBefore(units)
		return
	}
	n := min(max(0, loadUnits-size), len(units))
	copy(leaf[size:], units[:n])
	t.grow(n)
	t.insertChunks(units[n:])
}

// cut splits the current chunk at a place within it. The first part stays the
// current chunk.
func (t *tree) cut(at int) {
	leaf, size := t.current()
	second := t.newChunk()
	n := copy(second[:], leaf[at:size])
	t.grow(-n)
	t.insertBehind(second, n, false)
}

// room returns how many units the chunk behind the current one, within its
// branch, can take.
func (t *tree) room() int {
	b, i := t.path[0], t.slot[0]+1
	if i >= b.n {
		return 0
	}
	return chunkUnits - int(b.size[i])
}

// insertIntoNext puts units at the start of the chunk behind the current one
// and makes that the current one.
func (t *tree) insertIntoNext(units []uint16) {
	b := t.path[0]
	_, size := t.current()
	t.start += size
	t.slot[0]++
	leaf := b.leaf[t.slot[0]]
	copy(leaf[len(units):], leaf[:b.size[t.slot[0]]])
	copy(leaf[:], units)
	t.grow(len(units))
}

// insertBefore puts units, too many for the current chunk, in front of it.
func (t *tree) insertBefore(units []uint16) {
	leaf, size := t.current()
	moved := t.newChunk()
	copy(moved[:], leaf[:size])
	n := copy(leaf[:loadUnits], units)
	t.grow(n - size)
	t.insertBehind(moved, size, false)
	t.insertChunks(units[n:])
}

// insertChunks puts units into new chunks behind the current one and makes the
// last of them the current one.
func (t *tree) insertChunks(units []uint16) {
	for len(units) > 0 {
		n := min(loadUnits, len(units))
		c := t.newChunk()
		copy(c[:], units[:n])
		t.insertBehind(c, n, true)
		units = units[n:]
	}
}

func (t *tree) newChunk() *chunk {
	if c := t.spare; c != nil {
		t.spare = nil
		return c
	}
	return new(chunk)
}
