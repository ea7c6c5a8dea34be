// Package storage keeps what a client must not forget while it is offline.
//
// A [Store] holds records: a value of bytes under a key of bytes, in the order
// of the keys. What the records mean is not known here but for the first one,
// the [Schema], by which [Prepare] tells a new store from one that was lost and
// leads from one layout to the next. The layout itself is the client's: see
// pkg/client/internal/layout. Every store can therefore be replaced by every other
// one. [Writer] gathers changes into transactions.
//
// Nothing here waits. The client core calls a store while it holds its lock, in
// the browser from within a wasmexport call, so each method returns at once and
// answers through a callback, which is never called from within the method.
//
// Saved means: the callback of [Store.Apply] was called with nil. Then, and not
// before, the transaction is complete and as durable as the platform promises.
package storage
