// Package webhooks calls addresses when something has happened in a domain.
//
// What happens is recorded by the store, in the transaction in which it happens. An
// [Outbox] makes deliveries of it, which the store keeps until they have arrived: each
// arrives at least once, also when the server is killed at any moment, unless it is given
// up. A delivery is in one of these states:
//
//	state    event                                  next
//	waiting  it is due, and is answered with 2xx    arrived
//	waiting  it is due, and anything else           waiting, for longer each time
//	waiting  ... for the last time, see giveUpAfter given up
//	waiting  ... with 410, by the address that the
//	         webhook has still                      given up, and its webhook is disabled
//	waiting  too many wait, see store.MostWaiting   given up
//
// Nobody waits for an address: each has goroutines of its own, and a bounded number of
// deliveries in memory. What is told of a call that has failed has nothing of the answer but its
// status code. The package refuses to know who records events, and calls
// no address within the network of the server unless it is told to.
//
// Calls are signed as the specification of Standard Webhooks says.
package webhooks
