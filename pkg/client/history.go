package client

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// History is a model at any of its versions, for reading.
type History struct {
	Tree
	Tag uint32 // free for the owner of the sink

	id         string
	collection string
	created    int64
	modified   int64
	max        int64 // newest version when the history was opened
	min        int64 // oldest one that the server keeps
	began      int64 // when that came to be
	version    int64
	target     int64
	millis     int64 // when the version came to be
	listening  uint32
	plays      []play
	playing    bool
}

// play is a wish to show a version.
type play struct {
	version int64
	done    func(*Error)
}

// HistoryEventKind is the kind of a history event; 1<<(kind-1) is its bit in
// the mask of [History.Listen].
type HistoryEventKind uint8

// The history events. The numbers are part of the bridge.
const (
	HistoryTargetChanged   HistoryEventKind = 1
	HistoryTransitionStart HistoryEventKind = 2
	HistoryTransitionEnd   HistoryEventKind = 3
)

// HistoryStatus is a snapshot of a history. Times are milliseconds.
type HistoryStatus struct {
	ID, Collection    string
	Created, Modified int64
	Version, Target   int64
	Max               int64 // newest version when the history was opened
	Min               int64 // oldest one that the server keeps; 1 when it keeps all
	Millis            int64 // when the version came to be
	InTransition      bool
}

// OpenHistory fetches the newest version of a model for reading.
func (d *Domain) OpenHistory(id string, done func(*History, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	d.session.Request(&protocol.HistoryDataRequest{ModelID: id}, "open a model's history", func(answer protocol.Message, err *Error) {
		r, ok := answer.(*protocol.HistoryDataResponse)
		if !ok {
			done(nil, session.Unexpected(answer, err))
			return
		}
		d.read(r.Data, func(doc *document.Document, err error) {
			if err != nil {
				done(nil, session.ClientError(protocol.CodeInvalidMessage, "the server sent a model that makes no sense: %v", err))
				return
			}
			h := &History{
				Tree: Tree{d: d, doc: doc}, id: id, collection: r.Collection, created: r.Created, modified: r.Modified,
				max: r.Version, min: max(r.Oldest, 1), began: max(r.OldestTime, r.Created), version: r.Version, target: r.Version, millis: r.Modified,
			}
			h.history = h
			done(h, nil)
		})
	})
}

// Status returns where the history stands.
func (h *History) Status() HistoryStatus {
	h.d.session.Lock()
	defer h.d.session.Unlock()
	return HistoryStatus{h.id, h.collection, h.created, h.modified, h.version, h.target, h.max, h.min, h.millis, h.playing}
}

// Identity returns what never changes: the model's id and collection, and, of
// the moment when the history was opened, the model's times in milliseconds, its newest
// version, and the oldest one that is kept with the time when that came to be.
func (h *History) Identity() (id, collection string, created, modified, newest, oldest, began int64) {
	return h.id, h.collection, h.created, h.modified, h.max, h.min, h.began
}

// Listen says which history events the sink wants.
func (h *History) Listen(mask uint32) {
	h.d.session.Lock()
	defer h.d.session.Unlock()
	h.listening = mask
}

// PlayTo shows a version between the oldest and the newest, 0 standing for the oldest, by
// applying or taking back the operations on the way. Wishes are fulfilled one
// after the other; done is called when this one is.
func (h *History) PlayTo(version int64, done func(*Error)) {
	h.d.session.Lock()
	defer h.d.session.Unlock()
	if version == 0 {
		version = h.min
	}
	switch {
	case version < 0 || version > h.max:
		done(&Error{Code: protocol.CodeInvalidArgument, Class: session.ClassRange, Message: "the version is not one of the model's"})
		return
	case version < h.min:
		done(session.ServerError(&protocol.Error{Code: protocol.CodeVersionNotKept, Message: "the server does not keep that version any more"}))
		return
	}
	h.plays = append(h.plays, play{version, done})
	h.target = version
	h.emit(HistoryTargetChanged, h.target)
	if !h.playing {
		h.next()
	}
}

// PlayToTime shows the version that the model had at a time.
func (h *History) PlayToTime(millis int64, done func(*Error)) {
	h.d.session.Lock()
	defer h.d.session.Unlock()
	request := &protocol.VersionAtTimeRequest{ModelID: h.id, Millis: millis}
	h.d.session.Request(request, "find a version", func(answer protocol.Message, err *Error) {
		r, ok := answer.(*protocol.VersionAtTimeResponse)
		if !ok {
			done(session.Unexpected(answer, err))
			return
		}
		// The lock is held: PlayTo runs in an event of its own.
		h.d.session.Host.AfterFunc(0, func() { h.PlayTo(min(r.Version, h.max), done) })
	})
}

//go:noinline
func (h *History) emit(kind HistoryEventKind, version int64) {
	if h.listening&(1<<(kind-1)) != 0 {
		h.d.sink.HistoryEvent(h, kind, version)
	}
}

// next begins with the oldest wish.
func (h *History) next() {
	if len(h.plays) == 0 || h.playing {
		return
	}
	h.playing = true
	h.emit(HistoryTransitionStart, h.plays[0].version)
	h.step()
}

// finish ends the wish at hand and begins with the next. A failed one does not
// block those behind it.
func (h *History) finish(err *Error) {
	p := h.plays[0]
	h.plays = h.plays[1:]
	h.playing = false
	h.emit(HistoryTransitionEnd, h.version)
	if len(h.plays) == 0 {
		h.target = h.version
	}
	p.done(err)
	h.d.session.Then(h.next)
}

// historyPage is how many operations are asked for at once.
const historyPage = 1000

// step takes the wish at hand one page of operations nearer to its version.
func (h *History) step() {
	to := h.plays[0].version
	if to == h.version {
		h.finish(nil)
		return
	}
	from, end := h.version, min(to, h.version+historyPage)
	if to < h.version {
		// One operation more, because it has the time of the version before.
		from, end = max(to, h.version-historyPage), h.version
	}
	h.fetch(max(from-1, h.min), end, nil, func(runs []protocol.HistoryRun, err *Error) {
		if err != nil {
			h.finish(err)
			return
		}
		h.apply(runs, from, end, to > h.version)
	})
}

// fetch gets the operations with the context versions [from, to).
func (h *History) fetch(from, to int64, got []protocol.HistoryRun, done func([]protocol.HistoryRun, *Error)) {
	if from >= to {
		done(got, nil)
		return
	}
	request := &protocol.HistoryOperationsRequest{ModelID: h.id, From: from, To: to}
	h.d.session.Request(request, "fetch a model's history", func(answer protocol.Message, err *Error) {
		r, ok := answer.(*protocol.HistoryOperationsResponse)
		if !ok {
			done(nil, session.Unexpected(answer, err))
			return
		}
		at := from
		for _, run := range r.Runs {
			if run.Version != at || len(run.Inverses) != len(run.Operations) {
				break
			}
			at += int64(len(run.Operations))
			got = append(got, run)
		}
		if at == from {
			done(nil, session.ClientError(protocol.CodeInvalidMessage, "the server does not have the operations from version %d on", from))
			return
		}
		h.fetch(at, to, got, done)
	})
}

// apply moves through the operations with the versions [from, end), forward or
// backward, each as a step of its own, then goes on with the wish at hand.
func (h *History) apply(runs []protocol.HistoryRun, from, end int64, forward bool) {
	type entry struct {
		run *protocol.HistoryRun
		i   int
	}
	byVersion := make(map[int64]entry)
	for r := range runs {
		for i := range runs[r].Operations {
			byVersion[runs[r].Version+int64(i)] = entry{&runs[r], i}
		}
	}
	timeOf := func(version int64) int64 {
		if e, ok := byVersion[version-1]; ok {
			return e.run.Millis
		}
		return h.began
	}
	one := func(version int64) *Error {
		e, ok := byVersion[version]
		if !ok {
			return session.ClientError(protocol.CodeInvalidMessage, "the server left out version %d", version)
		}
		shown, op := version+1, &e.run.Operations[e.i]
		if !forward {
			shown, op = version, &e.run.Inverses[e.i]
		}
		if err := h.doc.Apply(*op, h.watch(h.d.session.Identities.Session(e.run.SessionID))); err != nil {
			return session.ClientError(protocol.CodeInvalidMessage, "version %d cannot be applied: %v", version, err)
		}
		h.version, h.millis = shown, timeOf(shown)
		return nil
	}
	n := int(end - from)
	h.d.session.InSteps(nil, n, func(i int) bool {
		version := from + int64(i)
		if !forward {
			version = end - 1 - int64(i)
		}
		if err := one(version); err != nil {
			h.finish(err)
			return false
		}
		if i == n-1 {
			h.step()
		}
		return true
	})
}

// Restore makes the model as it was at a version, by the smallest difference, which the
// server finds: an edit like any other, one step to undo managers, of which listeners hear as
// of an undo. Elements that there are in both keep their ids, and those that come back have
// the ids that they had. What is edited here in later turns, until the difference has come, stays.
func (m *Model) Restore(version int64, done func(*Error)) {
	m.d.session.Host.AfterFunc(0, func() { // when the edits of this turn have left
		m.d.session.Lock()
		defer m.d.session.Unlock()
		m.restore(version, m.replica.Control.LastSequence(), done)
	})
}

// restore asks for the difference, again until it includes the edits up to last.
func (m *Model) restore(version int64, last uint64, done func(*Error)) {
	control := m.replica.Control
	request := &protocol.RestoreRequest{ModelID: m.replica.ID, Version: version}
	m.d.session.Request(request, "restore a version", func(answer protocol.Message, err *Error) {
		r, ok := answer.(*protocol.RestoreResponse)
		if !ok {
			done(session.Unexpected(answer, err))
			return
		}
		if !m.closed && (r.Version != control.Version() || control.PendingCount() > 0 && control.FirstSequence() <= last) {
			m.restore(version, last, done)
			return
		}
		done(failureOf(m.becomes(r.Operations)))
	})
}

// becomes makes edits together that apply to what the server has.
func (m *Model) becomes(ops []ot.Op) error {
	err := m.takesTogether()
	difference := ot.Op{Kind: ot.Compound, Ops: ops}
	m.replica.Control.Pending(func(_ uint64, op ot.Op) bool {
		if err == nil {
			err = ot.TransformOwned(&op, &difference)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	m.apart()
	m.restoring = true
	m.together(func() {
		for i := range difference.Ops {
			if err == nil && !difference.Ops[i].NoOp {
				err = m.editTogether(difference.Ops[i])
			}
		}
	})
	m.restoring = false
	m.apart()
	return err
}

func failureOf(err error) *Error {
	e, ok := errors.AsType[*Error](err)
	if !ok && err != nil {
		e = session.ClientError(protocol.CodeInvalidMessage, "the server sent a difference that makes no sense: %v", err)
	}
	return e
}
