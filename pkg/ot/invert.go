package ot

// Old is what an operation overwrote or deleted, kept when it was applied so
// that it can be undone. Only the fields that the operation calls for are set.
type Old struct {
	Text   Text    // StringSplice: the deleted text; StringSet: the old text
	Number float64 // NumberSet
	Bool   bool    // BooleanSet
	Millis int64   // DateSet
	Place  int     // ObjectRemoveProperty: 1 for the first property of the object, and so on; 0 if not known
	Value  *Value  // array and object operations that lost entries: those, with their ids
	Ops    []Old   // Compound: one for each member
}

// Invert returns the operation that undoes op right after op was applied. It
// fails with [ErrOld] when old does not fit op. Neither argument is changed.
//
// Law: applying op and then Invert(op, old) gives the document before op, with
// all ids, if a number delta made a sum that did not have to be rounded. The
// inverse of a NoOp is a NoOp. Only an inverse has a place for the property that
// it adds: it cannot be transformed, and is not valid ([Validate]).
//
// The inverse brings back elements under their old ids. That is right for
// walking through a history. It is not right as an undo in a live session:
// there an id must never be used twice, because an edit that somebody made to
// the old element at the same time would reach the new one on some replicas
// only. Give the values new ids first.
func Invert(op Op, old Old) (Op, error) {
	if op.NoOp {
		return op, nil
	}
	inverse := Op{Kind: op.Kind, ID: op.ID}
	switch op.Kind {
	case StringSplice:
		if old.Text.Len() != op.Count {
			return Op{}, ErrOld
		}
		inverse.Index, inverse.Count, inverse.Text = op.Index, op.Text.Len(), old.Text
	case StringSet:
		inverse.Text = old.Text
	case ArrayInsert:
		inverse.Kind, inverse.Index = ArrayRemove, op.Index
	case ArrayRemove:
		inverse.Kind, inverse.Index, inverse.Value = ArrayInsert, op.Index, old.Value
	case ArrayReplace:
		inverse.Index, inverse.Value = op.Index, old.Value
	case ArrayMove:
		inverse.Index, inverse.To = op.To, op.Index
	case ObjectAddProperty:
		inverse.Kind, inverse.Key = ObjectRemoveProperty, op.Key
	case ObjectSetProperty:
		inverse.Key, inverse.Value = op.Key, old.Value
	case ObjectRemoveProperty:
		inverse.Kind, inverse.Key, inverse.Value = ObjectAddProperty, op.Key, old.Value
		inverse.Index = old.Place
	case ArraySet, ObjectSet:
		inverse.Value = old.Value
	case NumberDelta:
		inverse.Number = -op.Number
	case NumberSet:
		inverse.Number = old.Number
	case BooleanSet:
		inverse.Bool = old.Bool
	case DateSet:
		inverse.Millis = old.Millis
	case Compound:
		return invertCompound(op, old)
	default:
		return Op{}, ErrOld
	}
	if allowed[inverse.Kind]&hasValue != 0 && inverse.Value == nil {
		return Op{}, ErrOld
	}
	return inverse, nil
}

func invertCompound(op Op, old Old) (Op, error) {
	n := len(op.Ops)
	if len(old.Ops) != n {
		return Op{}, ErrOld
	}
	members := make([]Op, n)
	for i := range op.Ops {
		member, err := Invert(op.Ops[i], old.Ops[i])
		if err != nil {
			return Op{}, err
		}
		members[n-1-i] = member
	}
	return Op{Kind: Compound, Ops: members}, nil
}
