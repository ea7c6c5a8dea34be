// Package session connects a client to a server and keeps it connected: the states of
// a connection, who the client is, requests and their answers, the inbox that takes
// what the server sends one step at a time, and the waits between attempts.
//
//	disconnected    connect: connecting
//	connecting      the socket is open: authenticating; it cannot be opened: scheduled, disconnected
//	authenticating  the server lets us in: connected; it refuses, or the socket is closed: scheduled, disconnected
//	connected       the socket is closed: interrupted; disconnect: disconnected
//	interrupted     another attempt follows: scheduled; none does: disconnected
//	scheduled       the wait is over: connecting; disconnect: disconnected
//
// What a session carries messages for is its [Owner].
package session
