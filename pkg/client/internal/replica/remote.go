package replica

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Remote applies operations that the server has ordered, each as a step of its
// own.
func (r *Replica) Remote(m *protocol.RemoteOperation) {
	s := r.session()
	p := s.Identities.Session(m.SessionID)
	last := len(m.Operations) - 1
	if last == 0 {
		r.agrees(r.remoteOperation(m, 0, p, true))
		return
	}
	s.InSteps(s.Conn, len(m.Operations), func(i int) bool {
		return !r.Closed && r.agrees(r.remoteOperation(m, i, p, i == last))
	})
}

// agrees reports whether client and server agree about the model after a message of the
// server. If they do not, which the error says, the model is closed.
func (r *Replica) agrees(err error) bool {
	if err != nil {
		r.Fail(err)
	}
	return err == nil
}

// remoteOperation applies one of the operations of a message.
func (r *Replica) remoteOperation(m *protocol.RemoteOperation, i int, p *session.Participant, last bool) error {
	op, version, sequence := m.Operations[i], m.Version+int64(i), m.First+uint64(i)
	if m.Instance != "" && r.IsHead(m.Instance, sequence) {
		// A replayed operation of our own is the acknowledgement that got lost.
		if err := r.accepted(version, m.Millis, p); err != nil {
			return err
		}
	} else {
		if m.Instance != "" && r.isPending(m.Instance, sequence) {
			return fmt.Errorf("receiving version %d: operation %d of %s came before those that it was made after", version, sequence, m.Instance)
		}
		r.Journal.Ordered(version, op, m.Instance, sequence)
		r.session().Weighs(r.Control.PendingCount() / PendingToWeigh)
		r.Holder.Coming(op)
		op, err := r.Control.Remote(version, op)
		if err != nil {
			return fmt.Errorf("receiving version %d: %w", version, err)
		}
		r.Modified = m.Millis
		if err := r.Holder.Apply(op, p, &m.Operations[i]); err != nil {
			return fmt.Errorf("applying version %d: %w", version, err)
		}
	}
	if last && !r.Closed {
		r.caughtUp()
	}
	return nil
}

// PendingToWeigh is past how many pending operations one of the server is taken in about
// the time of an ordinary step.
const PendingToWeigh = 16

// Forced takes in that the server has closed the model.
func (r *Replica) Forced(m *protocol.ForceClose) {
	if m.Reason == protocol.ReasonServerError && r.Holder.Stays() {
		r.lostByServer(m.Message)
		return
	}
	r.Holder.Ended(Event{Kind: Closed, Reason: m.Reason, Message: m.Message})
	if m.Reason == protocol.ReasonDeleted {
		r.Emit(Event{Kind: Deleted, Message: m.Message})
	}
}
