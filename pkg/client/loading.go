package client

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// readPortion is how many elements are made at least before the page may have its turn.
const readPortion = 512

// read makes a document with the root that a source has, and calls done with what
// [document.Read] returns: at once if that does not take long. A large one takes many
// times as long as a page may be held. Meanwhile whatever the server sends waits, in
// its order, so that nothing about the model is missed.
func (d *Domain) read(root ot.ValueSource, done func(*document.Document, error)) {
	reading := document.BeginReading(root)
	d.session.InPortions(func() (again bool) {
		doc, err := reading.Some(readPortion)
		if doc == nil && err == nil {
			return true
		}
		done(doc, err)
		return false
	})
}
