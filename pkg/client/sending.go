package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Edits leave at the end of a turn: a model that has some is queued, and puts as many
// into messages as the connection takes.

// wantsToSend asks for a turn when there is something to send and a connection.
func (m *Model) wantsToSend() {
	if m.attached && m.syncing == nil && m.control.HasUnsent() {
		m.enqueue()
	}
}

// enqueue has send called at the end of the turn.
func (m *Model) enqueue() {
	if !m.queued {
		m.queued = true
		m.d.models.unsent = append(m.d.models.unsent, m)
		m.d.session.Schedule()
	}
}

// send puts unsent operations into the connection's next messages. It returns
// false when the socket is full and some are left.
func (m *Model) send() bool {
	for m.attached && !m.unsendable && (m.syncing == nil || m.syncing.done) {
		var g concurrency.Group
		ok := m.withheld == 0
		if ok {
			g, ok = m.control.Take(session.SendSize / 2)
		}
		if !ok {
			if m.hidden == nil || m.control.Committed() {
				m.sendResyncDone()
			}
			if m.syncing == nil {
				m.sendReferences()
			}
			return true
		}
		m.submit(g.First, g.Version, g.Ops)
		if m.d.session.Conn == nil || m.unsendable {
			return true
		}
		if m.d.session.Conn.Paused && m.control.HasUnsent() {
			return false
		}
	}
	return true
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
func (m *Model) follow(s *protocol.OperationSubmission) {
	before := m.sent
	m.sent = sent{m.d.session.Conn, s.Resource, s.Instance, s.First + uint64(len(s.Operations)), s.Version}
	if before.on == m.sent.on && before.resource == s.Resource && before.instance == s.Instance && before.next == s.First &&
		before.version <= s.Version && !before.on.OnTrial() {
		s.First, s.Version, s.Instance = 0, s.Version-before.version, ""
	}
}

// flush sends the unsent operations of all models. In a pause, models that have much
// to send wait, and others do not wait for them.
func (s *models) flush(d *Domain) {
	if len(s.bulky) > 0 && d.session.Conn != nil && !d.session.Conn.Paused {
		s.unsent = append(s.unsent, s.bulky...)
		s.bulky = nil
	}
	for len(s.unsent) > 0 && d.session.Conn != nil && d.session.Conn.Takes() {
		m := s.unsent[0]
		s.unsent[0] = nil
		if len(s.unsent) == 1 {
			s.unsent = s.unsent[:0] // used again in the next turn
		} else {
			s.unsent = s.unsent[1:]
		}
		if d.session.Conn.Paused && m.bulky || !m.send() {
			m.bulky = true
			s.bulky = append(s.bulky, m)
			continue
		}
		m.queued, m.bulky = false, false
		if m.leaving && m.attached {
			m.requestClose()
		}
	}
}
