package ot

// Span is a StringSplice without its text: Count units are deleted at Index
// and Inserted units put there, all in UTF-16 code units. Transforming never
// cuts an inserted text, it keeps or drops it, so spans are all it needs.
type Span struct {
	Index, Count, Inserted int
	NoOp                   bool
}

// TransformSpans is [Transform] for two splices of one string, overwriting s
// and c. A splice that has nothing to delete and nothing to insert any more is
// a NoOp: its index is no longer kept within the string.
func TransformSpans(s, c *Span) {
	s.NoOp = s.NoOp || s.Count == 0 && s.Inserted == 0
	c.NoOp = c.NoOp || c.Count == 0 && c.Inserted == 0
	switch {
	case s.NoOp || c.NoOp:
		return
	case s.Count == 0:
		if s.Index <= c.Index {
			c.Index += s.Inserted
		} else {
			insertInto(s, c)
		}
	case c.Count == 0:
		if c.Index <= s.Index {
			s.Index += c.Inserted
		} else {
			insertInto(c, s)
		}
	case s.Inserted == 0 && c.Inserted == 0:
		removeRemove(s, c)
	case s.Inserted == 0:
		removeSplice(s, c)
	case c.Inserted == 0:
		spliceRemove(s, c)
	default:
		spliceSplice(s, c)
	}
}

// insertInto handles an insertion i that lies behind the start of d: strictly
// inside of what d deletes it is swallowed, else it moves with the text.
func insertInto(i, d *Span) {
	if i.Index < d.Index+d.Count {
		d.Count += i.Inserted
		i.NoOp = true
		return
	}
	i.Index += d.Inserted - d.Count
}

func transformSplices(s, c *Op) {
	a := Span{Index: s.Index, Count: s.Count, Inserted: s.Text.Len()}
	b := Span{Index: c.Index, Count: c.Count, Inserted: c.Text.Len()}
	TransformSpans(&a, &b)
	s.Index, s.Count, s.NoOp = a.Index, a.Count, a.NoOp
	c.Index, c.Count, c.NoOp = b.Index, b.Count, b.NoOp
}

func relateSpans(s, c *Span) relation {
	return relate(s.Index, s.Index+s.Count, c.Index, c.Index+c.Count)
}

// overlapped takes what both delete away from both. The one that starts first
// keeps its place; the other one now starts where the first has ended, behind
// the inserted text of the first.
func overlapped(first, second *Span) {
	both := first.Index + first.Count - second.Index
	first.Count -= both
	second.Count -= both
	second.Index = first.Index + first.Inserted
}

func removeRemove(s, c *Span) {
	switch relateSpans(s, c) {
	case precedes:
		c.Index -= s.Count
	case precededBy:
		s.Index -= c.Count
	case meets, overlaps:
		overlapped(s, c)
	case metBy, overlappedBy:
		overlapped(c, s)
	case starts, containedBy, finishes:
		c.Count -= s.Count
		s.NoOp = true
	case startedBy, contains, finishedBy:
		s.Count -= c.Count
		c.NoOp = true
	case equalTo:
		s.NoOp, c.NoOp = true, true
	}
}

func removeSplice(s, c *Span) {
	switch relateSpans(s, c) {
	case precedes:
		c.Index -= s.Count
	case precededBy:
		s.Index += c.Inserted - c.Count
	case meets, overlaps:
		overlapped(s, c)
	case metBy, overlappedBy:
		overlapped(c, s)
	case starts, containedBy, finishes:
		c.Count -= s.Count
		s.NoOp = true
	case startedBy:
		s.Index, s.Count = s.Index+c.Inserted, s.Count-c.Count
		c.Count = 0
	case finishedBy:
		s.Count -= c.Count
		c.Index, c.Count = s.Index, 0
	case contains:
		s.Count += c.Inserted - c.Count
		c.NoOp = true
	case equalTo:
		c.Count = 0
		s.NoOp = true
	}
}

func spliceRemove(s, c *Span) {
	switch relateSpans(s, c) {
	case precedes:
		c.Index += s.Inserted - s.Count
	case precededBy:
		s.Index -= c.Count
	case meets, overlaps:
		overlapped(s, c)
	case metBy, overlappedBy:
		overlapped(c, s)
	case starts:
		c.Index, c.Count = c.Index+s.Inserted, c.Count-s.Count
		s.Count = 0
	case finishes:
		c.Count -= s.Count
		s.Index, s.Count = c.Index, 0
	case containedBy:
		c.Count += s.Inserted - s.Count
		s.NoOp = true
	case startedBy, finishedBy, contains:
		s.Count -= c.Count
		c.NoOp = true
	case equalTo:
		s.Count = 0
		c.NoOp = true
	}
}

func spliceSplice(s, c *Span) {
	switch relateSpans(s, c) {
	case precedes:
		c.Index += s.Inserted - s.Count
	case precededBy:
		s.Index += c.Inserted - c.Count
	case meets, overlaps:
		overlapped(s, c)
	case metBy, overlappedBy:
		overlapped(c, s)
	case starts:
		c.Index, c.Count = c.Index+s.Inserted, c.Count-s.Count
		s.Count = 0
	case startedBy:
		s.Index, s.Count = s.Index+c.Inserted, s.Count-c.Count
		c.Count = 0
	case finishes:
		c.Count -= s.Count
		s.Index, s.Count = c.Index+c.Inserted, 0
	case finishedBy:
		s.Count -= c.Count
		c.Index, c.Count = s.Index+s.Inserted, 0
	case containedBy:
		c.Count += s.Inserted - s.Count
		s.NoOp = true
	case contains:
		s.Count += c.Inserted - c.Count
		c.NoOp = true
	case equalTo: // both texts stay, the server's first
		c.Index += s.Inserted
		s.Count, c.Count = 0, 0
	}
}
