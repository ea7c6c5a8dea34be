// Package client is the Convergence client without a user interface: domain,
// connection, session, models, presence, activities, chat, and work without a
// connection. The browser client (cmd/wasm) and native Go programs use the same
// code.
//
// A [Domain] is driven from outside. Sockets, timers and the end of a turn come
// from a [Host]; events go to a [Sink]. Nothing in the package waits
// or starts a goroutine: requests take a callback, and every exported method may
// be called from any goroutine. The lock of a domain is held while it changes
// memory, never across a wait; a sink and the callbacks of requests are called
// under it and must only note what they are given.
//
// An error that reaches a caller is an [*Error] with a code. An error of one
// model or one message never touches another.
//
// What is common to open models and to those that are only synchronised is the package
// replica below this one; what keeps models in a store is the package offline, and the
// connection with its states the package session.
//
// The package refuses to import sockets, browsers and databases; see
// pkg/client/native for Go programs.
package client
