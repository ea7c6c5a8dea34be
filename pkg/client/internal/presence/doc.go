// Package presence has who is there, and the state of each user: the own one, which is
// changed at once and sent, and those of others as far as somebody here follows them.
//
// A change of the own state is, with a connection, expected to come back from the
// server; a later one of the same key here wins. Without a connection, and with a
// store, it waits: stored, tried (the server may have it), answered.
package presence
