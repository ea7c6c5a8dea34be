// Package session connects a client to a server and keeps it connected: the states of
// a connection, who the client is, requests and their answers, the inbox that takes
// what the server sends one step at a time, and the waits between attempts. What it
// carries messages for is its [Owner].
//
// A session is in one of the states of [State]. State, event → next state:
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
//	all of these    Disconnect, End → disconnected
//
//	attempt failed  with a close code that is final, or twice in a row with one
//	                that blames what was sent → disconnected
//	                Connect has not succeeded yet, and the options do not have it
//	                tried again → disconnected
//	                else → scheduled
//
// A scheduled session that waits for credentials does not heed Online. The table
// of which state may follow which is in state.go; connecting.go has the way in,
// retrying.go what follows a failed attempt, connection.go the end of one that
// was connected.
package session
