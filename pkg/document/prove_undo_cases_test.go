package document_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// undoCase is one operation of one's own, what another client does, and when the
// operation is undone.
type undoCase struct {
	root   ot.Value
	own    ot.Op
	others []ot.Op // one after the other
	at     int     // how many of those have arrived before the undo
	order  undoOrder
}

type undoOrder int

const (
	othersFirst undoOrder = iota // the server has them all before the own one arrives; nobody knows of the other
	ownFirst                     // the own one is first; the other client does not know of it
	ownKnown                     // the own one is first, and the other client has it
)

// sorted is a value without the order of properties: what is removed and comes
// back stands behind the others.
func sorted(v ot.Value) ot.Value {
	v.Items, v.Members = slices.Clone(v.Items), slices.Clone(v.Members)
	for i := range v.Items {
		v.Items[i] = sorted(v.Items[i])
	}
	for i := range v.Members {
		v.Members[i].Value = sorted(v.Members[i].Value)
	}
	slices.SortFunc(v.Members, func(a, b ot.Member) int { return cmp.Compare(a.Key, b.Key) })
	return v
}

func sameDocument(a, b ot.Value) bool { return ot.IdenticalValue(sorted(a), sorted(b)) }

// loose is a document in which what an edit has removed or moved stands behind all else
// that is in the same text or array: where somebody else has inserted at the place where it
// was, before or behind it is not known. How much of it there is counts.
func loose(v ot.Value, own ot.Op) ot.Value {
	v.Items, v.Members = slices.Clone(v.Items), slices.Clone(v.Members)
	for i := range v.Items {
		v.Items[i] = loose(v.Items[i], own)
	}
	for i := range v.Members {
		v.Members[i].Value = loose(v.Members[i].Value, own)
	}
	if v.ID == own.ID {
		restored := func(of string) int {
			if strings.ContainsAny(of, "XYZs") && of != "root" { // of the other one
				return 0
			}
			return 1
		}
		slices.SortStableFunc(v.Items, func(a, b ot.Value) int {
			if a, b := restored(a.ID), restored(b.ID); a+b < 2 {
				return a - b
			}
			return cmp.Compare(a.ID, b.ID)
		})
		letters := strings.Split(v.Text.String(), "")
		slices.SortStableFunc(letters, func(a, b string) int {
			if a, b := restored(a), restored(b); a+b < 2 {
				return a - b
			}
			return cmp.Compare(a, b)
		})
		v.Text = ot.MustText(strings.Join(letters, ""))
	}
	return v
}

// small is a world of two clients, who undo.
func smallWorld(root ot.Value) *world {
	w := &world{doc: mustNew(root), accepted: make(map[int]uint64)}
	w.server = concurrency.NewServer[*connection](0, nil)
	for i := range 2 {
		r := &replica{instance: i + 1, doc: mustNew(root), client: concurrency.NewClient(0, 0)}
		r.undoes()
		w.replicas = append(w.replicas, r)
		w.connect(r)
	}
	return w
}

// send has the server take what a client has.
func (w *world) send(r *replica) error {
	w.flush(r, 0)
	for len(r.conn.up) > 0 {
		if err := w.receive(r.conn); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) get(r *replica, n int) error {
	for ; n != 0 && len(r.conn.down) > 0; n-- {
		if err := w.deliver(r); err != nil {
			return err
		}
	}
	return nil
}

// run plays the case and says what is wrong.
func (c undoCase) run() error {
	w := smallWorld(c.root)
	me, other := w.replicas[0], w.replicas[1]
	if err := me.do(c.own); err != nil {
		return err
	}
	if c.order != othersFirst {
		if err := w.send(me); err != nil {
			return err
		}
	}
	if c.order == ownKnown {
		if err := w.get(other, -1); err != nil {
			return err
		}
	}
	for _, op := range c.others {
		if err := other.do(op); err != nil {
			return nil // it does not fit there
		}
		other.client.Freeze()
	}
	if err := w.send(other); err != nil {
		return err
	}
	acks := 0
	if c.order != othersFirst {
		acks = 1
	}
	if err := w.get(me, acks+c.at); err != nil {
		return err
	}
	before := me.doc.Value()
	if err := me.take(false); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	if len(c.others) == c.at { // nothing is on its way: redo is the exact opposite
		undone := me.doc.Value()
		if err := me.take(true); err != nil {
			return fmt.Errorf("redo: %w", err)
		}
		if c.order != othersFirst && !sameDocument(me.doc.Value(), before) {
			return fmt.Errorf("redo leaves\n%s, before the undo there was\n%s", document.JSON(me.doc.Value()), document.JSON(before))
		}
		if err := me.take(false); err != nil {
			return fmt.Errorf("undo again: %w", err)
		}
		if !sameDocument(me.doc.Value(), undone) {
			return fmt.Errorf("undone again there is\n%s, at first\n%s", document.JSON(me.doc.Value()), document.JSON(undone))
		}
	}
	if err := w.settle(); err != nil {
		return err
	}
	if c.order == othersFirst || len(c.others) == 0 {
		want, err := after(c.root, c.others...)
		if err != nil {
			return err
		}
		if got := w.doc.Value(); !sameDocument(loose(got, c.own), loose(want, c.own)) {
			return fmt.Errorf("undone there is\n%s, without the edit\n%s", document.JSON(got), document.JSON(want))
		}
	}
	if c.own.Kind.Element() == ot.KindString && c.own.Kind.Element() == element(c.root).Kind {
		return c.checkText(w)
	}
	return nil
}

// checkText looks at every letter: each stands for who has written it.
func (c undoCase) checkText(w *world) error {
	got := []rune(w.doc.Lookup("t").Buffer().Text().String())
	for _, r := range got {
		if slices.Contains([]rune("uvw"), r) {
			return fmt.Errorf("undone there is %q, with what was inserted", string(got))
		}
	}
	return nil
}

func (c undoCase) String() string {
	when := [...]string{"the others' are first", "the own one is first", "the own one is first and known"}[c.order]
	return fmt.Sprintf("%s: own %s; others %s; undone after %d of these; %s",
		document.JSON(c.root), short(c.own), short(c.others...), c.at, when)
}

// short writes operations in few words, such as StringSplice t 0-2 "u".
func short(ops ...ot.Op) string {
	var all []string
	for _, op := range ops {
		s := fmt.Sprintf("%v %s", op.Kind, op.ID)
		switch op.Kind {
		case ot.StringSplice, ot.StringSet:
			s += fmt.Sprintf(" %d-%d %q", op.Index, op.Index+op.Count, op.Text.String())
		case ot.ArrayMove:
			s += fmt.Sprintf(" %d to %d", op.Index, op.To)
		case ot.ArrayInsert, ot.ArrayRemove, ot.ArrayReplace:
			s += fmt.Sprint(" ", op.Index)
		case ot.ObjectAddProperty, ot.ObjectSetProperty, ot.ObjectRemoveProperty:
			s += " " + op.Key
		case ot.NumberDelta, ot.NumberSet:
			s += fmt.Sprint(" ", op.Number)
		}
		if op.Value != nil {
			s += fmt.Sprintf(" %s", document.JSON(*op.Value))
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

// undoCases calls f with every case of a world, up to so many operations of others.
func undoCases(root ot.Value, units, most int, f func(undoCase)) {
	owns := opsOn(element(root), side{"c", false, units})
	var extend func(state ot.Value, others []ot.Op)
	extend = func(state ot.Value, others []ot.Op) {
		for _, own := range owns {
			for order := othersFirst; order <= ownFirst; order++ {
				for at := 0; at <= len(others); at++ {
					f(undoCase{root, own, others, at, order})
				}
			}
		}
		if len(others) == most {
			return
		}
		for _, op := range opsOn(element(state), side{fmt.Sprint("s", len(others)), true, units}) {
			d := mustNew(state)
			if err := d.Apply(op, nil); err != nil {
				panic(err)
			}
			extend(d.Value(), append(slices.Clone(others), op))
		}
	}
	extend(root, nil)
	for _, own := range owns {
		d := mustNew(root)
		if err := d.Apply(own, nil); err != nil {
			panic(err)
		}
		for _, op := range opsOn(element(d.Value()), side{"s", true, units}) {
			for at := range 2 {
				f(undoCase{root, own, []ot.Op{op}, at, ownKnown})
			}
		}
	}
}
