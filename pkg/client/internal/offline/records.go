package offline

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// load reads a model from the store, after everything that waits to be written
// about it, and puts it together without holding the page.
func (o *Models) load(id string, done func(*layout.StoredModel, error)) {
	from, to := layout.ModelRange(id)
	o.Settled(from, to, func(err error) {
		if err != nil {
			done(nil, err) // what is stored is not all there is
			return
		}
		o.Records.Range(from, to, 0, func(records []storage.Record, err error) {
			o.Locked(func() {
				if err != nil {
					done(nil, err)
					return
				}
				assembly := layout.NewAssembly(records)
				o.session.InPortions(func() (again bool) {
					stored, err := assembly.Next()
					if stored == nil && err == nil {
						return true
					}
					done(stored, err)
					return false
				})
			})
		})
	})
}

// updateState changes the state record of a model, against everybody else who
// does so, and makes other changes together with it. change gets what is known,
// zero when there is nothing, and returns false to leave it.
func (o *Models) updateState(id string, change func(*layout.ModelState) bool, done func(error), others ...storage.Change) {
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
func (o *Models) withState(id string, change func(known layout.ModelState) []storage.Change, done func(error)) {
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

// status emits what has become of a stored model.
func (o *Models) status(id string, flags layout.Flags) {
	o.emit(Event{Name: StatusChanged, Model: id, Flags: flags})
}

// emitStatus reads what has become of a stored model, and emits it.
func (o *Models) emitStatus(id string) {
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

// storeFailure is the failure of a task because of the store.
func storeFailure(doing string, err error) *replica.Failure {
	return &replica.Failure{Err: local.Error(doing, err)}
}

// asError returns an error of the store as one of this package.
func asError(err error) *session.Error {
	if e, ok := errors.AsType[*session.Error](err); ok {
		return e
	}
	return session.ClientError(protocol.CodeOffline, "%v", err)
}
