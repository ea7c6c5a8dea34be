package offline

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// synchronisation is what a replica is kept for that is not an open model's: its
// journal has a task of a round, see [replica.Holder].
type synchronisation journal

func (h *synchronisation) journal() *journal { return (*journal)(h) }

func (h *synchronisation) Stays() bool             { return false }
func (h *synchronisation) Event(replica.Event)     {}
func (h *synchronisation) Value() ot.Value         { return ot.Value{} }
func (h *synchronisation) Acknowledge(ot.Op, bool) {}
func (h *synchronisation) Sent()                   {}
func (h *synchronisation) Detached()               {}

func (h *synchronisation) Apply(ot.Op, *session.Participant, *ot.Op) error {
	return h.journal().restoreLater()
}
func (h *synchronisation) Accepted(*session.Participant) error { return h.journal().restoreLater() }

func (h *synchronisation) NotSynchronised(answer protocol.Message, err *session.Error) {
	h.journal().ended(replica.Judge(answer, err))
}
func (h *synchronisation) Replaced() { h.journal().ended(replica.AnotherModel(h.replica.ID), nil) }
func (h *synchronisation) Ended(e replica.Event) {
	h.journal().ended(replica.JudgeClosing(e.Reason, e.Message))
}
func (h *synchronisation) Failed(err error) {
	h.journal().ended(nil, &replica.Failure{Err: session.ClientError(protocol.CodeInternal, "the model cannot be synchronised: %v", err)})
}
func (h *synchronisation) Coming(ot.Op) {}

func (h *synchronisation) Unsendable(err *session.Error) {
	h.o.session.Then(func() { h.journal().ended(&replica.Refusal{Err: err}, nil) })
}

// restoreLater adds the stored operations whose version has been reached.
func (s *journal) restoreLater() error {
	for {
		if again, err := s.restoreRun(); !again {
			return err
		}
	}
}

// restoreRun adds the first record of them.
func (s *journal) restoreRun() (again bool, err error) {
	r := s.replica
	if len(s.later) == 0 || s.later[0].Version > r.Control.Version() {
		return false, nil
	}
	run := &s.later[0]
	for i, op := range run.Ops {
		local := run.First + uint64(i)
		if instance, sequence := identityIn(run, i); instance != r.Queue {
			r.Adopt(local, instance, sequence)
		}
		if err := r.Control.Restore(local, op); err != nil {
			return false, fmt.Errorf("restore operation %d: %w", local, err)
		}
	}
	s.later = s.later[1:]
	return true, nil
}

// Synchronised ends a synchronisation that has succeeded.
func (h *synchronisation) Synchronised(*protocol.ResyncServerDone) {
	s, r, t := h.journal(), h.o.round, h.task
	p := s.replica
	p.Forget()
	s.saveSynchronised(t.copy, func() {
		if r == nil || r.over(t) {
			return
		}
		if version := p.Control.Version(); t.stored && version != t.version {
			r.o.emit(Event{Name: Updated, Model: t.model, Version: version, Permissions: p.Permissions})
		}
		if t.stored && s.since >= r.o.Options.SnapshotInterval {
			r.o.compact(t.model, func() { r.finished(t) })
			return
		}
		r.finished(t)
	})
}

// ended ends a synchronisation that the server has refused, or that has
// failed.
func (s *journal) ended(x *replica.Refusal, f *replica.Failure) {
	s.giveBack(func(r *round) { r.ended(s.task, x, f) })
}

// giveBack ends a synchronisation before its end. What is pending remains stored.
func (s *journal) giveBack(then func(*round)) {
	r, t, p := s.o.round, s.task, s.replica
	if p.Closed {
		return
	}
	attached := p.Attached()
	p.Forget()
	s.save(nil)
	ended := func(bool) {
		if r != nil && !r.over(t) {
			then(r)
		}
	}
	if attached && s.o.session.Conn != nil { // it cannot be opened again before the answer
		p.CloseAtServer(ended)
		return
	}
	ended(true)
}
