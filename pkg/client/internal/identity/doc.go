// Package identity has what a client knows about users and groups, from the server and
// from the store, and answers questions about them without a connection.
package identity
