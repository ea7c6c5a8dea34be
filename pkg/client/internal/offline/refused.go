package offline

import (
	"errors"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// What the server has refused is kept in a record of its own, with the model as
// it was made here, until the application discards it. Edits stay where they are
// as well, and are sent again at the next connection, unless they can
// never get there: see aside.go.

// RefusedModel is what the server has refused to take of a model.
type RefusedModel struct {
	ID, Collection string
	Number         uint64         // with the id, it names what was refused
	Err            *session.Error // the server's answer
	Millis         int64          // when it came
	Created        bool           // the model itself was made here
	Retried        bool           // it is sent again at the next connection
	// Data is the model with the edits; of kind 0 when it could not be made, because
	// the store has no copy that they belong to.
	Data ot.Value
}

// Refused lists what the server has refused and nobody has discarded, also before this
// program began.
func (o *Models) Refused(done func([]RefusedModel, *session.Error)) {
	from, to := layout.RefusedRange()
	var list []RefusedModel
	o.Pages(from, to, func(record storage.Record) {
		id, number, r, err := layout.DecodeRefused(record)
		if err != nil {
			return
		}
		m := RefusedModel{ID: id, Collection: r.Collection, Number: number, Millis: r.Millis, Created: r.Creation,
			Retried: number == 0 && r.Code != protocol.CodeInvalidMessage, Err: session.ServerError(&protocol.Error{Code: r.Code, Message: r.Reason})}
		if len(r.Data) > 0 {
			m.Data, _ = protocol.DecodeValue(r.Data)
		}
		list = append(list, m)
	}, func(err error) {
		if err != nil {
			done(nil, asError(err))
			return
		}
		done(list, nil)
	})
}

// Discard gives up what [Models.Refused] has listed, with the edits that wait to be
// sent again.
func (o *Models) Discard(id string, number uint64, done func(*session.Error)) {
	ended := func(err error) {
		if err != nil {
			done(local.Error("discard what was refused of model "+id, err))
			return
		}
		done(nil)
	}
	if number == 0 {
		o.giveUp(id, ended)
		return
	}
	o.Apply([]storage.Change{storage.Delete(layout.RefusedKey(id, number))}, func(err error) {
		if err == nil {
			o.unkeep(id, number)
			o.refresh() // to find out whether anything is left
		}
		ended(err)
	})
}

// loadRefused finds out of which models the store has something that was refused.
func (o *Models) loadRefused(done func(error)) {
	o.kept = map[string][]uint64{}
	from, to := layout.RefusedRange()
	o.Pages(from, to, func(record storage.Record) {
		if id, number, r, err := layout.DecodeRefused(record); err == nil {
			o.kept[id] = append(o.kept[id], number)
			o.remain = true
			o.condemn(id, &r)
		}
	}, done)
}

// condemn has what the server has closed connections for not sent again.
func (o *Models) condemn(id string, r *layout.Refused) {
	if r.Code != protocol.CodeInvalidMessage {
		return
	}
	err := session.ServerError(&protocol.Error{Code: r.Code, Message: r.Reason})
	for _, e := range r.Edits {
		o.set.Condemn(id, replica.Condemned{Instance: e.Instance, First: e.First, Count: e.Count, Err: err})
	}
	if r.Creation {
		o.set.Condemn(id, replica.Condemned{Creation: r.Created, Err: err})
	}
}

// unkeep notes that a refusal is not in the store any more.
func (o *Models) unkeep(id string, number uint64) {
	o.kept[id] = slices.DeleteFunc(o.kept[id], func(n uint64) bool { return n == number })
	if len(o.kept[id]) == 0 {
		delete(o.kept, id)
	}
}

// keepRefusal stores what the server has refused, and emits that once
// it can be had. then is called when the model may be used again.
func (o *Models) keepRefusal(t *task, x *replica.Refusal, then func()) {
	if len(t.edits) == 0 && !t.creation {
		then() // a deletion, or a copy without edits
		return
	}
	o.Alive(func(alive func(string) bool) {
		o.load(t.model, func(stored *layout.StoredModel, err error) {
			switch {
			case err != nil:
				o.Trouble(err) // it remains as it is, and is refused again at the next connection
			case x.Final() && o.setAside(t, x, stored, alive, then):
				return
			default:
				o.note(t, x, stored, alive)
			}
			then()
		})
	})
}

// refusedRecord returns the record of a refusal without edits and data.
func (o *Models) refusedRecord(t *task, x *replica.Refusal, stored *layout.StoredModel) layout.Refused {
	r := layout.Refused{Code: x.Err.Code, Reason: x.Err.Message, Millis: o.session.Host.Now().UnixMilli(),
		Created: t.created, Creation: t.creation}
	if t.creation && stored.Creation != nil {
		r.Collection = stored.Creation.Request.Creation.Collection
	} else if stored.State != nil {
		r.Collection = stored.State.Collection
	}
	return r
}

// note stores a refusal of edits that stay where they are.
func (o *Models) note(t *task, x *replica.Refusal, stored *layout.StoredModel, alive func(string) bool) {
	record := o.refusedRecord(t, x, stored)
	record.Edits = t.edits
	if base := baseOf(t, stored); base != nil {
		if h, err := o.rehydrate(t.model, base, alive); err == nil {
			record.Data, _ = protocol.AppendValue(nil, h.doc.Value())
		}
	}
	if len(record.Data) == 0 && slices.Contains(o.kept[t.model], 0) {
		return // what was stored when the data was there says more
	}
	// Only as long as what it is about is there: it may have been given up meanwhile.
	var changes []storage.Change
	if q := queueNamed(queues(stored), t.instance); q != nil {
		changes = q.untouched(t.model)
	} else if !t.creation || stored.Creation == nil {
		// Given up while it was refused once more.
		delete(o.refused, t.model)
		if o.round != nil {
			delete(o.round.skipped, t.model)
		}
		o.refresh()
		return
	} else if value, err := stored.Creation.Encode(); err == nil {
		changes = append(changes, storage.Check(layout.CreationKey(t.model), value))
	}
	o.Apply(append(changes, storage.Put(layout.RefusedKey(t.model, 0), record.Encode())), func(err error) {
		switch {
		case err == nil:
			o.refusalKept(t.model, x, 0)
		case errors.Is(err, storage.ErrConflict):
			o.load(t.model, func(stored *layout.StoredModel, err error) {
				if err == nil {
					o.note(t, x, stored, alive)
				}
			})
		default:
			o.Trouble(err) // it is refused again at the next connection
		}
	})
}

// refusalKept emits that something refused is in the store.
func (o *Models) refusalKept(id string, x *replica.Refusal, number uint64) {
	if !slices.Contains(o.kept[id], number) {
		o.kept[id] = append(o.kept[id], number)
	}
	o.remain = true
	o.emit(Event{Name: ModelRefused, Model: id, Err: x.Err})
	o.Judge()
}

// dropRefusal forgets that edits of a model were refused, because the server has
// taken them after all.
func (o *Models) dropRefusal(id string) {
	if slices.Contains(o.kept[id], 0) {
		o.unkeep(id, 0)
		o.Writer.Add([]storage.Change{storage.Delete(layout.RefusedKey(id, 0))}, nil)
	}
}

// giveUp removes those edits of a model that the server has refused, because the
// application has said so: the record of the refusal names them one by one.
// What was done since, what another tab has taken over and what the server has
// not been asked about remain.
func (o *Models) giveUp(id string, done func(error)) {
	key := layout.RefusedKey(id, 0)
	o.Records.Range(key, storage.After(key), 1, func(found []storage.Record, err error) {
		o.Locked(func() {
			if err != nil || len(found) == 0 {
				done(err)
				return
			}
			_, _, refused, err := layout.DecodeRefused(found[0])
			if err != nil {
				done(err)
				return
			}
			o.Alive(func(alive func(string) bool) {
				o.load(id, func(stored *layout.StoredModel, err error) {
					if err != nil {
						done(err)
						return
					}
					changes := append([]storage.Change{storage.Check(key, found[0].Value), storage.Delete(key)},
						o.giveUpChanges(id, &refused, stored, alive)...)
					o.Apply(changes, func(err error) {
						switch {
						case errors.Is(err, storage.ErrConflict):
							o.giveUp(id, done)
						case err != nil:
							done(err)
						default:
							delete(o.refused, id)
							o.set.Pardon(id)
							o.unkeep(id, 0)
							o.refresh()
							o.emitStatus(id)
							if refused.Code == protocol.CodeInvalidOperation || o.set.Open[id] != nil {
								done(nil) // the copy is as good as before
							} else {
								o.forgetCopy(id, done)
							}
						}
					})
				})
			})
		})
	})
}

// giveUpChanges removes the refused edits that are still there and, when nothing
// else is left, the model that was refused.
func (o *Models) giveUpChanges(id string, refused *layout.Refused, stored *layout.StoredModel, alive func(string) bool) (changes []storage.Change) {
	left := o.set.Open[id] != nil
	for _, q := range queues(stored) {
		if alive(q.instance) || o.uses(id, q.instance) || !q.belongs(refused.Created) || !refused.Has(q.identities()) {
			left = true
			continue
		}
		changes = append(changes, q.removal(id)...)
	}
	if left || !refused.Creation || stored.Creation == nil || stored.Creation.Request.Created != refused.Created {
		return changes
	}
	return append(changes, withoutModel(id, refused.Created, stored)...)
}
