package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Accounts keeps who may sign in. A user who is removed cannot, like one who is disabled;
// the name stays, for what the user has made, and is not given to anybody else.
type Accounts interface {
	// AllUsers returns the users of a type who are not removed, by name.
	AllUsers(ctx context.Context, t protocol.UserType) ([]User, error)
	// UsersAfter returns up to n users of a type who are not removed, by name and from after
	// a name on, whose name, display name or e-mail address contains a text, regardless of
	// case.
	UsersAfter(ctx context.Context, t protocol.UserType, after, text string, n int) ([]User, error)
	// SetPassword changes the hash of a password and revokes the user's reconnect tokens.
	// It fails with ErrNotFound.
	SetPassword(ctx context.Context, id protocol.UserID, hash string) error
	// SetDisabled says whether a user may sign in, or fails with ErrNotFound. The
	// reconnect tokens of one who may not are revoked.
	SetDisabled(ctx context.Context, id protocol.UserID, disabled bool) error
	// RemoveUser removes a user, or fails with ErrNotFound.
	RemoveUser(ctx context.Context, id protocol.UserID) error
	// SetGroups makes a user a member of exactly these groups. Those that do not exist are
	// returned.
	SetGroups(ctx context.Context, id protocol.UserID, groups []string) (unknown []string, err error)
	// Kick asks whoever serves a session to end it, or fails with ErrNotFound.
	Kick(ctx context.Context, session string) error
	// AccountChanges returns what has changed, in any process, after the change with the
	// number after, and the number of the last change. It is cheap when there was none. A
	// negative number asks for the last number only.
	AccountChanges(ctx context.Context, after int64) (changes []AccountChange, last int64, err error)
}

// AccountChange says that a user may not sign in any more, or that a session is to end.
// The zero value stands for so many that it is not known whose.
type AccountChange struct {
	User    protocol.UserID
	Session string
}

// Key verifies JSON Web Tokens.
type Key struct {
	ID      string // that tokens name as kid
	Public  string // PEM
	Private string // PEM; of keys that the server signs with itself
	Admin   bool   // tokens sign in users of type convergence
	Created int64  // milliseconds
}

// Keys keeps the keys of JSON Web Tokens.
type Keys interface {
	// Keys returns all keys, by id.
	Keys(ctx context.Context) ([]Key, error)
	// Key returns a key, or ErrNotFound.
	Key(ctx context.Context, id string) (Key, error)
	// AddKey adds a key. It fails with ErrExists or ErrName.
	AddKey(ctx context.Context, k Key) error
	// RemoveKey removes a key, or fails with ErrNotFound.
	RemoveKey(ctx context.Context, id string) error
}
