// Package server is the collaboration server: it lets clients in, opens models
// for them, orders their operations and keeps them.
//
// The way of an operation: the connection's read loop decodes it and hands it
// to the sequencer of its model, one goroutine that owns the document. The
// sequencer gathers what is waiting, transforms and applies it, and gives the
// group to the domain's committer, which writes the groups of all busy models
// in one transaction. Only then is it acknowledged and sent to the others,
// through each connection's bounded queue and its batching writer (package conn). Nothing
// leaves the server that is not durable.
//
// Who may block on whom: read loops block on the queue of a sequencer, which is
// the backpressure that a client feels; sequencers block on the committer;
// nobody blocks on a connection's outgoing queue, a reader that is too slow is
// closed instead.
//
// References take the same way as operations, but for the disk: they move with
// every operation and are told behind those that they are relative to. Queries,
// history and changes of permissions run beside the read loop, one at a time
// for each connection. Who may do what with models is decided in permissions.go, with
// chats and activities by their roles (package roles), and open models hear of changes
// within a second, whoever made them.
//
// Presence and activities are in memory only. Who is to hear of them is told at most
// every [Options.Pace]; what happens meanwhile waits as steps, which say every kind of
// change and are bounded. A user whose last session was lost is seen as there for
// [Options.PresenceGrace] more.
//
// The package refuses to know how things are stored (package store) and how
// operations are transformed (package concurrency).
package server
