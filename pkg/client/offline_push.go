package client

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// A model that is not open is synchronised without its document: operations are
// transformed against each other, and what the server has acknowledged is
// appended to what is stored. So the memory that is needed depends on what is
// pending, not on the model.

// push sends the queue of one instance, with the identities under which it was
// stored; a model that the server does not know is created there first. Without
// an instance it only brings the stored copy up to date.
func (r *round) push(t *task) {
	o := r.o
	o.load(t.model, func(stored *layout.StoredModel, err error) {
		if r.over(t) {
			return
		}
		if err != nil {
			r.failed(t, storeFailure("synchronise model "+t.model, err))
			return
		}
		t.aboutTo(stored)
		if stored.State != nil {
			t.loaded, t.flags = true, stored.State.Flags
		}
		if stored.Creation == nil {
			r.pushStored(t, stored)
			return
		}
		o.createAtServer(stored.Creation, func(x *refusal, f *failure) {
			switch {
			case r.over(t):
			case x != nil || f != nil:
				r.ended(t, x, f)
			default:
				stored.Creation, t.creation = nil, false
				r.pushStored(t, stored)
			}
		})
	})
}

// aboutTo notes what the server is to take, so that it is known what it has
// refused.
func (t *task) aboutTo(stored *layout.StoredModel) {
	if stored.Creation != nil {
		t.creation, t.created = true, stored.Creation.Request.Created
	} else if stored.State != nil {
		t.created = stored.State.Created
	}
	if q := queueNamed(queues(stored), t.instance); q != nil {
		t.edits = q.identities()
		if created := q.created(); created != 0 && !t.creation {
			t.created = created
		}
	}
}

func (r *round) pushStored(t *task, stored *layout.StoredModel) {
	o := r.o
	all := queues(stored)
	queue := queueNamed(all, t.instance)
	switch {
	case queue != nil && queue.behind(all):
		r.later(t)
	case queue != nil:
		r.hidden(t, stored, queue)
	case t.kind == taskCreate:
		r.finished(t)
	case t.instance != "":
		// A mark without operations, unless its client has written more meanwhile:
		// then the mark is another one, or there is a record behind it.
		key := layout.InstanceKey(t.instance, t.model)
		o.Apply([]storage.Change{storage.Check(key, layout.Mark{Millis: t.millis, Owner: t.owner}.Encode()), storage.Delete(key)},
			func(error) { r.leave(t) })
	case stored.Snapshot == nil: // a copy that is gone
		r.finished(t)
	default:
		r.hidden(t, stored, nil)
	}
}

// later puts a task behind the others of its model, once.
func (r *round) later(t *task) {
	if t.deferred || !slices.ContainsFunc(r.tasks, func(other *task) bool { return other.model == t.model }) {
		r.leave(t) // another tab has to send first
		return
	}
	t.deferred, t.weight = true, 0
	r.remove(t)
	r.tasks = append(r.tasks, t)
	r.next()
}

// hidden makes the model without a document and starts its synchronisation.
func (r *round) hidden(t *task, stored *layout.StoredModel, queue *queueOf) {
	m := &Model{Tree: Tree{d: r.o.d}, id: t.model, hidden: t}
	m.model = m
	m.created = t.created
	if stored.State != nil {
		m.permissions = stored.State.Permissions
	}
	t.m, t.version, t.stored = m, stored.Version(), stored.Snapshot != nil
	t.copy = copyToRenew(stored)
	s := r.o.saving(m, t.instance)
	version, first := int64(math.MaxInt64), uint64(1)
	s.from = noBase
	if t.stored {
		version = stored.Version()
		s.from, s.since = version, len(stored.Tail)
	}
	if queue != nil {
		first, m.later = queue.runs[0].First, queue.runs
		version = min(version, queue.runs[0].Version)
		s.marked, s.sent = true, queue.sent
		t.untouched = queue.untouched(t.model)
		for _, run := range queue.runs {
			t.weight += len(run.Ops)
			s.records = append(s.records, savedRecord{run.First, run.First + uint64(len(run.Ops)) - 1, recordBytes})
		}
	}
	m.control = concurrency.NewClient(version, first-1)
	if err := m.restoreLater(); err != nil {
		r.failed(t, storeFailure("synchronise model "+t.model, err))
		return
	}
	m.resync()
}

// restoreLater adds the stored operations whose version has been reached.
func (m *Model) restoreLater() error {
	for len(m.later) > 0 && m.later[0].Version <= m.control.Version() {
		run := &m.later[0]
		for i, op := range run.Ops {
			local := run.First + uint64(i)
			if instance, sequence := identityIn(run, i); instance != m.saving.queue {
				m.take(local, instance, sequence)
			}
			if err := m.control.Restore(local, op); err != nil {
				return fmt.Errorf("restore operation %d: %w", local, err)
			}
		}
		m.later = m.later[1:]
	}
	return nil
}

// hiddenDone ends a synchronisation that has succeeded.
func (m *Model) hiddenDone() {
	r, t := m.d.offline.round, m.hidden
	m.forget()
	m.saving.saveHidden(t.copy, func() {
		if r == nil || r.over(t) {
			return
		}
		if version := m.control.Version(); t.stored && version != t.version {
			r.o.emit(OfflineEvent{Name: OfflineUpdated, Model: t.model, Version: version, Permissions: m.permissions})
		}
		if t.stored && m.saving.since >= r.o.Options.SnapshotInterval {
			r.o.compact(t.model, func() { r.finished(t) })
			return
		}
		r.finished(t)
	})
}

// hiddenEnded ends a synchronisation that the server has refused, or that has
// failed.
func (m *Model) hiddenEnded(x *refusal, f *failure) {
	m.giveBack(func(r *round) { r.ended(m.hidden, x, f) })
}

// giveBack ends a synchronisation before its end. What is pending remains stored.
func (m *Model) giveBack(then func(*round)) {
	r, t := m.d.offline.round, m.hidden
	if m.closed {
		return
	}
	attached := m.attached
	m.forget()
	m.saving.save(nil)
	ended := func(protocol.Message, *Error) {
		if r != nil && !r.over(t) {
			then(r)
		}
	}
	if attached && m.d.session.Conn != nil { // it cannot be opened again before the answer
		m.d.session.RequestNow(&protocol.CloseRequest{Resource: m.resource}, "close a model", ended)
		return
	}
	ended(nil, nil)
}

// forget takes a hidden model out of the tables.
func (m *Model) forget() {
	if m.d.models.resources[m.resource] == m {
		delete(m.d.models.resources, m.resource)
	}
	m.attached, m.syncing, m.closed = false, nil, true
}

// createAtServer creates a model that was made without a connection. One that
// exists and was created at the same moment is ours: the answer was lost.
func (o *offline) createAtServer(creation *layout.Creation, done func(*refusal, *failure)) {
	request := creation.Request
	err := o.d.condemnedCreation(request.ModelID, request.Created)
	if err == nil {
		err = o.d.creatable(&request) // by what this server takes
	}
	if err != nil {
		done(&refusal{err: err}, nil)
		return
	}
	o.d.session.RequestNow(&request, "create a model", func(answer protocol.Message, err *Error) {
		if _, ok := answer.(*protocol.CreateResponse); !ok {
			x, f := judge(answer, err)
			if x == nil || x.err.Code != protocol.CodeModelAlreadyExists ||
				x.err.Details["fingerprint"] != protocol.JSON(strconv.FormatInt(request.Created, 10)) {
				done(x, f)
				return
			}
		}
		// The creation may go: the server has made the model durable.
		o.updateState(request.ModelID, func(s *layout.ModelState) bool {
			s.Flags &^= layout.FlagCreated
			return s.Created != 0
		}, func(err error) {
			if err != nil {
				done(nil, storeFailure("note the creation of "+request.ModelID, err))
				return
			}
			done(nil, nil)
		}, storage.Delete(layout.CreationKey(request.ModelID)))
	})
}

// deleteAtServer deletes a model that was removed without a connection.
func (o *offline) deleteAtServer(id string, done func(*refusal, *failure)) {
	o.d.session.RequestNow(&protocol.DeleteRequest{ModelID: id}, "remove a model", func(answer protocol.Message, err *Error) {
		if _, ok := answer.(*protocol.DeleteResponse); !ok {
			if x, f := judge(answer, err); x == nil || x.err.Code != protocol.CodeModelNotFound {
				done(x, f)
				return
			}
		}
		o.forgetDeleted(id, func(err error) {
			if err != nil {
				done(nil, storeFailure("remove model "+id, err))
				return
			}
			done(nil, nil)
		})
	})
}

// forgetDeleted removes everything about a model that the application has
// removed and the server has deleted, edits of it as well: nobody can want them.
// One that was made anew meanwhile, without a connection, remains; the check sees
// to it that it is not made between reading and removing.
func (o *offline) forgetDeleted(id string, done func(error)) {
	var flags layout.Flags
	o.withState(id, func(s layout.ModelState) []storage.Change {
		if flags = s.Flags & (layout.FlagCreated | layout.FlagSubscribed | layout.FlagAvailable); flags&layout.FlagCreated == 0 {
			flags = 0
			return layout.RemoveChanges(id)
		}
		s.Flags &^= layout.FlagDeleted
		return layout.StateChanges(id, s)
	}, func(err error) {
		if err == nil {
			o.status(id, flags)
		}
		done(err)
	})
}

// startResync brings an open model to the server: creates it there first when it
// is not known.
func (m *Model) startResync() {
	if !m.local {
		m.resync()
		return
	}
	m.emit(ModelEvent{Kind: ModelReconnecting})
	o := m.d.offline
	o.createAtServer(m.creation, func(x *refusal, f *failure) {
		switch {
		case f != nil:
			// Nothing is known of the edits. After a lost connection the next one
			// tries again, else time may help.
			if !m.closed && m.d.session.State == session.StateConnected {
				m.resyncLater(f.err.Message)
			}
			return
		case x != nil:
			// What it holds is stored like everything that is pending, and the round
			// that finds it there hears the same answer and keeps it for the application.
			m.emit(ModelEvent{Kind: ModelResyncError, Message: x.err.Message})
			m.finishClose(ModelEvent{Kind: ModelClosed, Message: x.err.Message})
			return
		}
		m.local, m.creation = false, nil
		o.emitStatus(m.id)
		if m.saving != nil {
			m.saving.update()
		}
		if !m.closed && m.d.session.State == session.StateConnected && m.syncing == nil && !m.attached {
			m.resync()
		}
	})
}

// asError returns an error of the store as one of this package.
func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return session.ClientError(protocol.CodeOffline, "%v", err)
}
