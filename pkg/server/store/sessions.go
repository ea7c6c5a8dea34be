package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Connect is a sign-in to be recorded.
type Connect struct {
	// User is who signs in. An anonymous user without a name is made and gets
	// the next free one.
	User protocol.User
	// Admitted is somebody who has signed in elsewhere, and need not be able to here; who does
	// not exist is made as by Sessions.Author.
	Admitted bool
	// Instance is the id of the running client; it belongs to the first user
	// who signs in with it.
	Instance string
	Method   string // of authentication
	Client   string // name and version of the client software
	Remote   string // network address
	// Device is where a password was right, empty when none was asked for; see
	// Sessions.KnownDevice.
	Device string
	Millis int64
	// Former is the hash of the reconnect token that was used, nil when none was. It goes
	// once the client is known to have the one that takes its place.
	Former        []byte
	TokenHash     []byte // of the new reconnect token, nil: there is none
	TokenDeadline int64  // milliseconds; until when the token is good
}

// Session is a recorded sign-in.
type Session struct {
	ID   string // unique in the domain, for ever
	User protocol.User
}

// ConnectedSession is a session that has not ended.
type ConnectedSession struct {
	Session
	Method, Client, Remote string
	Connected              int64 // milliseconds
}

// SignIn is a session of any age.
type SignIn struct {
	ConnectedSession
	Ended int64 // milliseconds, 0 while it is connected
}

// Sightings are what becomes known of sessions after they have begun.
type Sightings struct {
	Replaced [][]byte // hashes of tokens whose clients have the ones that took their places
	Ended    []string // sessions
	Millis   int64
}

// Sessions keeps who has signed in.
type Sessions interface {
	// Connect records a sign-in and its reconnect token. It fails with
	// ErrInstance, or with ErrNotFound when the user has just been disabled or the token
	// revoked; then nothing has been recorded.
	Connect(ctx context.Context, c Connect) (Session, error)
	// Author records somebody who acts without a connection, as a session that has ended. A
	// user who does not exist is made, and cannot sign in. It fails with ErrInstance.
	Author(ctx context.Context, c Connect) (Session, error)
	// Session returns who is behind a session id of any age, or ErrNotFound.
	Session(ctx context.Context, id string) (Session, error)
	// Connected returns the sessions that have not ended, the oldest first.
	Connected(ctx context.Context) ([]ConnectedSession, error)
	// SignIns returns the newest n sessions before one, the newest first; before the empty id
	// is all. Those of authors are not among them.
	SignIns(ctx context.Context, before string, n int) ([]SignIn, error)
	// Sighted records sightings.
	Sighted(ctx context.Context, s Sightings) error
	// EndAll ends the sessions of a server that does not run any more.
	EndAll(ctx context.Context, millis int64) error
	// TokenUser returns the user of a reconnect token that is good at the time
	// millis, or ErrNotFound.
	TokenUser(ctx context.Context, hash []byte, millis int64) (User, error)
	// RevokeToken revokes a token with those that came before and after it.
	RevokeToken(ctx context.Context, hash []byte) error
	// KnownDevice reports whether a user's password was right on a device since a time.
	KnownDevice(ctx context.Context, user protocol.UserID, device string, since int64) (bool, error)
	// ClaimInstance makes an instance id belong to a user, or fails with
	// ErrInstance when it belongs to another one.
	ClaimInstance(ctx context.Context, instance string, user protocol.UserID) error
}
