package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Emails says who may see the e-mail addresses of other users, and find users
// by them. Everybody sees the own one, users of type convergence see all.
type Emails uint8

// The choices. The zero value is the safe one: an address that has been shown
// cannot be taken back.
const (
	EmailsHidden    Emails = 0 // nobody
	EmailsUsers     Emails = 1 // who has signed in as a normal user
	EmailsEverybody Emails = 2 // anonymous users too
)

// VisibleTo reports whether users of a type may see the addresses of others.
func (e Emails) VisibleTo(t protocol.UserType) bool {
	switch t {
	case protocol.UserConvergence:
		return true
	case protocol.UserNormal:
		return e == EmailsUsers || e == EmailsEverybody
	}
	return e == EmailsEverybody
}

// UserSearch finds normal users with a field that contains Text, regardless of
// case. Text is never a pattern.
type UserSearch struct {
	Fields     []protocol.UserField
	Text       string
	OrderBy    protocol.UserField // then by username
	Descending bool
	Offset     int
	Limit      int
	// Viewer searches. Unless Emails, the addresses of others count as empty:
	// they are neither found, nor ordered by, nor returned.
	Viewer protocol.UserID
	Emails bool
}

// Profiles keeps how users call themselves.
type Profiles interface {
	// SetProfile replaces the names and the e-mail address of a user, or fails
	// with ErrNotFound or ErrName.
	SetProfile(ctx context.Context, u protocol.User) error
	// FindUsers returns a page of the users that are found, and how many are.
	FindUsers(ctx context.Context, s UserSearch) (users []protocol.User, total int, err error)
	// Group returns a group with its members by type and name, or ErrNotFound.
	Group(ctx context.Context, id string) (protocol.Group, error)
	// ProfileChanges returns the users whose profile has changed, in any
	// process, after the change with the number after, and the number of the
	// last change. An empty UserID among them stands for everybody. It is cheap
	// when there was no change. A negative number asks for the last number only.
	ProfileChanges(ctx context.Context, after int64) (changed []protocol.UserID, last int64, err error)
}
