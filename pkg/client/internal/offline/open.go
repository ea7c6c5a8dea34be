package offline

import (
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/steps"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// OpenModel opens a model that may be stored. While connected, what is pending for it
// goes to the server first and then it is opened there; without a connection it
// comes from the store.
func (o *Models) OpenModel(id string, autoCreate uint32, done func(*replica.Replica, *session.Error)) {
	o.WhenReady(func() {
		if o.Broken != nil {
			o.owner.OpenOnline(id, autoCreate, done)
			return
		}
		again := func() { o.OpenModel(id, autoCreate, done) }
		if o.round.waitFor(id, again) {
			return
		}
		o.load(id, func(stored *layout.StoredModel, err error) {
			connected := o.session.State == session.StateConnected
			if err != nil {
				if connected && !errors.Is(err, storage.ErrQuota) {
					o.owner.OpenOnline(id, autoCreate, done)
					return
				}
				done(nil, local.Error("open model "+id, err))
				return
			}
			o.Alive(func(alive func(string) bool) {
				online := connected && o.session.State == session.StateConnected
				if online {
					if tasks := o.tasksFor(id, stored, alive); len(tasks) > 0 {
						if o.refused[id] == nil && o.failed[id] == nil {
							o.syncFirst(tasks, again)
						} else {
							o.owner.OpenOnline(id, autoCreate, done)
						}
						return
					}
				}
				found := o.findSteps(id, stored, alive)
				if found == nil && online {
					o.owner.OpenOnline(id, autoCreate, done)
					return
				}
				o.openStored(id, stored, found, alive, autoCreate, done)
			})
		})
	})
}

// openStored opens a model from the store, or creates it there.
func (o *Models) openStored(id string, stored *layout.StoredModel, found *steps.Found, alive func(string) bool, autoCreate uint32, done func(*replica.Replica, *session.Error)) {
	if stored.State == nil || stored.Snapshot == nil {
		if autoCreate == 0 {
			done(nil, o.Missing(fmt.Sprintf("open model %q", id)))
			return
		}
		o.data[autoCreate] = func(c *protocol.Creation, err *session.Error) {
			delete(o.data, autoCreate)
			if err != nil {
				done(nil, err)
				return
			}
			o.Create(id, *c, func(err *session.Error) {
				if err != nil && err.Code != protocol.CodeModelAlreadyExists {
					done(nil, err)
					return
				}
				o.OpenModel(id, 0, done)
			})
		}
		o.owner.DataWanted(autoCreate)
		return
	}
	failed := func(err error) {
		if found != nil { // without them
			o.Writer.Add([]storage.Change{layout.StepsRemoval(id, found.Queue)}, nil)
			o.OpenModel(id, autoCreate, done)
			return
		}
		done(nil, local.Error("open model "+id, err))
	}
	h := o.beginRehydration(id, stored, alive)
	h.found = found
	o.session.InPortions(func() (again bool) {
		more, err := h.some()
		switch {
		case err != nil:
			failed(err)
		case !more:
			h.adopt(func(err error) {
				switch {
				case errors.Is(err, storage.ErrConflict):
					o.OpenModel(id, autoCreate, done) // another tab was faster: it is alive
				case err != nil:
					failed(err)
				default:
					o.rehydrated(h, autoCreate, done)
				}
			})
		}
		return more && err == nil
	})
}

// rehydrated makes a model that comes from the store one that is open.
func (o *Models) rehydrated(h *rehydration, autoCreate uint32, done func(*replica.Replica, *session.Error)) {
	r, s := h.r, journalOf(h.r)
	o.set.Open[h.id] = r
	s.state = s.judge()
	o.Judge()
	o.status(h.id, h.stored.State.Flags)
	switch {
	case o.session.State == session.StateConnected && h.found != nil:
		o.arrive(r, func(arrived bool) {
			if arrived {
				done(r, nil)
			} else {
				o.OpenModel(h.id, autoCreate, done)
			}
		})
		return
	case o.session.State == session.StateConnected: // it has come meanwhile
		r.Start()
	}
	done(r, nil)
}

// Opened begins to keep a model that the server has just opened, with base as its state.
func (o *Models) Opened(r *replica.Replica, base protocol.Data) {
	if o == nil || o.Foreign() {
		return
	}
	if r.Queue = o.nextQueue(r.ID); r.Queue != o.session.Options.Instance {
		r.Control = concurrency.NewClient(r.Control.Version(), 0)
	}
	o.enrol(r, base)
}

// enrol begins to keep a model that the server has sent. base is its state then.
func (o *Models) enrol(r *replica.Replica, base protocol.Data) {
	s := journalOf(r)
	if !o.usable() || s != nil && s.from != noBase || o.Foreign() {
		return
	}
	if r.Queue == "" { // it was opened before the store was there
		r.Queue = o.nextQueue(r.ID)
	}
	if s == nil {
		s = o.keep(r, r.Queue)
	}
	version := r.Control.Version()
	s.from, s.copying = version, true
	id, created := r.ID, r.Created
	state := layout.ModelState{
		Flags: layout.FlagAvailable, Collection: r.Collection, Version: version,
		Created: created, Modified: r.Modified, Permissions: r.Permissions,
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

// EnrolLater begins to keep a model that was opened before the store was ready,
// or whose copy was lost, as soon as its state is one that the server has
// acknowledged.
func (o *Models) EnrolLater(r *replica.Replica) {
	if o == nil || !r.Holder.Stays() || !r.Control.Committed() || !r.Sends() {
		return
	}
	if s := journalOf(r); s == nil || s.from == noBase {
		o.enrolAsIs(r)
	}
}

// enrolAsIs begins to keep a model whose document is what the server has acknowledged.
func (o *Models) enrolAsIs(r *replica.Replica) {
	if !o.usable() || o.Foreign() {
		return
	}
	base, err := protocol.AppendValue(nil, r.Holder.Value())
	if err != nil {
		o.Trouble(err)
		return
	}
	o.enrol(r, base)
}
