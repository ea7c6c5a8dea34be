// Package store says what the server keeps and how it asks for it.
//
// A [System] knows the domains; a [Domain] keeps everything of one domain:
// users, sessions, models and their operation logs. The server owns no other
// durable state, and nothing above this interface assumes that it is the only
// process: versions advance by compare-and-set, counters are taken from the
// store, and users, groups or domains that another process adds are seen at once.
//
// Every method that changes something returns after the change is durable: it
// survives the death of the process and the loss of power. Implementations are
// safe for concurrent use and pass the suite in package storetest.
//
// Operations and values are opaque bytes here, in the form of
// protocol.AppendOperations and protocol.AppendValue. The package refuses to
// know what they mean; queries look into JSON that the server saves beside them.
package store
