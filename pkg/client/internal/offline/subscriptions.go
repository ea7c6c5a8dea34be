package offline

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Model is what is known of a model in the store.
type Model struct {
	ID          string
	Flags       layout.Flags
	Version     int64
	Permissions protocol.Permissions
}

// List lists the models that the store knows.
func (o *Models) List(done func([]Model, *session.Error)) {
	pending := map[string]bool{}
	var list []Model
	from, to := layout.InstanceRange("")
	o.Pages(from, to, func(r storage.Record) {
		if _, model, err := layout.ParseInstanceKey(r.Key); err == nil {
			pending[model] = true
		}
	}, func(error) {
		from, to := layout.ListingRange()
		o.Pages(from, to, func(r storage.Record) {
			id, l, err := layout.DecodeListing(r)
			if err != nil {
				return
			}
			if pending[id] {
				l.Flags |= layout.FlagUncommitted
			}
			list = append(list, Model{id, l.Flags, l.Version, l.Permissions})
		}, func(err error) {
			if err != nil {
				done(nil, asError(err))
				return
			}
			done(list, nil)
		})
	})
}

// Subscribe keeps copies of models in the store, which are brought up to date at
// every connection. With on false the copies are given up, together with those edits
// of them that the server has refused.
func (o *Models) Subscribe(ids []string, on bool, done func(*session.Error)) {
	if len(ids) == 0 {
		o.refresh()
		done(nil)
		return
	}
	id := ids[0]
	o.subscribed[id] = on
	next := func(err error) {
		if err != nil {
			done(asError(err))
			return
		}
		o.Subscribe(ids[1:], on, done)
	}
	var flags layout.Flags
	o.updateState(id, func(s *layout.ModelState) bool {
		before := s.Flags
		if on {
			s.Flags |= layout.FlagSubscribed
		} else {
			s.Flags &^= layout.FlagSubscribed
			if x := o.refused[id]; x != nil && x.Deletion {
				s.Flags &^= layout.FlagDeleted // it is that which is given up
			}
		}
		flags = s.Flags
		return before != s.Flags
	}, func(err error) {
		if err == nil {
			o.status(id, flags)
		}
		if err != nil || on || o.set.Open[id] != nil {
			next(err)
			return
		}
		o.giveUp(id, func(err error) {
			if err != nil {
				next(err)
				return
			}
			o.forgetCopy(id, next)
		})
	})
}

// forgetCopy removes the copy of a model unless something of it has not reached
// the server. Pending operations, which another tab may be writing, are not
// touched: they can be sent without a copy.
func (o *Models) forgetCopy(id string, done func(error)) {
	o.load(id, func(stored *layout.StoredModel, err error) {
		if err != nil || stored.State == nil || len(stored.Pending) > 0 || stored.State.Flags.SyncRequired() {
			done(err)
			return
		}
		changes := append(layout.CopyChanges(id), storage.Check(layout.ModelKey(id), stored.State.Encode()),
			storage.Delete(layout.ModelKey(id)), storage.Delete(layout.ListingKey(id)))
		o.Records.Apply(changes, func(err error) {
			o.Locked(func() {
				if err == nil {
					o.status(id, 0)
				}
				done(err)
			})
		})
	})
}

// refresh looks again for what the server has to hear of and for copies that are
// not there yet.
func (o *Models) refresh() {
	if o.session.State != session.StateConnected {
		return
	}
	if o.round == nil {
		o.startRound()
		return
	}
	o.round.updating, o.round.end, o.round.more = false, false, true
}

// copyTask returns what is to be done about a copy, nil for nothing.
func (r *round) copyTask(id string, l layout.Listing) *task {
	if l.Flags&layout.FlagSubscribed == 0 || l.Flags&(layout.FlagCreated|layout.FlagDeleted) != 0 ||
		r.skipped[id] || r.synced[id] || r.o.set.Open[id] != nil {
		return nil
	}
	if l.Flags&layout.FlagAvailable == 0 {
		return &task{kind: taskFetch, model: id}
	}
	return &task{kind: taskUpdate, model: id}
}

// copies takes the next page of subscribed models.
func (r *round) copies() {
	_, to := layout.ListingRange()
	r.o.Records.Range(r.from, to, local.PageSize, func(page []storage.Record, err error) {
		r.o.Locked(func() {
			if r.o.round != r {
				return
			}
			fetch := 0
			for _, record := range page {
				r.from = storage.After(record.Key)
				id, l, err := layout.DecodeListing(record)
				if err != nil {
					continue
				}
				if t := r.copyTask(id, l); t != nil {
					r.tasks = append(r.tasks, t)
					if t.kind == taskFetch {
						fetch++
					}
				}
			}
			if fetch > 0 && !r.downloads {
				r.downloads = true
				r.fetches = max(r.fetches, fetch)
				r.o.emit(Event{Name: DownloadStarted, Count: r.fetches})
			}
			r.end = err != nil || len(page) < local.PageSize
			r.next()
		})
	})
}

// fetched emits how many copies are still to come.
func (r *round) fetched() {
	if r.fetches--; r.fetches > 0 {
		r.o.emit(Event{Name: DownloadStatus, Count: r.fetches})
	}
}

// fetch gets the copy of a model for the first time.
func (r *round) fetch(t *task) {
	r.o.session.RequestNow(&protocol.OpenRequest{ModelID: t.model}, "download a model", func(answer protocol.Message, err *session.Error) {
		m, ok := answer.(*protocol.OpenResponse)
		if !ok {
			x, f := replica.Judge(answer, err)
			r.ended(t, x, f)
			return
		}
		// It cannot be opened again before the answer.
		r.o.session.RequestNow(&protocol.CloseRequest{Resource: m.Resource}, "close a model", func(protocol.Message, *session.Error) {
			if !r.over(t) {
				r.fetchedModel(t, m)
			}
		})
	})
}

// fetchedModel stores what was fetched.
func (r *round) fetchedModel(t *task, m *protocol.OpenResponse) {
	o := r.o
	o.updateState(t.model, func(s *layout.ModelState) bool {
		*s = layout.ModelState{Flags: s.Flags | layout.FlagAvailable, Collection: m.Collection, Version: m.Version,
			Created: m.Created, Modified: m.Modified, Permissions: m.Permissions}
		return true
	}, func(err error) {
		if err != nil {
			r.failed(t, storeFailure("keep model "+t.model, err))
			return
		}
		o.keepCopy(t.model, m.Version, m.Data, func(err error) {
			if err != nil {
				r.failed(t, storeFailure("keep model "+t.model, err))
				return
			}
			o.emit(Event{Name: Downloaded, Model: t.model, Version: m.Version, Permissions: m.Permissions})
			o.status(t.model, layout.FlagSubscribed|layout.FlagAvailable)
			r.finished(t)
		})
	})
}

// keepCopy stores a snapshot of a model that is not open.
func (o *Models) keepCopy(id string, version int64, data protocol.Data, done func(error)) {
	key := layout.SnapshotKey(id, 0)
	o.Records.Range(key, storage.After(key), 1, func(found []storage.Record, err error) {
		o.Locked(func() {
			var head []byte
			if len(found) > 0 {
				head = found[0].Value
			}
			if err != nil {
				done(err)
				return
			}
			changes, _ := layout.WrittenSnapshotChanges(id, head, version, data)
			o.Apply(changes, done)
		})
	})
}

// Synchronising reports whether what is stored is being brought to the server.
func (o *Models) Synchronising() bool { return o.round != nil && !o.round.updating }
