package replica

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Holder is what a replica is kept for: a model that is open, with a document and
// listeners, or a synchronisation, with neither. Its methods are called under the
// session's lock.
type Holder interface {
	// Stays reports whether the model is open here, so that the server is to keep it
	// open for us when it is synchronised.
	Stays() bool
	// Event hears of an event.
	Event(e Event)
	// Value returns the state of the document; of kind 0 without one.
	Value() ot.Value

	// Coming hears of such an operation before it is transformed.
	Coming(op ot.Op)
	// Apply applies an operation that another session has made. came is the same as the
	// server has it.
	Apply(op ot.Op, by *session.Participant, came *ot.Op) error
	// Acknowledge makes our oldest operation one that the server has ordered. Of a
	// text that it inserts there is the length only.
	Acknowledge(op ot.Op, committed bool)
	// Accepted learns that all is noted that follows from an acknowledgement.
	Accepted(by *session.Participant) error
	// Sent sends what is relative to the operations that have been sent.
	Sent()

	// Detached learns that the server does not have the model open for us any more.
	Detached()
	// Synchronised learns that the server has had everything.
	Synchronised(m *protocol.ResyncServerDone)
	// NotSynchronised learns that the server does not let us have the model back.
	NotSynchronised(answer protocol.Message, err *session.Error)
	// Replaced learns that the model was deleted, and another one has its id.
	Replaced()

	// Ended learns that the model is closed, and why.
	Ended(e Event)
	// Failed learns that client and server no longer agree about the model.
	Failed(err error)
	// Unsendable learns that edits can never be sent, and why.
	Unsendable(err *session.Error)
}
