package client

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// StartBatch begins to collect edits into one operation that applies as a
// whole. It fails while a batch is in progress.
func (m *Model) StartBatch() error {
	return m.batch((*Model).startBatch,
		"a batch is in progress already: end it with completeBatch, or with cancelBatch while nothing was edited in it")
}

// CompleteBatch sends the edits since StartBatch as one operation. It fails
// without a batch and when the batch is empty.
func (m *Model) CompleteBatch() error { return m.batch((*Model).completeBatch, noBatch) }

// CancelBatch ends a batch in which nothing has been edited. It fails without a
// batch and when there are edits.
func (m *Model) CancelBatch() error { return m.batch((*Model).cancelBatch, noBatch) }

const noBatch = "no batch is in progress: begin one with startBatch"

// batch calls f. Where the batch is not in the state for that, wrong says so.
func (m *Model) batch(f func(*Model) error, wrong string) error {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	if m.closed {
		wrong = "the model is closed: open it again"
	} else {
		err := f(m)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, concurrency.ErrBatchEmpty):
			wrong = "the batch is empty and cannot be completed: edit the model first, or end it with cancelBatch"
		case errors.Is(err, concurrency.ErrBatchNotEmpty):
			wrong = "the batch cannot be cancelled: it has edits, which the model shows already; end it with completeBatch"
		}
	}
	return &Error{Code: protocol.CodeInvalidArgument, Message: wrong, Class: session.ClassUsage}
}

func (m *Model) startBatch() error {
	m.apart()
	return m.beginBatch()
}

// beginBatch begins a batch, which keeps the origin that edits have now.
func (m *Model) beginBatch() error {
	m.batched = m.origin
	return m.replica.Control.StartBatch()
}

// apart has undo managers begin another step.
func (m *Model) apart() {
	for _, u := range m.undo {
		u.steps.Stop()
	}
}

func (m *Model) cancelBatch() error { return m.replica.Control.CancelBatch() }

func (m *Model) completeBatch() error {
	if err := m.replica.Control.CompleteBatch(); err != nil {
		return err
	}
	m.apart()
	m.replica.Edited()
	return nil
}
