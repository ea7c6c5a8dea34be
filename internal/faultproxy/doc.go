// Package faultproxy stands between clients and a server in tests and does to
// their TCP connections what networks do: it delays, throttles, cuts in the
// midst of a message, swallows everything in silence and closes one direction
// only. What happens to a connection is decided by a script from the
// connection's number, so a seed plays the same faults again.
//
// It knows nothing of what it carries, and it is not part of the product.
package faultproxy
