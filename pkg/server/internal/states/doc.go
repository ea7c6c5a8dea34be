// Package states is what happens to the state of a user, or of a session in an
// activity, and what of it those hear who are notified late: every kind of change, and of
// several of one kind in a row the last. It knows nothing of who is notified.
package states
