// Package concurrency keeps the two ends of a model in step: [Client] knows
// what a client has done that the server has not ordered yet, [Server] knows
// what the server has ordered that a client has not seen yet. Both rewrite
// operations with package ot so that they fit where they arrive.
//
// They are pure state machines: no I/O, no clock, no goroutines, no document.
// They are not safe for concurrent use. The identity of an operation, the pair
// of instance id and sequence number, is the caller's; a client hands out the
// sequence numbers.
//
// Versions count operations that the server has ordered: the operation with
// version v leads from state v to state v+1.
//
// # The queue of a client
//
// What a client has done is in one of four places, oldest first. None overtakes
// another.
//
//	in flight   sent, not acknowledged
//	kept        to be sent, but not to grow any more: it was sent or stored before
//	unsent      to be sent; the newest may still grow
//	batch       gathered, to become one operation
//
// Event, where it finds operations → where they are next:
//
//	Splice, Local    new → unsent, or part of the newest that is (see Turn)
//	... in a batch   new → batch, or part of the newest edit in it
//	StartBatch       nothing moves; what follows goes to the batch
//	CompleteBatch    batch → unsent, all of it as one compound
//	CancelBatch      the batch, which must be empty, ends
//	Take             kept, unsent → in flight, the oldest, as many as fit
//	Freeze, PinHere  unsent → kept
//	Restore          from a store → kept; nothing may be unsent
//	Resend           in flight → kept
//	Ack              in flight, or else kept: the oldest → gone, version + 1
//	Remote           all are rewritten where they are, version + 1
//
// Ack finds the oldest in kept when the connection was lost and the server had
// it already: then it comes back with what was missed. An event that a state
// does not allow, such as CompleteBatch without a batch, is an error and
// changes nothing; only after a [ot.PairError] the client must not be used any
// more. A set of a whole string may take back the newest operation, if that is an
// unsent splice of it, since nothing would be left of that.
package concurrency
