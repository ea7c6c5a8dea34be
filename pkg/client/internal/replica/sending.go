package replica

import (
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Edits leave at the end of a turn: a replica that has some is queued, and puts as
// many into messages as the connection takes.

// Edited notes an edit that was given to Control.
func (r *Replica) Edited() {
	r.Journal.Edited()
	if r.hasToSend() {
		r.Enqueue()
	}
}

// hasToSend reports whether there is something to send and a connection.
func (r *Replica) hasToSend() bool { return r.Sends() && r.Control.HasUnsent() }

// Enqueue has what is unsent sent at the end of the turn, and the holder hear when it
// was.
func (r *Replica) Enqueue() {
	if !r.queued {
		r.queued = true
		r.set.unsent = append(r.set.unsent, r)
		r.session().Schedule()
	}
}

// send puts unsent operations into the connection's next messages. It returns
// false when the socket is full and some are left.
func (r *Replica) send() bool {
	for r.attached && !r.unsendable && (r.syncing == nil || r.syncing.done) {
		var g concurrency.Group
		ok := r.Withheld == 0
		if ok {
			g, ok = r.Control.Take(session.SendSize / 2)
		}
		if !ok {
			if r.Holder.Stays() || r.Control.Committed() {
				r.sendResyncDone()
			}
			if r.syncing == nil {
				r.Holder.Sent()
			}
			return true
		}
		r.submit(g.First, g.Version, g.Ops)
		conn := r.session().Conn
		if conn == nil || r.unsendable {
			return true
		}
		if conn.Paused && r.Control.HasUnsent() {
			return false
		}
	}
	return true
}

// submit sends operations, those of different names apart.
func (r *Replica) submit(first uint64, version int64, ops []ot.Op) {
	s := r.session()
	own := s.Options.Instance
	r.Journal.Sent()
	for len(ops) > 0 && s.Conn != nil {
		instance, sequence := r.Identity(first)
		n := 1
		for n < len(ops) {
			if i, s := r.Identity(first + uint64(n)); i != instance || s != sequence+uint64(n) {
				break
			}
			n++
		}
		if err := r.set.condemnedOf(r.ID, instance, sequence, n); err != nil {
			r.refuse(err)
			return
		}
		m := &r.set.submission // used again each time
		*m = protocol.OperationSubmission{Resource: r.resource, First: sequence, Version: version, Operations: ops[:n]}
		if instance != own {
			m.Instance = instance
		}
		if s.Options.Log.Wants(session.LogModels, session.LogTrace) {
			s.Log(session.LogModels, session.LogTrace, r.ID, ": sends operations from number ", strconv.FormatUint(m.First, 10), " on")
		}
		r.follow(m)
		taken := s.Conn.Send(0, 0, m)
		*m = protocol.OperationSubmission{} // its texts may be large
		if !taken {
			r.refuse(session.TooLarge(&protocol.Excess{What: "an edit", Unit: "bytes", Size: ot.Size(&ops[0]), Limit: s.OperationLimit()}, ""))
			return
		}
		first, ops = first+uint64(n), ops[n:]
	}
}

// sent is how far a connection has got with the operations of a model.
type sent struct {
	on       *session.Connection
	resource uint32
	instance string
	next     uint64
	version  int64
}

// follow makes a submission one that follows the one before, where it does, which is
// shorter. On trial each says by itself what it is.
func (r *Replica) follow(m *protocol.OperationSubmission) {
	before := r.sent
	r.sent = sent{r.session().Conn, m.Resource, m.Instance, m.First + uint64(len(m.Operations)), m.Version}
	if before.on == r.sent.on && before.resource == m.Resource && before.instance == m.Instance && before.next == m.First &&
		before.version <= m.Version && !before.on.OnTrial() {
		m.First, m.Version, m.Instance = 0, m.Version-before.version, ""
	}
}

// keptUnsent is for how many replicas at most there stays room between turns.
const keptUnsent = 16

// Flush sends the unsent operations of all replicas. In a pause, those that have much
// to send wait, and others do not wait for them.
func (s *Set) Flush() {
	conn := s.session.Conn
	if len(s.bulky) > 0 && conn != nil && !conn.Paused {
		s.unsent = append(s.unsent, s.bulky...)
		s.bulky = nil
	}
	many := len(s.unsent) > keptUnsent
	for len(s.unsent) > 0 && s.session.Conn != nil && s.session.Conn.Takes() {
		r := s.unsent[0]
		s.unsent[0] = nil
		if len(s.unsent) == 1 {
			s.unsent = s.unsent[:0] // used again in the next turn
		} else {
			s.unsent = s.unsent[1:]
		}
		if s.session.Conn.Paused && r.bulky || !r.send() {
			r.bulky = true
			s.bulky = append(s.bulky, r)
			continue
		}
		r.queued, r.bulky = false, false
		if r.leaving && r.attached {
			r.requestClose()
		}
	}
	if many && len(s.unsent) == 0 {
		s.unsent = nil
	}
}
