package client

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// creatable checks the data of a model that is to be made. It is sent as a whole,
// so that nobody opens the model without a part of it.
func (d *Domain) creatable(m *protocol.CreateRequest) *Error {
	if err := d.session.Checked(m); err != nil {
		return err
	}
	size := ot.ValueSize(&m.Creation.Data)
	if limit := d.session.OperationLimit(); size > limit {
		return session.TooLarge(&protocol.Excess{What: "the data of a new model", Unit: "bytes", Size: size, Limit: limit},
			"; create the model with less, and set the rest when it is open")
	}
	return nil
}

// cut returns an edit that is too large as operations that can be sent, and nil for
// one that fits. It checks all that could keep one of several from being applied but
// what the first one would meet too.
func (m *Model) cut(op *ot.Op) ([]ot.Op, *Error) {
	if err := m.checkKeys(op); err != nil {
		return nil, err
	}
	limit := m.d.session.OperationLimit()
	if m.control.InBatch() {
		if m.control.BatchFits(op, limit) {
			return nil, nil
		}
		return nil, session.TooLarge(&protocol.Excess{What: "a batch", Unit: "bytes", Size: m.control.BatchBytes() + ot.Size(op), Limit: limit},
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
