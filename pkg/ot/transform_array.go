package ot

// transformArray handles insert, remove, replace and move in one array.
func transformArray(s, c *Op) {
	switch {
	case s.Kind == ArrayMove && c.Kind == ArrayMove:
		transformMoves(s, c)
	case s.Kind == ArrayMove:
		transformEntryAndMove(c, s)
	case c.Kind == ArrayMove:
		transformEntryAndMove(s, c)
	case s.Kind == ArrayInsert:
		transformInsertAnd(s, c)
	case s.Kind == ArrayRemove:
		transformRemoveAnd(s, c)
	default:
		transformReplaceAnd(s, c)
	}
}

func transformInsertAnd(s, c *Op) {
	switch {
	case s.Index <= c.Index:
		c.Index++
	case c.Kind == ArrayInsert:
		s.Index++
	case c.Kind == ArrayRemove:
		s.Index--
	}
}

func transformRemoveAnd(s, c *Op) {
	switch {
	case s.Index < c.Index:
		c.Index--
	case c.Kind == ArrayInsert:
		s.Index++
	case c.Kind == ArrayRemove && s.Index == c.Index:
		s.NoOp, c.NoOp = true, true
	case c.Kind == ArrayRemove:
		s.Index--
	case s.Index == c.Index: // a replacement undoes the removal
		s.NoOp, c.Kind = true, ArrayInsert
	}
}

func transformReplaceAnd(s, c *Op) {
	switch {
	case c.Kind == ArrayInsert && s.Index >= c.Index:
		s.Index++
	case c.Kind == ArrayRemove && s.Index == c.Index:
		s.Kind, c.NoOp = ArrayInsert, true
	case c.Kind == ArrayRemove && s.Index > c.Index:
		s.Index--
	case c.Kind == ArrayReplace && s.Index == c.Index:
		s.NoOp, c.NoOp = sameValue(s, c), true
	}
}

// transformEntryAndMove handles x, which is an insert, remove or replace, and
// a move m. Which of them is the server's makes no difference.
func transformEntryAndMove(x, m *Op) {
	from, to := m.Index, m.To
	lo, hi := min(from, to), max(from, to)
	at := x.Index
	switch {
	case at > hi:
		return
	case x.Kind == ArrayInsert && at <= lo:
		m.Index, m.To = from+1, to+1
		return
	case x.Kind == ArrayRemove && at < lo:
		m.Index, m.To = from-1, to-1
		return
	case x.Kind == ArrayReplace && at < lo:
		return
	}
	// x lies in [lo, hi]; an insert at lo was handled above.
	if x.Kind != ArrayInsert && at == from {
		x.Index = to
		m.NoOp = x.Kind == ArrayRemove
		return
	}
	by := 0 // how many entries x adds to the range of the move
	switch x.Kind {
	case ArrayInsert:
		by = 1
	case ArrayRemove:
		by = -1
	}
	if from < to {
		x.Index--
		m.To += by
	} else {
		x.Index++
		m.Index += by
	}
}

// shift adds to the ends of a move.
func (op *Op) shift(from, to int) {
	op.Index += from
	op.To += to
}

// transformMoves handles two moves in one array. When both move the same
// entry, the server's destination stands.
func transformMoves(s, c *Op) {
	if s.Index == s.To || c.Index == c.To {
		transformIdentityMoves(s, c)
		return
	}
	r := relate(min(s.Index, s.To), max(s.Index, s.To), min(c.Index, c.To), max(c.Index, c.To))
	if r == precedes || r == precededBy {
		return
	}
	if s.Index == c.Index { // the same entry
		if s.To == c.To {
			s.NoOp = true
		} else {
			s.Index = c.To
		}
		c.NoOp = true
		return
	}
	sForward, cForward := s.Index < s.To, c.Index < c.To
	switch {
	case sForward && cForward:
		moveForwardForward(r, s, c)
	case sForward:
		moveForwardBackward(r, s, c)
	case cForward:
		moveBackwardForward(r, s, c)
	default:
		moveBackwardBackward(r, s, c)
	}
}

// transformIdentityMoves handles pairs of which one moves an entry to where it
// is: that one follows the entry, the other one stays.
func transformIdentityMoves(s, c *Op) {
	identity, m := s, c
	if s.Index != s.To {
		identity, m = c, s
	}
	p, from, to := identity.Index, m.Index, m.To
	switch {
	case from == to || p < min(from, to) || p > max(from, to):
	case p == from:
		p = to
	case from < to:
		p--
	default:
		p++
	}
	identity.Index, identity.To = p, p
}

func moveForwardForward(r relation, s, c *Op) {
	switch r {
	case meets, overlaps:
		s.shift(0, -1)
		c.shift(-1, 0)
	case metBy, overlappedBy, finishes:
		s.shift(-1, 0)
		c.shift(0, -1)
	case contains, finishedBy:
		c.shift(-1, -1)
	case containedBy:
		s.shift(-1, -1)
	}
}

func moveForwardBackward(r relation, s, c *Op) {
	switch r {
	case meets, overlaps:
		s.shift(0, 1)
		c.shift(0, -1)
	case overlappedBy, startedBy, finishes, equalTo:
		s.shift(1, 0)
		c.shift(-1, 0)
	case starts, containedBy:
		s.shift(1, 1)
	case contains, finishedBy:
		c.shift(-1, -1)
	}
}

func moveBackwardForward(r relation, s, c *Op) {
	switch r {
	case overlaps, starts, finishedBy, equalTo:
		s.shift(-1, 0)
		c.shift(1, 0)
	case metBy, overlappedBy:
		s.shift(0, -1)
		c.shift(0, 1)
	case startedBy, contains:
		c.shift(1, 1)
	case containedBy, finishes:
		s.shift(-1, -1)
	}
}

func moveBackwardBackward(r relation, s, c *Op) {
	switch r {
	case meets, overlaps:
		s.shift(1, 0)
		c.shift(0, 1)
	case metBy, overlappedBy:
		s.shift(0, 1)
		c.shift(1, 0)
	case starts, containedBy:
		s.shift(1, 1)
	case startedBy, contains:
		c.shift(1, 1)
	}
}
