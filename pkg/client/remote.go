package client

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// remote applies operations that the server has ordered.
func (m *Model) remote(r *protocol.RemoteOperation) error {
	p := m.d.identities.session(r.SessionID)
	for i, op := range r.Operations {
		version := r.Version + int64(i)
		if r.Instance == m.d.options.Instance {
			// A replayed operation of our own is the acknowledgement that got lost.
			if err := m.control.Ack(version, r.First+uint64(i)); err != nil {
				return err
			}
			m.modified = r.Millis
			m.afterAck()
		} else if err := m.apply(version, op, p, r.Millis); err != nil {
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
		if err := m.control.Ack(a.Version+int64(i), a.First+uint64(i)); err != nil {
			return err
		}
		m.modified = a.Millis
		m.afterAck()
	}
	return nil
}

func (m *Model) afterAck() {
	if m.dirty && m.control.Committed() {
		m.dirty = false
		m.emit(ModelEvent{Kind: ModelCommitted})
	}
	m.versionChanged()
}

func (m *Model) versionChanged() {
	m.emit(ModelEvent{Kind: ModelVersionChanged, Version: m.control.Version()})
}
