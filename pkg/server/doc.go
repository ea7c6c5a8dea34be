// Package server is the collaboration server: it answers HTTP, lets clients in, and
// hands what they send to the services of their domain. The services are packages
// below it, and know no HTTP and no handshake: connections (package conn), people,
// models, presence, activities and chats. This package makes them for each domain,
// with what they need of each other (domain.go), and leads messages to them
// (dispatch.go).
//
// The way of an operation: the connection's read loop decodes it and hands it
// to the sequencer of its model (package models), which orders and applies it and
// makes it durable together with others. Only then is it acknowledged and sent to the
// others, through each connection's bounded queue and its batching writer (package
// conn). Nothing leaves the server that is not durable.
//
// Who may block on whom: read loops block on the queue of a sequencer, which is
// the backpressure that a client feels, on memory and rates that all share (packages
// conn/budget and lanes), and while much waits for their own client; sequencers block
// on the committer (package commits); nobody blocks on what waits for somebody else: a
// reader that is too slow is closed instead.
//
// Who is let in is decided in the handshake (handshake.go, authenticate.go), which has a
// goroutine of its own; passwords wait for their turn and wrong ones for the next (package
// signin). Accounts that end, and sessions that are ended, are noticed like changes of
// rights (accounts.go).
//
// How much there may be is counted by package quota, and what nobody comes back to goes
// with sweeping.go. What is counted for who runs the server is in package metrics, and what
// has a span in package tracing.
// Administrators come in by HTTP, through package rest.
//
// Who may do what is decided by each service: by models with the permissions of a model
// and its collection, by chats and activities with roles (package roles). Changes reach
// open models and activities within a second, whoever made them (watching.go).
//
// What happens is recorded by the store, in the transaction in which it happens, and is
// told from there to other programs (package webhooks) and to the one that the server is part
// of ([Hooks], programs.go). Neither those who change something nor sequencers wait for them.
// That program may also say who is let in and who may do what, for which a handshake, or a
// sequencer, waits for as long as [Options.HookTime].
//
// Who is there, and with which state in an activity, is in memory only. Subscribers are notified at most
// every [Options.Pace]; what happens meanwhile waits as steps, which say every kind of
// change and are bounded. A user whose last session was lost is seen as there for
// [Options.PresenceGrace] more.
//
// Several servers can have one store ([Options.Nodes]). Then each service has what it needs of the
// others from package nodes: models agree on the order of operations (package ordering), chats decide
// by what the store has (chats/together.go), presence and activities tell each other, and quotas count
// together (quota/sharing.go). A server that is to end hands its clients over ([Server.Drain]).
//
// The package refuses to know how things are stored (package store) and how
// operations are transformed (package concurrency).
package server
