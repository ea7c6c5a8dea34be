package client

import "errors"

// StartBatch begins to collect edits into one operation that applies as a
// whole. It fails while a batch is in progress.
func (m *Model) StartBatch() error { return m.batch((*Model).startBatch) }

// CompleteBatch sends the edits since StartBatch as one operation. It fails
// without a batch and when the batch is empty.
func (m *Model) CompleteBatch() error { return m.batch((*Model).completeBatch) }

// CancelBatch ends a batch in which nothing has been edited. It fails without a
// batch and when there are edits.
func (m *Model) CancelBatch() error { return m.batch((*Model).cancelBatch) }

func (m *Model) batch(f func(*Model) error) error {
	m.d.mu.Lock()
	defer m.d.mu.Unlock()
	if err := f(m); err != nil {
		return usageError("", "%v", err)
	}
	return nil
}

func (m *Model) startBatch() error {
	if m.closed {
		return errors.New("the model is closed")
	}
	return m.control.StartBatch()
}

func (m *Model) cancelBatch() error { return m.control.CancelBatch() }

func (m *Model) completeBatch() error {
	if err := m.control.CompleteBatch(); err != nil {
		return err
	}
	if m.saving != nil {
		m.saving.edited()
	}
	if m.attached && m.syncing == nil {
		m.enqueue()
	}
	return nil
}
