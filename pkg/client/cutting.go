package client

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// cut returns an edit that is too large as operations that can be sent, and nil for
// one that fits. It checks all that could keep one of several from being applied but
// what the first one would meet too.
func (m *Model) cut(op *ot.Op) ([]ot.Op, *Error) {
	if err := m.checkKeys(op); err != nil {
		return nil, err
	}
	limit := m.d.session.OperationLimit()
	if m.replica.Control.InBatch() {
		if m.replica.Control.BatchFits(op, limit) {
			return nil, nil
		}
		return nil, session.TooLarge(&protocol.Excess{What: "a batch", Unit: "bytes", Size: m.replica.Control.BatchBytes() + ot.Size(op), Limit: limit},
			"; complete the batch and go on in another one")
	}
	size := ot.Size(op)
	if size <= limit {
		return nil, nil
	}
	parts, ok := ot.Cut(*op, limit)
	if !ok {
		return nil, session.TooLarge(&protocol.Excess{What: "an edit", Unit: "bytes", Size: size, Limit: limit}, "")
	}
	if errors.Is(m.doc.Fits(op), document.ErrDepth) {
		return nil, errDepth()
	}
	return parts, nil
}

func (m *Model) checkKeys(op *ot.Op) *Error {
	limits := &m.d.session.Limits
	if x := limits.PropertyKey(op.Key); x != nil || op.Value == nil {
		return session.TooLarge(x, "")
	}
	return session.TooLarge(limits.Keys(op.Value), "")
}

func errDepth() *Error {
	return session.ClientError(protocol.CodeUnsupportedType, "the value is nested too deeply: a model has at most %d levels", ot.MaxDepth)
}
