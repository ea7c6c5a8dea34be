// Package conn is one WebSocket of a server with everything that does not depend on
// what it is used for: reading messages within bounds, a queue of what waits for the
// client with the goroutine that sends it, news that are gathered while the client is
// late, the heartbeat, questions to the client, and requests that run beside the read
// loop.
//
// A connection is served until it ends, in this order of states:
//
//	state     what ends it                          next
//	open      Close; a message that is none         closing
//	open      the socket fails; silence             ended
//	closing   what waits is sent, both have closed  ended
//	closing   [CloseTimeout]                        ended
//
// Only an open connection hands messages to its [Handler], and what is sent to one
// that is not open is dropped.
package conn
