//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// owner reads the element, or else the model, that owns references.
func (a *arguments) owner() (*client.Model, *document.Node) {
	h, m := a.int("element"), a.int("model")
	if h != 0 {
		e := elementOf(int32(h))
		return e.model(), e.n
	}
	return modelOf(m), nil
}

func callReference(number method, a *arguments, w *writer) error {
	switch number {
	case methodReferenceLocal:
		m, n := a.owner()
		kind := ot.ReferenceKind(a.int("kind"))
		r, err := m.LocalReference(n, kind, a.string("key"))
		if err == nil {
			w.int(int(referenceHandle(r)))
		}
		return err
	case methodReferences:
		m, n := a.owner()
		all := m.References(n)
		w.array(len(all))
		for _, r := range all {
			s := r.Status()
			number := sessionNumber(m.Domain(), s.Participant)
			w.array(5)
			w.int(int(referenceHandle(r)))
			w.int(int(s.Kind))
			w.string(s.Key)
			w.int(number)
			w.bool(s.Local)
		}
		return nil
	}
	r := references.get(uint32(a.int("reference")))
	switch number {
	case methodReferenceSet:
		return r.Set(a.referenceValues(r.Kind()))
	case methodReferenceClear:
		return r.Clear()
	case methodReferenceShare:
		return r.Share()
	case methodReferenceUnshare:
		return r.Unshare()
	case methodReferenceDispose:
		return r.Dispose()
	case methodReferenceValues:
		w.referenceValues(r.Model(), r.Status().Values, nil)
	case methodReferenceInfo:
		s := r.Status()
		number := sessionNumber(r.Model().Domain(), s.Participant)
		w.array(8)
		w.int(int(s.Kind))
		w.string(s.Key)
		w.int(number)
		w.bool(s.Local)
		w.element(&r.Model().Tree, s.Owner)
		w.int(int(modelHandle(r.Model())))
		w.bool(s.Shared)
		w.bool(s.Disposed)
	}
	return nil
}

// referenceValues reads where a reference is to point; elements come as
// handles.
func (a *arguments) referenceValues(kind ot.ReferenceKind) ot.Reference {
	v := ot.Reference{Kind: kind}
	for range a.list("values") {
		switch kind {
		case ot.ReferenceIndex:
			v.Indexes = append(v.Indexes, a.int("index"))
		case ot.ReferenceRange:
			a.list("range")
			v.Ranges = append(v.Ranges, ot.Range{Start: a.int("start"), End: a.int("end")})
		case ot.ReferenceProperty:
			v.Keys = append(v.Keys, a.string("property"))
		default:
			v.Elements = append(v.Elements, elementOf(int32(a.int("element"))).n.ID())
		}
	}
	return v
}

//go:wasmexport reference_listen
func exportReferenceListen(h, mask int32) (status int32) {
	defer guard(&status)
	references.get(uint32(h)).Listen(uint32(mask))
	return 0
}

//go:wasmexport release_reference
func exportReleaseReference(h int32) (status int32) {
	defer guard(&status)
	if r, ok := references.remove(h); ok {
		r.Tag = 0
	}
	return 0
}

// ReferenceCreated implements client.Sink.
func (sink) ReferenceCreated(r *client.Reference) {
	m := r.Model()
	number := sessionNumber(m.Domain(), r.Participant())
	w := frames
	w.array(7)
	w.int(frameReferenceCreated)
	w.int(int(modelHandle(m)))
	w.element(&m.Tree, r.Owner())
	w.int(int(referenceHandle(r)))
	w.int(int(r.Kind()))
	w.string(r.Key())
	w.int(number)
}

// ReferenceEvent implements client.Sink.
func (sink) ReferenceEvent(r *client.Reference, e client.ReferenceEvent) {
	w := frames
	w.array(6)
	w.int(frameReferenceEvent)
	w.int(int(referenceHandle(r)))
	w.int(int(e.Kind))
	w.referenceValues(r.Model(), e.Old, e.Gone)
	w.referenceValues(r.Model(), e.Values, nil)
	w.bool(e.Synthetic)
}

// referenceValues writes where a reference points; gone is an element among
// them that the model does not have any more, or nil.
func (w *writer) referenceValues(m *client.Model, v ot.Reference, gone *document.Node) {
	switch v.Kind {
	case ot.ReferenceIndex:
		w.array(len(v.Indexes))
		for _, i := range v.Indexes {
			w.int(i)
		}
	case ot.ReferenceRange:
		w.array(len(v.Ranges))
		for _, x := range v.Ranges {
			w.array(2)
			w.int(x.Start)
			w.int(x.End)
		}
	case ot.ReferenceProperty:
		w.array(len(v.Keys))
		for _, k := range v.Keys {
			w.string(k)
		}
	default:
		w.array(len(v.Elements))
		for _, id := range v.Elements {
			n := m.Find(id)
			if n == nil && gone != nil && gone.ID() == id {
				n = gone
			}
			w.element(&m.Tree, n)
		}
	}
}
