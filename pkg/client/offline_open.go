package client

import (
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// open opens a model that may be stored. While connected, what is pending for it
// goes to the server first and then it is opened there; without a connection it
// comes from the store.
func (o *offline) open(id string, autoCreate uint32, done func(*Model, *Error)) {
	o.WhenReady(func() {
		if o.Broken != nil {
			o.d.openOnline(id, autoCreate, done)
			return
		}
		again := func() { o.open(id, autoCreate, done) }
		if o.round.waitFor(id, again) {
			return
		}
		o.load(id, func(stored *layout.StoredModel, err error) {
			connected := o.d.session.State == session.StateConnected
			if err != nil {
				if connected && !errors.Is(err, storage.ErrQuota) {
					o.d.openOnline(id, autoCreate, done)
					return
				}
				done(nil, local.Error("open model "+id, err))
				return
			}
			o.Alive(func(alive func(string) bool) {
				if connected && o.d.session.State == session.StateConnected {
					if tasks := o.tasksFor(id, stored, alive); len(tasks) > 0 && o.refused[id] == nil && o.failed[id] == nil {
						o.syncFirst(tasks, again)
						return
					}
					o.d.openOnline(id, autoCreate, done)
					return
				}
				o.openStored(id, stored, alive, autoCreate, done)
			})
		})
	})
}

// openStored opens a model from the store, or creates it there.
func (o *offline) openStored(id string, stored *layout.StoredModel, alive func(string) bool, autoCreate uint32, done func(*Model, *Error)) {
	if stored.State == nil || stored.Snapshot == nil {
		if autoCreate == 0 {
			done(nil, o.Missing(fmt.Sprintf("open model %q", id)))
			return
		}
		o.data[autoCreate] = func(c *protocol.Creation, err *Error) {
			delete(o.data, autoCreate)
			if err != nil {
				done(nil, err)
				return
			}
			o.create(id, *c, func(err *Error) {
				if err != nil && err.Code != protocol.CodeModelAlreadyExists {
					done(nil, err)
					return
				}
				o.open(id, 0, done)
			})
		}
		o.d.sink.DataWanted(o.d, autoCreate)
		return
	}
	r, err := o.rehydrate(id, stored, alive)
	if err != nil {
		done(nil, local.Error("open model "+id, err))
		return
	}
	r.adopt(func(err error) {
		switch {
		case errors.Is(err, storage.ErrConflict):
			o.open(id, autoCreate, done) // another tab was faster: it is alive
			return
		case err != nil:
			done(nil, local.Error("open model "+id, err))
			return
		}
		m := r.m
		o.d.models.open[id] = m
		m.saving.state = m.saving.judge()
		o.Judge()
		o.status(id, stored.State.Flags)
		if o.d.session.State == session.StateConnected { // it has come meanwhile
			m.startResync()
		}
		done(m, nil)
	})
}

// enrol begins to keep a model that the server has sent. base is its state then.
func (o *offline) enrol(m *Model, base ot.Value) {
	if !o.usable() || m.saving != nil && m.saving.from != noBase || o.Foreign() {
		return
	}
	if m.queue == "" { // it was opened before the store was there
		m.queue = o.nextQueue(m.id)
	}
	s := m.saving
	if s == nil {
		s = o.saving(m, m.queue)
		s.state = SavedOnServer
	}
	version := m.control.Version()
	s.from, s.copying = version, true
	id, created := m.id, m.created
	state := layout.ModelState{
		Flags: layout.FlagAvailable, Collection: m.collection, Version: version,
		Created: created, Modified: m.modified, Permissions: m.permissions,
	}
	another := false
	o.updateState(id, func(known *layout.ModelState) bool {
		// Of another model with the id everything goes but what is pending, which
		// knows to whom it belongs, and a creation that the server has not had.
		another = known.Created != created
		state.Flags |= known.Flags & layout.FlagSubscribed
		if another {
			state.Flags |= known.Flags & layout.FlagCreated
		}
		*known = state
		return true
	}, func(err error) {
		if err != nil {
			o.Trouble(err)
			s.copied()
			return
		}
		s.lookForSnapshot(func(stored int64) {
			if stored < version || s.head == nil || another {
				s.store(version, base)
			} else {
				s.copied()
			}
		})
		o.status(id, state.Flags)
	})
}

// enrolLater begins to keep a model that was opened before the store was ready,
// or whose copy was lost, as soon as its state is one that the server has
// acknowledged.
func (o *offline) enrolLater(m *Model) {
	if (m.saving == nil || m.saving.from == noBase) && m.hidden == nil && m.control.Committed() && m.attached && m.syncing == nil {
		o.enrol(m, m.doc.Value())
	}
}

// updateState changes the state record of a model, against everybody else who
// does so, and makes other changes together with it. change gets what is known,
// zero when there is nothing, and returns false to leave it.
func (o *offline) updateState(id string, change func(*layout.ModelState) bool, done func(error), others ...storage.Change) {
	written, flags := false, layout.Flags(0)
	o.withState(id, func(s layout.ModelState) []storage.Change {
		if written = change(&s); !written {
			return nil
		}
		flags = s.Flags
		return append(layout.StateChanges(id, s), others...)
	}, func(err error) {
		if err == nil && written {
			o.round.noticed(id, flags)
		}
		done(err)
	})
}

// withState makes the changes that follow from the state record of a model, none
// for nil, unless somebody else changes that meanwhile: then change is asked
// again.
func (o *offline) withState(id string, change func(known layout.ModelState) []storage.Change, done func(error)) {
	key := layout.ModelKey(id)
	o.Records.Range(key, storage.After(key), 1, func(found []storage.Record, err error) {
		o.Locked(func() {
			var s layout.ModelState
			check := storage.CheckAbsent(key)
			if err == nil && len(found) > 0 {
				check = storage.Check(key, found[0].Value)
				s, err = layout.DecodeModelState(found[0].Value)
			}
			var changes []storage.Change
			if err == nil {
				changes = change(s)
			}
			if len(changes) == 0 {
				done(err)
				return
			}
			o.Apply(append([]storage.Change{check}, changes...), func(err error) {
				if errors.Is(err, storage.ErrConflict) {
					o.withState(id, change, done)
					return
				}
				done(err)
			})
		})
	})
}

// create makes a model in the store; the server hears of it at the next
// connection.
func (o *offline) create(id string, creation protocol.Creation, done func(*Error)) {
	now := o.d.session.Host.Now().UnixMilli()
	if _, err := document.New(creation.Data); err != nil {
		done(&Error{Code: protocol.CodeInvalidModelData, Message: err.Error(), Class: session.ClassUsage})
		return
	}
	key := layout.ModelKey(id)
	o.Records.Range(key, storage.After(key), 1, func(found []storage.Record, err error) {
		o.Locked(func() {
			check, flags := storage.CheckAbsent(key), layout.FlagAvailable|layout.FlagCreated
			if err == nil && len(found) > 0 {
				var s layout.ModelState
				check = storage.Check(key, found[0].Value)
				if s, err = layout.DecodeModelState(found[0].Value); err == nil && s.Flags&layout.FlagDeleted == 0 {
					done(session.UsageError(protocol.CodeModelAlreadyExists, "the model %q exists in the offline store", id))
					return
				}
				flags |= s.Flags
			}
			record := layout.Creation{ValueIDPrefix: "@", Request: protocol.CreateRequest{ModelID: id, Created: now, Creation: creation}}
			var value []byte
			if err == nil {
				value, err = record.Encode()
			}
			var snapshot []storage.Change
			if err == nil {
				snapshot, _, err = layout.SnapshotChanges(id, nil, 1, creation.Data)
			}
			if err != nil {
				done(local.Error("create model "+id, err))
				return
			}
			state := layout.ModelState{
				Flags: flags, Collection: creation.Collection, Version: 1, Created: now, Modified: now, Permissions: protocol.AllPermissions,
			}
			changes := append([]storage.Change{check, storage.Put(layout.CreationKey(id), value)}, snapshot...)
			o.Apply(append(changes, layout.StateChanges(id, state)...), func(err error) {
				switch {
				case errors.Is(err, storage.ErrConflict):
					o.create(id, creation, done)
				case err != nil:
					done(local.Error("create model "+id, err))
				default:
					o.remain = true
					o.passing = o.passing || !o.Persistent()
					o.Judge()
					o.status(id, flags)
					done(nil)
				}
			})
		})
	})
}

// remove removes a model without a connection. One that the server knows is
// deleted there at the next connection. Edits of it go with it, whoever has made
// them: that is what the application has asked for.
func (o *offline) remove(id string, done func(*Error)) {
	var was layout.ModelState
	o.withState(id, func(s layout.ModelState) []storage.Change {
		if was = s; s.Created == 0 {
			return nil
		}
		changes := layout.RemoveChanges(id)
		if s.Flags&layout.FlagCreated == 0 || s.Flags&layout.FlagDeleted != 0 {
			s.Flags = layout.FlagDeleted
			changes = append(changes, layout.StateChanges(id, s)...)
		}
		return changes
	}, func(err error) {
		if err == nil && was.Created == 0 {
			err = fmt.Errorf("the store does not have it")
		}
		if err != nil {
			done(local.Error("remove model "+id, err))
			return
		}
		var flags layout.Flags
		if was.Flags&layout.FlagCreated == 0 || was.Flags&layout.FlagDeleted != 0 {
			flags, o.remain = layout.FlagDeleted, true
		}
		o.Judge()
		o.status(id, flags)
		done(nil)
	})
}

// status emits what has become of a stored model.
func (o *offline) status(id string, flags layout.Flags) {
	o.emit(OfflineEvent{Name: OfflineStatusChanged, Model: id, Flags: flags})
}

// emitStatus reads what has become of a stored model, and emits it.
func (o *offline) emitStatus(id string) {
	var flags layout.Flags
	o.updateState(id, func(s *layout.ModelState) bool {
		flags = s.Flags
		return false
	}, func(err error) {
		if err == nil {
			o.status(id, flags)
		}
	})
}
