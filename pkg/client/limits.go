package client

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What is too large is said at the call, before anything has changed: the server
// would end the connection, and with it what others of this client wait for. Its
// limits are known once it has let us in; before, the documented defaults hold.
// What was made while other limits held is refused when it is its turn to be sent,
// see unsendable.go.

const aroundEdits = 1 << 10 // bytes of a message with operations, besides these

// tooLarge is the error of what is over a limit; hint says what to do, and may be
// empty. x may be nil, and then there is no error.
func tooLarge(x *protocol.Excess, hint string) *Error {
	if x == nil {
		return nil
	}
	m := x.AsError()
	return &Error{Code: m.Code, Message: m.Message + hint, Details: m.Details}
}

func (d *Domain) checked(m protocol.Message) *Error { return tooLarge(d.limits.Check(m), "") }

// operationLimit returns how large an operation can be, see [ot.Size].
func (d *Domain) operationLimit() int { return d.limits.Message - aroundEdits }

// creatable checks the data of a model that is to be made. It is sent as a whole,
// so that nobody opens the model without a part of it.
func (d *Domain) creatable(m *protocol.CreateRequest) *Error {
	if err := d.checked(m); err != nil {
		return err
	}
	size := ot.ValueSize(&m.Creation.Data)
	if limit := d.operationLimit(); size > limit {
		return tooLarge(&protocol.Excess{What: "the data of a new model", Unit: "bytes", Size: size, Limit: limit},
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
	limit := m.d.operationLimit()
	if m.control.InBatch() {
		if m.control.BatchFits(op, limit) {
			return nil, nil
		}
		return nil, tooLarge(&protocol.Excess{What: "a batch", Unit: "bytes", Size: m.control.BatchBytes() + ot.Size(op), Limit: limit},
			"; complete the batch and go on in another one")
	}
	size := ot.Size(op)
	if size <= limit {
		return nil, nil
	}
	parts, ok := ot.Cut(*op, limit)
	if !ok {
		return nil, tooLarge(&protocol.Excess{What: "an edit", Unit: "bytes", Size: size, Limit: limit}, "")
	}
	if errors.Is(m.doc.Fits(op), document.ErrDepth) {
		return nil, errDepth()
	}
	return parts, nil
}

func (m *Model) checkKeys(op *ot.Op) *Error {
	limits := &m.d.limits
	if x := limits.PropertyKey(op.Key); x != nil || op.Value == nil {
		return tooLarge(x, "")
	}
	return tooLarge(limits.Keys(op.Value), "")
}

func errDepth() *Error {
	return clientError(protocol.CodeUnsupportedType, "the value is nested too deeply: a model has at most %d levels", ot.MaxDepth)
}
