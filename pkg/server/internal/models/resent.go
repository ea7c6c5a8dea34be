package models

import (
	"context"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// A client whose acknowledgement was lost sends its operations again. They are known
// by the instance and the sequence number, and are acknowledged, not applied.

// acknowledgeAgain acknowledges operations that were accepted before. It
// reports false when that ended the member.
func (q *sequencer) acknowledgeAgain(m *member, instance string, first uint64, version int64, ops []ot.Op) bool {
	q.flush() // they may be in the group
	for len(ops) > 0 && m.state != stateGone {
		e, err := q.models.store.Accepted(context.Background(), q.model.Key, instance, first)
		if errors.Is(err, store.ErrNotFound) {
			q.evict(m, protocol.ReasonUnexpectedVersion, fmt.Sprintf("operation %d is older than the last one accepted and not known", first))
			return false
		}
		if err != nil {
			q.broke("accepted operation cannot be read", err)
			return false
		}
		skip := first - e.First
		n := min(len(ops), e.Count-int(skip))
		placed := e.Version + int64(skip)
		for i := 0; i < n && e.Session != m.client.Identity.Session; i++ {
			if placed+int64(i) < version {
				continue // it has seen this one
			}
			// Another connection brought it; what follows builds on it.
			if err := q.order.Again(m.handle, version, ops[i], placed+int64(i)); err != nil {
				q.evict(m, blame(err), fmt.Sprintf("operation %d, sent again: %v", first+uint64(i), err))
				return false
			}
		}
		m.client.Send(conn.Out{Message: &protocol.OperationAck{
			Resource: m.resource, First: first, Count: n, Version: placed, Millis: e.Millis,
		}})
		first, ops = first+uint64(n), ops[n:]
	}
	return m.state != stateGone
}
