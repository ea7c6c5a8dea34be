package client

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// remote applies operations that the server has ordered.
func (m *Model) remote(r *protocol.RemoteOperation) error {
	p := m.d.identities.session(r.SessionID)
	for i, op := range r.Operations {
		version := r.Version + int64(i)
		sequence := r.First + uint64(i)
		if r.Instance != "" && m.isHead(r.Instance, sequence) {
			// A replayed operation of our own is the acknowledgement that got lost.
			if err := m.accepted(version, r.Millis); err != nil {
				return err
			}
			continue
		}
		if r.Instance != "" && m.isPending(r.Instance, sequence) {
			return fmt.Errorf("receiving version %d: operation %d of %s came before those that it was made after", version, sequence, r.Instance)
		}
		if m.saving != nil {
			m.saving.acknowledged(version, op, r.Instance, sequence)
		}
		if err := m.apply(version, op, p, r.Millis); err != nil {
			return err
		}
		if m.closed {
			return nil
		}
	}
	m.caughtUp()
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
	o := observer{t: &m.Tree, participant: p}
	if err := m.doc.Apply(op, &o); err != nil {
		return fmt.Errorf("applying version %d: %w", version, err)
	}
	m.versionChanged()
	return nil
}

// acknowledged notes that the server has made our operations durable.
func (m *Model) acknowledged(a *protocol.OperationAck) error {
	for i := range a.Count {
		if a.Version+int64(i) < m.control.Version() {
			continue // somebody else has sent it too, and it has come as theirs
		}
		if local := m.control.FirstSequence(); m.control.PendingCount() > 0 {
			if _, sequence := m.identity(local); sequence != a.First+uint64(i) {
				return fmt.Errorf("operation %d was acknowledged where %d is the oldest: %w", a.First+uint64(i), sequence, concurrency.ErrSequence)
			}
		}
		if err := m.accepted(a.Version+int64(i), a.Millis); err != nil {
			return err
		}
	}
	if m.hidden != nil {
		m.enqueue() // the end of the synchronisation may be told now
	}
	return nil
}

func (m *Model) afterAck() {
	m.retry.reset()
	if m.dirty && m.control.Committed() {
		m.dirty = false
		m.settleReferences()
		m.emit(ModelEvent{Kind: ModelCommitted})
	}
	m.versionChanged()
}

func (m *Model) versionChanged() {
	m.emit(ModelEvent{Kind: ModelVersionChanged, Version: m.control.Version()})
}
