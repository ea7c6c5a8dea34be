package replica

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Acknowledged notes that the server has made our operations durable, each as a
// step of its own.
func (r *Replica) Acknowledged(a *protocol.OperationAck) {
	if a.Count == 1 {
		r.agrees(r.acknowledgedOne(a, 0))
		return
	}
	s := r.session()
	s.InSteps(s.Conn, a.Count, func(i int) bool {
		return !r.Closed && r.agrees(r.acknowledgedOne(a, i))
	})
}

func (r *Replica) acknowledgedOne(a *protocol.OperationAck, i int) error {
	version, sequence := a.Version+int64(i), a.First+uint64(i)
	if version >= r.Control.Version() { // else somebody else has sent it too, and it has come as theirs
		if r.Control.PendingCount() > 0 {
			if _, oldest := r.Identity(r.Control.FirstSequence()); oldest != sequence {
				return fmt.Errorf("operation %d was acknowledged where %d is the oldest: %w", sequence, oldest, concurrency.ErrSequence)
			}
		}
		if err := r.accepted(version, a.Millis, r.session().Self); err != nil {
			return err
		}
	}
	if i == a.Count-1 && !r.Holder.Stays() {
		r.Enqueue() // the end of the synchronisation may be sent now
	}
	return nil
}

// accepted takes the acknowledgement of the oldest operation of the queue, which the
// server has from a session of this client, not always the present one.
func (r *Replica) accepted(version, millis int64, by *session.Participant) error {
	local := r.Control.FirstSequence()
	instance, sequence := r.Identity(local)
	r.Journal.Acknowledging()
	if err := r.Ack(version); err != nil {
		return err
	}
	r.Journal.Acknowledged(version, instance, sequence)
	r.forgetAdopted(local)
	if r.Withheld != 0 && local >= r.Withheld {
		r.Withheld = 0
		if r.hasToSend() {
			r.Enqueue()
		}
	}
	r.Modified = millis
	r.retry.reset()
	if err := r.Holder.Accepted(by); err != nil {
		return err
	}
	r.Journal.Accepted()
	return nil
}

// Ack makes the oldest operation of the queue one that the server has ordered.
func (r *Replica) Ack(version int64) error {
	var op ot.Op
	if r.Control.PendingCount() > 0 && !r.Control.OldestIsSplice() { // which a document need not know of
		op = r.Control.Oldest()
	}
	if err := r.Control.Ack(version, r.Control.FirstSequence()); err != nil {
		return err
	}
	r.Holder.Acknowledge(op, r.Control.Committed())
	return nil
}
