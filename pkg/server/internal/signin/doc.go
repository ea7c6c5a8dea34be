// Package signin bounds what guessing at passwords costs the server and gets the
// guesser. [Queue] computes for few at a time, in turns between the addresses that ask,
// and not for those who have gone. [Guesses] lets a user, and an address, have a few
// wrong passwords and then one after growing delays. A device where a user's password was
// right before is counted apart, so that nobody locks others out by guessing.
//
// [Desk] is both together.
//
// The package refuses to know what is computed and what users are.
package signin
