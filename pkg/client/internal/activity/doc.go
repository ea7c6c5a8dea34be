// Package activity has the activities of a client: what people do together, each
// session with a state that the others see. They are the same without a connection,
// where a session is alone in them, and are joined again with each new one.
//
//	asked      Join with a connection, or a new connection: the server is asked to let us in
//	attached   it has: the states of others are known, updates are sent
//	joined     attached, or without a connection: updates wait
//	leaving    Leave was called, and the server has not answered: Join waits for that
package activity
