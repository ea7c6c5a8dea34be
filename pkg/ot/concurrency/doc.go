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
package concurrency
