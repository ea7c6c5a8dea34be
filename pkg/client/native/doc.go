// Package native is the client for Go programs. [Connect] gives a [Domain] with
// calls that wait and listeners that are called one after the other; it and all
// that comes from it may be used by any number of goroutines.
//
// A program that works for a domain, such as one that archives, indexes or answers, signs in
// as a user of type convergence, who may do everything in it. An administrator adds its
// public key:
//
//	convergence key add robot public.pem --admin
//
// and the program signs a JSON Web Token with the private one each time it is asked to by
// [Options].NewJWT: with the id of the key as kid, its own name as sub, "Convergence" as aud,
// and an exp some minutes ahead. What it edits, others see at once, under its name, and is
// in the history of the model. The example signs in like this; docs/programs.md has the
// other ways in which a program and a server work together.
//
// A connection that is lost comes back by itself, and what was edited meanwhile is
// sent: a program need not do anything about that. It should wait for [Model.Committed] before
// it says elsewhere that something is done, end with [Domain.Close], and keep its
// listeners quick, since all of a domain are called by one goroutine.
//
// Below that, [Host] runs package client with sockets of
// github.com/coder/websocket and the timers of the standard library.
//
// It also compiles for js/wasm, for test programs that run in a browser. The
// published browser client does not use it, because the library brings net/http
// into the program.
package native
