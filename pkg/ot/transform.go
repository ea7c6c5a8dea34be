package ot

// Transform returns s and c rewritten so that each can be applied after the
// other: s is already ordered by the server, c is not, and both were made in
// the same state.
//
// Law (TP1): for every state in which s and c are valid, applying s then c2
// gives the same document as applying c then s2, and both c2 and s2 are valid
// there, under strict bounds.
//
// Rules that hold for every pair: operations on different elements, and pairs
// of which one is a NoOp, stay as they are. The server wins ties: its text or
// entry comes first, its set stands. A set of the whole value beats any smaller
// edit whichever side made it. An operation that has nothing left to do
// becomes a NoOp and keeps its other fields; it still takes a version.
// A compound is transformed member by member and keeps all its members. An
// operation that brings elements back ([Op.Restores]) brings them as the server has
// had them: with what was done to them before they went, without what comes after it and
// was done before. It stands on what there is no more.
//
// Order is the only thing that tells s from c, so composing and transforming
// do not commute: transforming Compose(a, b) may lose text that transforming a
// and then b would keep, because a concurrent insertion may lie inside the
// composed deletion and beside both parts. Both sides converge all the same as
// long as all of them see the same operations, so what has been sent must never
// be composed again.
//
// It fails with a [PairError] when the two cannot both be valid in one state;
// then it returns s and c as they were. s and c must be valid ([Validate]).
// Neither they nor what they point to are changed.
func Transform(s, c Op) (s2, c2 Op, err error) {
	s2, c2 = s, c
	if err := TransformOwned(&s2, &c2); err != nil {
		return s, c, err
	}
	return s2, c2, nil
}

// TransformOwned is [Transform] on variables that the caller owns: they are
// overwritten, what their Value and Ops point to is not. After an error their
// content is unspecified.
func TransformOwned(s, c *Op) error {
	if s.NoOp || c.NoOp {
		return nil
	}
	if s.Kind == Compound {
		return transformMembers(s, c, true)
	}
	if c.Kind == Compound {
		return transformMembers(c, s, false)
	}
	if s.Restores() && c.Restores() && !sameSlot(s, c) && shareIDs(s.Value, c.Value) {
		return transformSame(s, c)
	}
	if s.ID != c.ID {
		transformInside(s, c)
		return nil
	}
	element := s.Kind.Element()
	if element == 0 || element != c.Kind.Element() {
		return &PairError{s.ID, s.Kind, c.Kind}
	}
	if s.Kind.IsSet() || c.Kind.IsSet() {
		transformSet(s, c)
		return nil
	}
	switch element {
	case KindString:
		transformSplices(s, c)
	case KindArray:
		transformArray(s, c)
	case KindObject:
		return transformProperties(s, c)
	}
	return nil // two number deltas commute
}

// transformMembers moves other through the members of a compound in order,
// and each member past other as it is by then.
func transformMembers(compound, other *Op, compoundIsServer bool) error {
	if !touches(compound, other) {
		return nil
	}
	members := append([]Op(nil), compound.Ops...)
	compound.Ops = members
	for i := range members {
		var err error
		if compoundIsServer {
			err = TransformOwned(&members[i], other)
		} else {
			err = TransformOwned(other, &members[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// touches reports whether a compound and an operation have an element in
// common; most pairs have none, and then nothing needs to be copied.
func touches(compound, other *Op) bool {
	for i := range compound.Ops {
		if other.Kind == Compound {
			if touches(other, &compound.Ops[i]) {
				return true
			}
		} else if m := &compound.Ops[i]; m.Kind == Compound && touches(m, other) || m.ID == other.ID || m.Restores() || other.Restores() {
			return true
		}
	}
	return false
}

// transformSet handles pairs of which at least one sets the whole value.
func transformSet(s, c *Op) {
	switch {
	case !c.Kind.IsSet():
		c.NoOp = true
	case !s.Kind.IsSet():
		s.NoOp = true
	case sameSet(s, c):
		s.NoOp, c.NoOp = true, true
	default:
		c.NoOp = true
	}
}

// sameSet reports whether two whole sets of one kind leave the same element.
func sameSet(a, b *Op) bool {
	switch a.Kind {
	case StringSet:
		return a.Text == b.Text
	case NumberSet:
		return sameNumber(a.Number, b.Number)
	case BooleanSet:
		return a.Bool == b.Bool
	case DateSet:
		return a.Millis == b.Millis
	}
	return a.Value != nil && b.Value != nil && identicalContent(a.Value, b.Value)
}

// sameValue reports whether two slots were given the same element.
func sameValue(a, b *Op) bool {
	return a.Value != nil && b.Value != nil && IdenticalValue(*a.Value, *b.Value)
}

// transformProperties handles add, set and remove of properties. A set undoes
// a concurrent removal; the key being gone, it has become an add. A removal that
// has nothing left to do takes the stamp of what it met, so that the document of
// the client can tell it from one that never meant anything there: the place of
// the property is not decided any more.
func transformProperties(s, c *Op) error {
	if s.Key != c.Key {
		return nil
	}
	switch {
	case s.Kind == c.Kind && s.Kind == ObjectRemoveProperty:
		s.NoOp, c.NoOp, s.To = true, true, c.To
	case s.Kind == c.Kind:
		s.NoOp = sameValue(s, c) && !s.Bool // of what comes back the place may be another one
		c.NoOp = true
		if s.Kind == ObjectAddProperty && !s.NoOp {
			s.Kind = ObjectSetProperty
		}
	case s.Kind == ObjectSetProperty && c.Kind == ObjectRemoveProperty:
		s.Kind, c.NoOp = ObjectAddProperty, true
	case s.Kind == ObjectRemoveProperty && c.Kind == ObjectSetProperty:
		c.Kind, s.NoOp, s.To = ObjectAddProperty, true, c.To
	default: // the key cannot both be there and not be there
		return &PairError{s.ID, s.Kind, c.Kind}
	}
	return nil
}
