package people

// Unconnected returns a session without a connection, of somebody who acts through
// something else. Nothing can be sent to it.
func Unconnected(who Identity, instance string) *Session {
	return &Session{Identity: who, Instance: instance}
}
