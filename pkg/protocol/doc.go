// Package protocol declares, once, everything that client and server say to
// each other: messages, error codes, close codes and their msgpack form.
//
// # Wire
//
// The WebSocket subprotocol is [Subprotocol]. A binary WebSocket message holds
// one or more envelopes, one after the other. An envelope is a msgpack array
//
//	[body number, body]
//	[body number, request id, body]
//	[body number, request id | 0, response id, body]
//
// A request carries a request id that is unique on its connection and
// direction, counted from 1; its one answer carries the same number as its
// response id. A body is a msgpack array of the message's fields in the order
// in which its fields method names them. Fields are only ever appended: a
// decoder fills missing trailing fields with zero values and skips those it
// does not know. Trailing fields that have zero values are not sent. The body numbers
// are listed in body.go.
//
// What every keystroke sends is written and read by hand, see quick.go; the msgpack
// package does what is rarer or longer.
//
// Times are milliseconds since 1970-01-01T00:00:00Z. Text is WTF-8 (see
// [github.com/convergence-wasm/convergence/pkg/ot.Text]) in msgpack strings.
//
// Decoding never panics and never trusts a length: whatever it is given, it
// returns messages or an error that wraps [ErrMalformed].
//
// The package refuses to know about sockets, sessions and documents.
package protocol

// Subprotocol is the WebSocket subprotocol that both sides agree on. A client
// that offers none speaks it too.
const Subprotocol = "convergence.v1.msgpack"

// Version is the protocol version that this code speaks. A server answers a
// connection request of another version with [CodeProtocolVersion].
const Version = 1
