package ot

// Size returns an upper bound of how many bytes an operation takes on the wire and
// in a store.
func Size(op *Op) int {
	n := 64 + len(op.ID) + len(op.Key) + len(op.Text.WTF8())
	if op.Value != nil {
		n += ValueSize(op.Value)
	}
	for i := range op.Ops {
		n += Size(&op.Ops[i])
	}
	return n
}

// ValueSize is [Size] of a value.
func ValueSize(v *Value) int {
	n := 32 + len(v.ID) + len(v.Text.WTF8()) + 9*len(v.Rest)
	for i := range v.Items {
		n += ValueSize(&v.Items[i])
	}
	for i := range v.Members {
		n += memberSize(&v.Members[i])
	}
	return n
}

func memberSize(m *Member) int { return 8 + len(m.Key) + ValueSize(&m.Value) }

// Cut returns operations that take at most limit bytes each, see [Size], and have
// the effect of op when they are applied one after the other: text is inserted in
// pieces, and a container begins with as many of its children as fit and gets the
// others one by one, which are cut in turn; small ones that follow each other are
// one compound. Every state in between is a state of the document that others see.
//
// It reports false when there is no such sequence: for a compound, which is applied
// as a whole, or where an id or a key is too long for the limit.
func Cut(op Op, limit int) ([]Op, bool) {
	if op.Kind == Compound {
		return nil, false
	}
	c := cutter{limit: limit}
	c.cut(op)
	return together(c.out, min(limit, togetherSize)), !c.failed
}

// togetherSize is how many bytes of parts make one compound: few enough that
// applying it does not take long.
const togetherSize = 64 << 10

// together makes compounds of at most limit bytes of what follows the first part.
func together(parts []Op, limit int) []Op {
	out := parts[:1:1]
	for i := 1; i < len(parts); {
		size, n := 64, 0
		for ; i+n < len(parts); n++ {
			if size += Size(&parts[i+n]); size > limit {
				break
			}
		}
		if n < 2 {
			out = append(out, parts[i])
			i++
			continue
		}
		out = append(out, Op{Kind: Compound, Ops: parts[i : i+n : i+n]})
		i += n
	}
	return out
}

type cutter struct {
	limit  int
	out    []Op
	failed bool
}

// cut adds the parts of an operation.
func (c *cutter) cut(op Op) {
	at := len(c.out)
	c.out = append(c.out, op) // the parts of its value come after it
	if c.failed || Size(&op) <= c.limit {
		return
	}
	switch op.Kind {
	case StringSplice, StringSet:
		all := op.Text
		op.Text = Text{}
		op.Text = c.piece(all, c.limit-Size(&op))
		c.out[at] = op
		c.insert(op.ID, op.Index+op.Text.Len(), all, op.Text)
		return
	}
	if op.Value == nil {
		c.failed = true
		return
	}
	v := op.Value
	op.Value = nil
	head := c.value(*v, min(c.limit, containerSize)-Size(&op))
	op.Value = &head
	c.out[at] = op
	c.failed = c.failed || Size(&op) > c.limit
}

// value returns the part of a value that takes no more than room, and adds what
// brings the rest.
func (c *cutter) value(v Value, room int) Value {
	if ValueSize(&v) <= room {
		return v
	}
	room -= 32 + len(v.ID)
	switch v.Kind {
	case KindString:
		all := v.Text
		v.Text = c.piece(all, room)
		c.insert(v.ID, v.Text.Len(), all, v.Text)
	case KindArray:
		all, n := v.Items, 0
		for ; n < len(all); n++ {
			if room -= ValueSize(&all[n]); room < 0 {
				break
			}
		}
		v.Items = all[:n:n]
		for i := n; i < len(all); i++ {
			c.cut(Op{Kind: ArrayInsert, ID: v.ID, Index: i, Value: &all[i]})
		}
	case KindObject:
		all, n := v.Members, 0
		for ; n < len(all); n++ {
			if room -= memberSize(&all[n]); room < 0 {
				break
			}
		}
		v.Members = all[:n:n]
		for i := n; i < len(all); i++ {
			c.cut(Op{Kind: ObjectAddProperty, ID: v.ID, Key: all[i].Key, Value: &all[i].Value})
		}
	}
	return v
}

// insert adds the insertion of what is left of a text after done.
func (c *cutter) insert(id string, index int, all, done Text) {
	rest := Text{all.wtf8[len(done.wtf8):], all.units - done.units}
	for !rest.IsEmpty() && !c.failed {
		op := Op{Kind: StringSplice, ID: id, Index: index}
		op.Text = c.piece(rest, c.limit-Size(&op))
		if op.Text.IsEmpty() {
			c.failed = true
			return
		}
		c.out = append(c.out, op)
		index += op.Text.Len()
		rest = Text{rest.wtf8[len(op.Text.wtf8):], rest.units - op.Text.units}
	}
}

// pieceSize is how many bytes one piece of a text has at most, so that what others
// send does not wait for long.
const pieceSize = 256 << 10

// containerSize is how many bytes a container begins with at most: more than a piece
// of text, as each child that comes later is an operation.
const containerSize = 1 << 20

// piece returns the beginning of a text, in at most room bytes. It does not cut a
// surrogate pair.
func (c *cutter) piece(t Text, room int) Text {
	room = max(min(room, pieceSize), 0)
	if len(t.wtf8) <= room {
		return t
	}
	n := room
	for n > 0 && t.wtf8[n]&0xC0 == 0x80 { // within a code point
		n--
	}
	units, _ := countUnits(t.wtf8[:n])
	return Text{t.wtf8[:n], units}
}
