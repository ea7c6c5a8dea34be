package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Reference is a shared cursor, selection or other pointer: one that this
// client owns, or one of another session. It moves with every edit.
type Reference struct {
	Tag uint32 // free for the owner of the sink

	m           *Model
	owner       *document.Node // nil for element references
	key         string
	values      ot.Reference
	participant *Participant
	local       bool
	disposed    bool
	listening   uint32 // mask of ReferenceEventKind
	// Where everybody sees it once all edits are acknowledged. Only of what has
	// positions, and of a local reference only when the server knows the values.
	pin *concurrency.Pin

	// Of a local reference only.
	shared  bool // the application wants others to see it
	known   bool // the server knows it on this connection
	changed bool // values that were not sent
}

// ReferenceEventKind is the kind of a reference event; 1<<(kind-1) is its bit
// in the mask of [Reference.Listen].
type ReferenceEventKind uint8

// The reference events. The numbers are part of the bridge.
const (
	ReferenceSet      ReferenceEventKind = 1
	ReferenceCleared  ReferenceEventKind = 2
	ReferenceDisposed ReferenceEventKind = 3
)

// ReferenceEvent is a change of a reference.
type ReferenceEvent struct {
	Kind      ReferenceEventKind
	Old       ot.Reference // the values before
	Values    ot.Reference
	Synthetic bool           // the values moved because the document was edited
	Gone      *document.Node // the element among Old that has just left the document, or nil
}

// ReferenceStatus is a snapshot of a reference.
type ReferenceStatus struct {
	Kind        ot.ReferenceKind
	Key         string
	Owner       *document.Node // nil for element references
	Values      ot.Reference
	Participant *Participant
	Local       bool
	Shared      bool
	Disposed    bool
}

// Model returns the model that the reference points into.
func (r *Reference) Model() *Model { return r.m }

// Status returns what the reference is and where it points.
func (r *Reference) Status() ReferenceStatus {
	r.m.d.session.Lock()
	defer r.m.d.session.Unlock()
	p := r.participant
	if r.local {
		p = r.m.d.session.Self
	}
	return ReferenceStatus{r.values.Kind, r.key, r.owner, r.values, p, r.local, r.shared, r.disposed}
}

// Listen says which events of the reference the sink wants.
func (r *Reference) Listen(mask uint32) {
	r.m.d.session.Lock()
	defer r.m.d.session.Unlock()
	r.listening = mask
}

// LocalReference returns this client's reference with a key on an element, or
// on the model for element references (owner nil). It is made when there is
// none; a key that is taken by a reference of another kind is an error.
func (m *Model) LocalReference(owner *document.Node, kind ot.ReferenceKind, key string) (*Reference, error) {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	if key == "" {
		return nil, &Error{Code: protocol.CodeInvalidArgument, Message: "the key of a reference must not be empty", Class: session.ClassUsage}
	}
	if m.closed || owner != nil && !owner.Attached() {
		return nil, session.UsageError(protocol.CodeInvalidArgument, "cannot refer to a detached element: it was removed from the model")
	}
	if !kindFits(owner, kind) {
		return nil, &Error{Code: protocol.CodeInvalidArgument, Message: "this element cannot have references of the kind " + kind.String(), Class: session.ClassArgument}
	}
	for _, r := range m.references {
		if r.local && r.owner == owner && r.key == key {
			if r.values.Kind != kind {
				return nil, session.UsageError(protocol.CodeInvalidArgument, "the key %q is in use by a reference of the kind %s", key, r.values.Kind)
			}
			return r, nil
		}
	}
	r := &Reference{m: m, owner: owner, key: key, values: ot.Reference{Kind: kind}, local: true}
	m.references = append(m.references, r)
	return r, nil
}

// kindFits reports whether an element, or the model for nil, can own references
// of a kind.
func kindFits(owner *document.Node, kind ot.ReferenceKind) bool {
	switch kind {
	case ot.ReferenceIndex, ot.ReferenceRange:
		return owner != nil && owner.Kind() == ot.KindString
	case ot.ReferenceProperty:
		return owner != nil && owner.Kind() == ot.KindObject
	case ot.ReferenceElement:
		return owner == nil
	}
	return false
}

// References returns the references on an element, or those of the model
// itself for nil: local ones and those of others.
func (m *Model) References(owner *document.Node) []*Reference {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	var out []*Reference
	for _, r := range m.references {
		if r.owner == owner {
			out = append(out, r)
		}
	}
	return out
}

// Set points a local reference somewhere else. The values must be of its kind.
// A position beyond the end of the text is the end of the text: editors report
// their caret before they report what was typed.
func (r *Reference) Set(v ot.Reference) error {
	return r.change(func() error {
		v.Kind = r.values.Kind
		if err := r.check(v); err != nil {
			return err
		}
		name := protocol.ReferenceName{Key: r.key}
		if r.owner != nil {
			name.Element = r.owner.ID()
		}
		if err := session.TooLarge(r.m.d.session.Limits.Reference(name, v), ""); err != nil {
			return err
		}
		r.assign(r.clamp(v), false)
		r.changed = true
		r.unpin()
		return nil
	})
}

// check reports values that cannot be in any state of the document.
func (r *Reference) check(v ot.Reference) error {
	for _, i := range v.Indexes {
		if i < 0 {
			return negative(i)
		}
	}
	for _, x := range v.Ranges {
		if i := min(x.Start, x.End); i < 0 {
			return negative(i)
		}
	}
	for _, id := range v.Elements {
		if r.m.doc.Lookup(id) == nil {
			return session.UsageError(protocol.CodeInvalidArgument, "the element %q is not part of the model", id)
		}
	}
	return nil
}

func negative(position int) error {
	return session.RangeError("index out of bounds: a position must not be negative, but is %d", position)
}

// clamp puts positions beyond the end of the text at its end.
func (r *Reference) clamp(v ot.Reference) ot.Reference {
	if !v.HasPositions() {
		return v
	}
	end := r.owner.Len()
	v.Indexes, v.Ranges = slices.Clone(v.Indexes), slices.Clone(v.Ranges)
	for i, at := range v.Indexes {
		v.Indexes[i] = min(at, end)
	}
	for i, x := range v.Ranges {
		v.Ranges[i] = ot.Range{Start: min(x.Start, end), End: min(x.End, end)}
	}
	return v
}

// Clear takes the values of a local reference away.
func (r *Reference) Clear() error {
	return r.change(func() error {
		r.assign(ot.Reference{Kind: r.values.Kind}, false)
		r.changed = true
		r.unpin()
		return nil
	})
}

// Share makes a local reference visible to others.
func (r *Reference) Share() error {
	return r.change(func() error {
		shared := 0
		for _, other := range r.m.references {
			if other.local && other.shared && other != r {
				shared++
			}
		}
		if limit := r.m.d.session.Limits.References; shared >= limit {
			return session.TooLarge(&protocol.Excess{What: "a set", Unit: "shared references", Size: shared + 1, Limit: limit}, "")
		}
		r.shared = true
		return nil
	})
}

// Unshare withdraws a shared reference.
func (r *Reference) Unshare() error { return r.change(func() error { r.shared = false; return nil }) }

// Dispose withdraws a local reference and frees its key.
func (r *Reference) Dispose() error {
	return r.change(func() error {
		r.shared = false
		r.end()
		return nil
	})
}

// change runs an edit of a local reference and has it sent at the end
// of the turn.
func (r *Reference) change(f func() error) error {
	m := r.m
	m.d.session.Lock()
	defer m.d.session.Unlock()
	switch {
	case !r.local:
		return session.UsageError(protocol.CodeInvalidArgument, "only the session that owns a reference can change it")
	case r.disposed:
		return session.UsageError(protocol.CodeInvalidArgument, "the reference is disposed: make a new one")
	case m.closed:
		return session.UsageError(protocol.CodeInvalidArgument, "the model is closed")
	}
	if err := f(); err != nil {
		return err
	}
	if m.replica.Sends() {
		m.replica.Enqueue()
	}
	return nil
}

// assign gives the reference new values and emits that, if they differ.
//
//go:noinline
func (r *Reference) assign(v ot.Reference, synthetic bool) { r.move(v, synthetic, nil) }

// move is assign when an element that the reference points to has gone.
func (r *Reference) move(v ot.Reference, synthetic bool, gone *document.Node) {
	old := r.values
	if sameValues(old, v) && (synthetic || isEmpty(v)) {
		return
	}
	r.values = v
	kind := ReferenceSet
	if isEmpty(v) && !synthetic {
		kind = ReferenceCleared
	}
	r.emit(ReferenceEvent{Kind: kind, Old: old, Values: v, Synthetic: synthetic, Gone: gone})
}

//go:noinline
func (r *Reference) emit(e ReferenceEvent) {
	if r.listening&(1<<(e.Kind-1)) != 0 {
		r.m.d.sink.ReferenceEvent(r, e)
	}
}

// end disposes of the reference here.
func (r *Reference) end() {
	if r.disposed {
		return
	}
	r.disposed = true
	r.unpin()
	i := slices.Index(r.m.references, r)
	r.m.references = slices.Delete(r.m.references, i, i+1)
	if r.local && r.known {
		r.m.withdrawn = append(r.m.withdrawn, r)
	}
	r.emit(ReferenceEvent{Kind: ReferenceDisposed, Old: r.values})
}

func isEmpty(v ot.Reference) bool {
	return len(v.Indexes)+len(v.Ranges)+len(v.Keys)+len(v.Elements) == 0
}

func sameValues(a, b ot.Reference) bool {
	return slices.Equal(a.Indexes, b.Indexes) && slices.Equal(a.Ranges, b.Ranges) &&
		slices.Equal(a.Keys, b.Keys) && slices.Equal(a.Elements, b.Elements)
}

// Kind returns what the reference points to.
func (r *Reference) Kind() ot.ReferenceKind { return r.values.Kind }

// Key returns the name of the reference, unique on its owner and session.
func (r *Reference) Key() string { return r.key }

// Owner returns the element that owns the reference, nil for element
// references.
func (r *Reference) Owner() *document.Node { return r.owner }

// Participant returns who shares a reference of another session; nil for a
// local one.
func (r *Reference) Participant() *Participant { return r.participant }
