package replica

import "github.com/convergence-wasm/convergence/pkg/ot"

// Journal keeps a replica over the end of the program. Its methods are called under
// the session's lock and return at once.
type Journal interface {
	// Edited learns of an edit. It is called for every keystroke.
	Edited()
	// Sent learns that operations go to the server.
	Sent()
	// MaySend reports whether pending operations may be sent now. When not, again is
	// called once they may.
	MaySend(again func()) bool
	// Acknowledging learns that the oldest operation is about to be acknowledged.
	Acknowledging()
	// Acknowledged learns that it was, as which version, and under which name.
	Acknowledged(version int64, instance string, sequence uint64)
	// Ordered learns of an operation of another client.
	Ordered(version int64, op ot.Op, instance string, sequence uint64)
	// Accepted learns that all is noted that follows from an acknowledgement.
	Accepted()
	// Create has a model that the server does not know created there. Nil and nil
	// mean that it was.
	Create(done func(*Refusal, *Failure))
	// Closed learns that the replica ends.
	Closed()
}

// Unkept is the journal of a replica that is in memory only.
type Unkept struct{}

func (Unkept) Edited()                              {}
func (Unkept) Sent()                                {}
func (Unkept) MaySend(func()) bool                  { return true }
func (Unkept) Acknowledging()                       {}
func (Unkept) Acknowledged(int64, string, uint64)   {}
func (Unkept) Ordered(int64, ot.Op, string, uint64) {}
func (Unkept) Accepted()                            {}
func (Unkept) Create(done func(*Refusal, *Failure)) { done(nil, nil) } // it is at the server already
func (Unkept) Closed()                              {}
