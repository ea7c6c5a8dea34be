package offline

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Create makes a model in the store; the server hears of it at the next
// connection.
func (o *Models) Create(id string, creation protocol.Creation, done func(*session.Error)) {
	now := o.session.Host.Now().UnixMilli()
	if _, err := document.New(creation.Data); err != nil {
		done(&session.Error{Code: protocol.CodeInvalidModelData, Message: err.Error(), Class: session.ClassUsage})
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
					o.Create(id, creation, done)
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

// Remove removes a model without a connection. One that the server knows is
// deleted there at the next connection. Edits of it go with it, whoever has made
// them: that is what the application has asked for.
func (o *Models) Remove(id string, done func(*session.Error)) {
	o.load(id, func(*layout.StoredModel, error) { o.remove(id, done) }) // behind what waits to be written about it
}

func (o *Models) remove(id string, done func(*session.Error)) {
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

// Delete removes a model that may be stored, when the server has deleted it.
func (o *Models) Delete(id string) {
	if o.usable() {
		o.load(id, func(*layout.StoredModel, error) {
			o.forgetDeleted(id, func(error) {}) // what remains after an error, a round finds deleted at the server
		})
	}
}

// Data answers [Owner.DataWanted] with the data of a new model, or why there is none.
// It returns false when nothing of it was asked for here.
func (o *Models) Data(autoCreate uint32, c *protocol.Creation, err *session.Error) bool {
	if o == nil || o.data[autoCreate] == nil {
		return false
	}
	o.data[autoCreate](c, err)
	return true
}

// createAtServer creates a model that was made without a connection. One that
// exists and was created at the same moment is ours: the answer was lost.
func (o *Models) createAtServer(creation *layout.Creation, done func(*replica.Refusal, *replica.Failure)) {
	request := creation.Request
	err := o.set.CondemnedCreation(request.ModelID, request.Created)
	if err == nil {
		err = o.set.Creatable(&request) // by what this server takes
	}
	if err != nil {
		done(&replica.Refusal{Err: err}, nil)
		return
	}
	o.session.RequestNow(&request, "create a model", func(answer protocol.Message, err *session.Error) {
		if _, ok := answer.(*protocol.CreateResponse); !ok {
			x, f := replica.Judge(answer, err)
			if x == nil || x.Err.Code != protocol.CodeModelAlreadyExists ||
				x.Err.Details["fingerprint"] != protocol.JSON(strconv.FormatInt(request.Created, 10)) {
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
func (o *Models) deleteAtServer(id string, done func(*replica.Refusal, *replica.Failure)) {
	o.session.RequestNow(&protocol.DeleteRequest{ModelID: id}, "remove a model", func(answer protocol.Message, err *session.Error) {
		if _, ok := answer.(*protocol.DeleteResponse); !ok {
			if x, f := replica.Judge(answer, err); x == nil || x.Err.Code != protocol.CodeModelNotFound {
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
func (o *Models) forgetDeleted(id string, done func(error)) {
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

// Create has a model that was made here created at the server.
func (s *journal) Create(done func(*replica.Refusal, *replica.Failure)) {
	s.o.createAtServer(s.creation, func(x *replica.Refusal, f *replica.Failure) {
		if x == nil && f == nil {
			s.replica.Local, s.creation = false, nil
			s.o.emitStatus(s.replica.ID)
			s.update()
		}
		done(x, f)
	})
}
