package client

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// remote applies operations that the server has ordered, each as a step of its
// own.
func (m *Model) remote(r *protocol.RemoteOperation) error {
	p := m.d.session.Identities.Session(r.SessionID)
	last := len(r.Operations) - 1
	if last == 0 {
		return m.remoteOperation(r, 0, p, true)
	}
	m.d.session.InSteps(m.d.session.Conn, len(r.Operations), func(i int) bool {
		return m.proceeds(func() error { return m.remoteOperation(r, i, p, i == last) })
	})
	return nil
}

// proceeds makes one of several steps and reports whether the next may follow.
func (m *Model) proceeds(step func() error) bool {
	if m.closed {
		return false
	}
	err := step()
	if err != nil {
		m.fail(err)
	}
	return err == nil
}

// remoteOperation applies one of the operations of a message.
func (m *Model) remoteOperation(r *protocol.RemoteOperation, i int, p *Participant, last bool) error {
	op, version, sequence := r.Operations[i], r.Version+int64(i), r.First+uint64(i)
	if r.Instance != "" && m.isHead(r.Instance, sequence) {
		// A replayed operation of our own is the acknowledgement that got lost.
		if err := m.accepted(version, r.Millis); err != nil {
			return err
		}
	} else {
		if r.Instance != "" && m.isPending(r.Instance, sequence) {
			return fmt.Errorf("receiving version %d: operation %d of %s came before those that it was made after", version, sequence, r.Instance)
		}
		if m.saving != nil {
			m.saving.acknowledged(version, op, r.Instance, sequence)
		}
		if err := m.apply(version, op, p, r.Millis); err != nil {
			return err
		}
	}
	if last && !m.closed {
		m.caughtUp()
	}
	return nil
}

func (m *Model) apply(version int64, op ot.Op, p *Participant, millis int64) error {
	op, err := m.control.Remote(version, op)
	if err != nil {
		return fmt.Errorf("receiving version %d: %w", version, err)
	}
	m.modified = millis
	if m.doc == nil {
		return m.restoreLater()
	}
	if err := m.doc.Apply(op, m.watch(p)); err != nil {
		return fmt.Errorf("applying version %d: %w", version, err)
	}
	m.versionChanged()
	return nil
}

// acknowledged notes that the server has made our operations durable, each as a
// step of its own.
func (m *Model) acknowledged(a *protocol.OperationAck) error {
	if a.Count == 1 {
		return m.acknowledgedOne(a, 0)
	}
	m.d.session.InSteps(m.d.session.Conn, a.Count, func(i int) bool {
		return m.proceeds(func() error { return m.acknowledgedOne(a, i) })
	})
	return nil
}

func (m *Model) acknowledgedOne(a *protocol.OperationAck, i int) error {
	version, sequence := a.Version+int64(i), a.First+uint64(i)
	if version >= m.control.Version() { // else somebody else has sent it too, and it has come as theirs
		if m.control.PendingCount() > 0 {
			if _, oldest := m.identity(m.control.FirstSequence()); oldest != sequence {
				return fmt.Errorf("operation %d was acknowledged where %d is the oldest: %w", sequence, oldest, concurrency.ErrSequence)
			}
		}
		if err := m.accepted(version, a.Millis); err != nil {
			return err
		}
	}
	if i == a.Count-1 && m.hidden != nil {
		m.enqueue() // the end of the synchronisation may be sent now
	}
	return nil
}

func (m *Model) afterAck() {
	m.retry.reset()
	if m.dirty && m.control.Committed() {
		m.dirty = false
		m.settleReferences()
		if m.hears(ModelCommitted) {
			m.emit(ModelEvent{Kind: ModelCommitted})
		}
	}
	m.versionChanged()
}

func (m *Model) versionChanged() {
	if !m.hears(ModelVersionChanged) {
		return
	}
	m.emit(ModelEvent{Kind: ModelVersionChanged, Version: m.control.Version()})
}

// permissionsChanged notes what this session may do from now on.
func (m *Model) permissionsChanged(p protocol.Permissions) {
	before := m.permissions
	if m.permissions = p; p != before {
		m.emit(ModelEvent{Kind: ModelPermissionsChanged, Permissions: p, Before: before})
	}
}
