// Package client is the Convergence client without a user interface: domain,
// connection, session, models, presence, activities, chat, and work without a
// connection. The browser client (cmd/wasm) and native Go programs use the same
// code.
//
// A [Domain] is driven from outside. Sockets, timers and the end of a turn come
// from a [Host]; what happens is told to a [Sink]. Nothing in the package waits
// or starts a goroutine: requests take a callback, and every exported method may
// be called from any goroutine. The lock of a domain is held while it changes
// memory, never across a wait; a sink and the callbacks of requests are called
// under it and must only note what they are told.
//
// An error that reaches a caller is an [*Error] with a code. An error of one
// model or one message never touches another.
//
// # The connection
//
// A domain is in one of the states of [State]. State, event → next state:
//
//	disconnected    Connect → connecting
//	connecting      the socket opens → authenticating
//	                it closes, or stays closed for too long → as attempt failed
//	authenticating  the server lets us in → connected
//	                it refuses, but not for good → as attempt failed
//	                it refuses the reconnect token, and the application may have
//	                other credentials → scheduled, until it has answered
//	                it refuses for good, or there are no credentials → disconnected
//	                the socket closes, or no answer or none that can be read
//	                comes → as attempt failed
//	connected       the socket closes, nothing is heard of the server, or what is
//	                heard cannot be read → interrupted
//	interrupted     those who listen have heard of it: if the close code, the
//	                options and the token allow to come back → scheduled,
//	                else → disconnected
//	scheduled       the wait is over, or Online → connecting
//	                the application has given credentials → connecting
//	                it has failed to → disconnected
//	all of these    Disconnect, Dispose → disconnected
//
//	attempt failed  with a close code that is final, or twice in a row with one
//	                that blames what was sent → disconnected
//	                Connect has not succeeded yet, and the options do not have it
//	                tried again → disconnected
//	                else → scheduled
//
// A scheduled domain that waits for credentials does not heed Online. The table
// of which state may follow which is in state.go; connecting.go has the way in,
// retrying.go what follows a failed attempt, connection.go the end of one that
// was connected.
//
// The package refuses to import sockets, browsers and databases; see
// pkg/client/native for Go programs.
package client
