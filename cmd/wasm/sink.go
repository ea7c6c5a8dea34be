//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// The frames, see docs/bridge.md.
const (
	frameSettle            = 1
	frameDomainEvent       = 2
	frameCredentialsWanted = 3
	frameDataWanted        = 4
	frameSession           = 5
	frameModelEvent        = 6
	frameElementEvent      = 7
	frameModelChanged      = 8
	frameDetached          = 9
	frameLog               = 10
	frameReferenceCreated  = 11
	frameReferenceEvent    = 12
	frameHistoryEvent      = 13
	framePresenceEvent     = 14
	frameActivityEvent     = 15
	frameChatEvent         = 16
	frameOfflineEvent      = 17
	frameStoreRequest      = 18
)

// journal writes lines of the log as frames. Which are wanted, JavaScript says.
var journal = client.NewLog(func(level client.LogLevel, logger client.Logger, line string) {
	w := frames
	w.array(4)
	w.int(frameLog)
	w.int(int(level))
	w.string(logger.String())
	w.string(line)
})

// sink writes what happens as frames.
type sink struct{}

// Busy implements client.Sink: frames are heard when the export has returned.
func (sink) Busy() bool { return frames.buf.Len() > 0 }

// DomainEvent implements client.Sink.
func (sink) DomainEvent(d *client.Domain, e client.DomainEvent) {
	if d.Tag == 0 {
		return // the stand-in of a local model
	}
	w := frames
	head := func(payload int) {
		w.array(3 + payload)
		w.int(frameDomainEvent)
		w.int(int(d.Tag))
		w.int(int(e.Kind))
	}
	switch e.Kind {
	case client.DomainConnectionScheduled:
		head(1)
		w.number(e.Delay.Seconds())
	case client.DomainAuthenticating:
		head(1)
		w.string(e.Method.String())
	case client.DomainConnectionFailed:
		head(3)
		w.string(string(e.Code))
		w.string(e.Method.String())
		w.string(e.Message)
	case client.DomainError:
		head(1)
		w.string(e.Message)
	default:
		head(0)
	}
}

// sessionNumber returns the number of a participant and announces it first if
// it is new to JavaScript.
func sessionNumber(d *client.Domain, p *client.Participant) int {
	if d.Tag == 0 || p == nil {
		return 0
	}
	if p.Tag == 0 {
		lastSession++
		p.Tag = lastSession
		w := frames
		w.array(5)
		w.int(frameSession)
		w.int(int(d.Tag))
		w.int(int(p.Tag))
		w.string(p.SessionID)
		w.user(p)
	}
	return int(p.Tag)
}

var lastSession uint32

func (w *writer) user(p *client.Participant) {
	if !p.Known {
		w.nil()
		return
	}
	w.userRecord(p.User)
}

// ModelEvent implements client.Sink.
func (sink) ModelEvent(m *client.Model, e client.ModelEvent) {
	if m.Tag == 0 {
		return
	}
	number := sessionNumber(m.Domain(), e.Participant)
	w := frames
	head := func(payload int) {
		w.array(3 + payload)
		w.int(frameModelEvent)
		w.int(int(m.Tag))
		w.int(int(e.Kind))
	}
	switch e.Kind {
	case client.ModelClosed:
		head(3)
		w.bool(e.Local)
		w.optional(e.Message)
		w.int(int(e.Reason))
	case client.ModelDeleted:
		head(2)
		w.bool(e.Local)
		w.optional(e.Message)
	case client.ModelVersionChanged:
		head(1)
		w.number(float64(e.Version))
	case client.ModelPermissionsChanged:
		head(2)
		w.int(int(e.Permissions))
		w.int(int(e.Before))
	case client.ModelResyncError, client.ModelError:
		head(1)
		w.string(e.Message)
	case client.ModelRemoteResyncStarted, client.ModelRemoteResyncCompleted,
		client.ModelCollaboratorOpened, client.ModelCollaboratorClosed:
		head(1)
		w.int(number)
	default:
		head(0)
	}
}

func (w *writer) optional(s string) {
	if s == "" {
		w.nil()
		return
	}
	w.string(s)
}

// ElementEvent implements client.Sink.
func (sink) ElementEvent(t *client.Tree, n *document.Node, e client.ElementEvent) {
	number := sessionNumber(t.Domain(), e.Participant)
	w, op := frames, e.Change.Op
	head := func(payload int) {
		w.array(5 + payload)
		w.int(frameElementEvent)
		w.array(3)
		w.int(int(elementHandle(t, n)))
		w.int(int(n.Kind()))
		w.int(treeHandle(t))
		w.int(int(e.Kind))
		w.bool(e.Local)
		w.int(number)
	}
	key := func() {
		if n.Kind() == ot.KindObject {
			w.string(op.Key)
		} else {
			w.int(op.Index)
		}
	}
	switch e.Kind {
	case client.ElementSet:
		head(3)
		key()
		w.element(t, e.Change.Child)
		w.element(t, e.Change.Old)
	case client.ElementRemove:
		head(2)
		key()
		if n.Kind() == ot.KindString {
			w.string(e.Change.Removed.WTF8())
		} else {
			w.element(t, e.Change.Old)
		}
	case client.ElementInsert:
		head(2)
		w.int(op.Index)
		if n.Kind() == ot.KindString {
			w.string(op.Text.WTF8())
		} else {
			w.element(t, e.Change.Child)
		}
	case client.ElementReorder:
		head(2)
		w.int(op.Index)
		w.int(op.To)
	case client.ElementSplice:
		head(3)
		w.int(op.Index)
		w.int(op.Count)
		w.string(op.Text.WTF8())
	case client.ElementDelta:
		head(1)
		w.number(op.Number)
	default:
		head(1)
		w.value(n)
	}
}

// ElementChanged implements client.Sink.
func (sink) ElementChanged(t *client.Tree, listener, changed *document.Node) {
	w := frames
	w.array(3)
	w.int(frameModelChanged)
	w.int(int(elementHandle(t, listener)))
	w.path(changed, listener)
}

// path writes the path that leads from the element top to n, top excluded.
func (w *writer) path(n, top *document.Node) {
	depth := 0
	for at := n; at != top && at.Parent() != nil; at = at.Parent() {
		depth++
	}
	w.array(depth)
	w.pathParts(n, depth)
}

func (w *writer) pathParts(n *document.Node, depth int) {
	if depth == 0 {
		return
	}
	w.pathParts(n.Parent(), depth-1)
	if n.Parent().Kind() == ot.KindObject {
		w.string(n.Key())
	} else {
		w.int(n.Index())
	}
}

// ElementDetached implements client.Sink.
func (sink) ElementDetached(t *client.Tree, n *document.Node) {
	w := frames
	w.array(2)
	w.int(frameDetached)
	w.int(int(elementHandle(t, n)))
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

// HistoryEvent implements client.Sink.
func (sink) HistoryEvent(h *client.History, kind client.HistoryEventKind, version int64) {
	w := frames
	w.array(4)
	w.int(frameHistoryEvent)
	w.int(int(historyHandle(h)))
	w.int(int(kind))
	w.number(float64(version))
}

// CredentialsWanted implements client.Sink.
func (sink) CredentialsWanted(d *client.Domain, attempt int, method protocol.AuthMethod) {
	w := frames
	w.array(4)
	w.int(frameCredentialsWanted)
	w.int(int(d.Tag))
	w.int(attempt)
	w.int(int(method))
}

// DataWanted implements client.Sink.
func (sink) DataWanted(d *client.Domain, number uint32) {
	w := frames
	w.array(3)
	w.int(frameDataWanted)
	w.int(int(d.Tag))
	w.int(int(number))
}

// settle tells JavaScript how a promise ends. result writes the value.
func settle(promise int, err *client.Error, result func(*writer)) {
	w := frames
	w.array(4)
	w.int(frameSettle)
	w.int(promise)
	w.bool(err == nil)
	switch {
	case err != nil:
		w.failure(err)
	case result == nil:
		w.nil()
	default:
		result(w)
	}
}
