// Package people is who is behind connections: a [Session] is a connection with its
// user, [Profiles] is how users call themselves. A client that hears of somebody for
// the first time is sent who that is first, and again when it changes.
package people
