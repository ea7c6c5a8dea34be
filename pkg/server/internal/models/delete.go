package models

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
)

// deleteFor answers a request to delete the model.
func (q *sequencer) deleteFor(c *people.Session, request uint32) {
	if absent := q.absent(); absent != nil {
		c.Answer(request, absent)
		return
	}
	rights, err := q.rights(c)
	switch {
	case err != nil:
		c.Answer(request, q.unread(context.Background(), err))
	case !rights.Can(protocol.PermissionRemove):
		c.Refuse(request, protocol.CodeUnauthorized, "you may not delete model %q", q.id)
	case !q.delete(c.Owner()):
		c.Refuse(request, protocol.CodeUnknown, "model %q could not be deleted by the server; try again later", q.id)
	default:
		c.Answer(request, &protocol.DeleteResponse{})
	}
}

// delete removes the model from the store, then closes it for everybody.
func (q *sequencer) delete(owner string) bool {
	leave, err := q.models.writes.Enter(context.Background(), owner)
	if err != nil {
		return false
	}
	defer leave()
	freed, err := q.models.store.DeleteModel(context.Background(), q.model.Key)
	if err != nil {
		q.log.Error("model cannot be deleted", "error", err)
		return false
	}
	q.models.options.Quota.RemoveModel(q.model.Maker, freed)
	q.models.purgeSoon()
	q.exists, q.doc, q.order = false, nil, nil
	q.memory.Set(0)
	q.closeAll(protocol.ReasonDeleted, "the model was deleted")
	return true
}

// deleteIfEphemeral deletes a model that nobody has open and that is not meant
// to outlive its clients.
func (q *sequencer) deleteIfEphemeral() {
	if q.exists && !q.broken && q.model.Ephemeral && len(q.members) == 0 && q.unloadDelay() == 0 {
		q.delete("")
	}
}

// purgeSoon has what is left of deleted models removed.
func (s *Models) purgeSoon() {
	select {
	case s.purging <- struct{}{}:
	default:
	}
}

// purge removes what is left of deleted models, a portion at a time, beside those that
// write: now what an earlier run of the server has left, and then whatever is deleted.
func (s *Models) purge() {
	s.purgeSoon()
	for {
		select {
		case <-s.options.Life.Done():
			return
		case <-s.purging:
		}
		for more := true; more; {
			leave, err := s.writes.Enter(context.Background(), "")
			if err != nil {
				return
			}
			more, err = s.store.Purge(context.Background())
			leave()
			if err != nil {
				s.log.Error("what is left of deleted models cannot be removed", "error", err)
				break
			}
			select {
			case <-s.options.Life.Done():
				return
			default:
			}
		}
	}
}
