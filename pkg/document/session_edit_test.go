package document_test

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// element picks an attached element, deep ones as often as shallow ones.
func (w *world) element(d *document.Document) *document.Node {
	n := d.Root().At(w.rng.IntN(d.Root().Len()))
	for n.Kind() != ot.KindString && n.Len() > 0 && w.rng.IntN(3) > 0 {
		n = n.At(w.rng.IntN(n.Len()))
	}
	return n
}

// edit makes one random edit on a client, through the hot path when it is a
// splice.
func (w *world) edit(r *replica) error {
	n := w.element(r.doc)
	op, ok := w.randomOp(r, n)
	if text := r.doc.Lookup("t"); w.rng.IntN(3) == 0 {
		n = text
		op, ok = w.write(r, n), true
	}
	if !ok {
		return nil
	}
	if op.Kind == ot.StringSplice && w.rng.IntN(4) > 0 {
		return r.splice(n, op)
	}
	if err := r.do(op); err != nil {
		return fmt.Errorf("client %d edits: %w", r.instance, err)
	}
	return nil
}

// sessionWorld adds a text that stays, so that the clients meet.
func sessionWorld() ot.Value {
	root := treeWorld()
	root.Members = append(root.Members, member("t", str("t", "0123456789")))
	return root
}

// write types, backspaces and replaces at the client's cursor, which jumps now
// and then.
func (w *world) write(r *replica, n *document.Node) ot.Op {
	at := min(r.cursor, n.Len())
	if w.rng.IntN(6) == 0 {
		at = w.rng.IntN(n.Len() + 1)
	}
	op := ot.Op{Kind: ot.StringSplice, ID: n.ID(), Index: at, Text: ot.MustText("x")}
	switch k := w.rng.IntN(8); {
	case n.Len() > 60 && at > 0: // keep it short
		op.Index, op.Count, op.Text = max(0, at-8), at-max(0, at-8), ot.Text{}
	case k == 0 && at > 0:
		op.Index, op.Count, op.Text = at-1, 1, ot.Text{}
	case k == 1 && at < n.Len():
		op.Count = 1
	case k == 2:
		op.Text = w.text()
	}
	r.cursor = op.Index + op.Text.Len()
	return op
}

func (w *world) randomOp(r *replica, n *document.Node) (op ot.Op, ok bool) {
	op.ID = n.ID()
	set := w.rng.IntN(12) == 0
	switch n.Kind() {
	case ot.KindString:
		if set {
			op.Kind, op.Text = ot.StringSet, w.text()
			break
		}
		op.Kind = ot.StringSplice
		op.Index = w.rng.IntN(n.Len() + 1)
		if w.rng.IntN(2) == 0 {
			op.Count = min(w.rng.IntN(4), n.Len()-op.Index)
		}
		if op.Count == 0 || w.rng.IntN(2) == 0 {
			op.Text = w.text()
		}
		return op, op.Count > 0 || !op.Text.IsEmpty()
	case ot.KindArray:
		switch k := w.rng.IntN(6); {
		case set:
			op.Kind, op.Value = ot.ArraySet, &ot.Value{Kind: ot.KindArray, Items: []ot.Value{w.value(r, 0)}}
		case n.Len() == 0 || k < 2 && n.Len() < 12:
			v := w.value(r, 0)
			op.Kind, op.Index, op.Value = ot.ArrayInsert, w.rng.IntN(n.Len()+1), &v
		case k < 3:
			op.Kind, op.Index = ot.ArrayRemove, w.rng.IntN(n.Len())
		case k < 4:
			v := w.value(r, 0)
			op.Kind, op.Index, op.Value = ot.ArrayReplace, w.rng.IntN(n.Len()), &v
		default:
			op.Kind, op.Index, op.To = ot.ArrayMove, w.rng.IntN(n.Len()), w.rng.IntN(n.Len())
		}
	case ot.KindObject:
		op.Key = fmt.Sprint("k", w.rng.IntN(4))
		v := w.value(r, 0)
		switch {
		case set:
			op.Kind, op.Key = ot.ObjectSet, ""
			op.Value = &ot.Value{Kind: ot.KindObject, Members: []ot.Member{{Key: "k0", Value: v}}}
		case n.Get(op.Key) == nil:
			op.Kind, op.Value = ot.ObjectAddProperty, &v
		case w.rng.IntN(2) == 0:
			op.Kind, op.Value = ot.ObjectSetProperty, &v
		default:
			op.Kind = ot.ObjectRemoveProperty
		}
	case ot.KindNumber:
		if op.Kind, op.Number = ot.NumberDelta, float64(w.rng.IntN(1<<30))/(1<<20); set {
			op.Kind = ot.NumberSet
		}
	case ot.KindBoolean:
		op.Kind, op.Bool = ot.BooleanSet, w.rng.IntN(2) == 0
	case ot.KindDate:
		op.Kind, op.Millis = ot.DateSet, w.rng.Int64N(1<<40)
	default:
		return op, false
	}
	return op, true
}

// text has pairs, and now and then a half of one.
func (w *world) text() ot.Text {
	units := []uint16{'a' + uint16(w.rng.IntN(26)), 0xE9, 0xD83D, 0xDE00, 'z'}
	from := w.rng.IntN(len(units))
	return ot.TextFromUTF16(units[from : from+1+w.rng.IntN(len(units)-from)])
}

func (w *world) value(r *replica, depth int) ot.Value {
	r.ids++
	v := ot.Value{ID: fmt.Sprintf("%d:%d", r.instance, r.ids)}
	switch n := w.rng.IntN(9 - 3*min(depth, 1)); n {
	case 0:
		v.Kind, v.Number = ot.KindNumber, float64(w.rng.IntN(100))
	case 1:
		v.Kind, v.Bool = ot.KindBoolean, true
	case 2:
		v.Kind, v.Millis = ot.KindDate, w.rng.Int64N(1<<40)
	case 3:
		v.Kind = ot.KindNull
	case 6:
		v.Kind, v.Items = ot.KindArray, []ot.Value{w.value(r, depth+1), w.value(r, depth+1)}
	case 7:
		v.Kind = ot.KindObject
		v.Members = []ot.Member{{Key: "k0", Value: w.value(r, depth+1)}, {Key: "k1", Value: w.value(r, depth+1)}}
	default:
		v.Kind, v.Text = ot.KindString, w.text()
	}
	return v
}
