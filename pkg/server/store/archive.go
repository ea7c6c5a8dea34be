package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// UserRecord is all that is kept of a user.
type UserRecord struct {
	User
	Seen int64 // when a guest was there last, milliseconds
}

// ClientRecord is what is kept of a running client, see [Connect.Instance].
type ClientRecord struct {
	ID    string
	User  protocol.UserID
	Seen  int64 // milliseconds
	Wrote bool  // whether anything was accepted from it
}

// AuthorRecord is who was behind a session that has changed something.
type AuthorRecord struct {
	Session   string
	User      protocol.UserID
	Client    string
	Connected int64 // milliseconds
}

// Counters are the last numbers that were given out, none of which is given out again.
type Counters struct {
	Guests   int64 // of the names of anonymous users
	Sessions int64 // of the ids of sessions
}

// Records are for whoever copies a domain as a whole: what is kept beside that which people
// ask for. Pages begin after what was the last of the page before, the first one after the
// zero value.
type Records interface {
	Counters(ctx context.Context) (Counters, error)
	// UserRecords returns up to n users by type and name, those too who are removed.
	UserRecords(ctx context.Context, after protocol.UserID, n int) ([]UserRecord, error)
	// ClientRecords returns up to n clients, by id.
	ClientRecords(ctx context.Context, after string, n int) ([]ClientRecord, error)
	// AuthorRecords returns up to n sessions, in the order in which they began.
	AuthorRecords(ctx context.Context, after string, n int) ([]AuthorRecord, error)
	// Prefixes returns the last number that ReservePrefixes has given out for a model.
	Prefixes(ctx context.Context, model int64) (uint64, error)
	// ChatIDs returns up to n ids of chats, in order.
	ChatIDs(ctx context.Context, after string, n int) ([]string, error)
	// ChatEntries returns up to n events of a chat from a number on, with the identities of
	// messages.
	ChatEntries(ctx context.Context, chat, from int64, n int) ([]ChatEntry, error)
}

// NewDomainStore is the store of a domain that is being filled, and that nobody else sees yet.
type NewDomainStore interface {
	Domain
	SetCounters(ctx context.Context, c Counters) error
	// AddUserRecords, AddClientRecords and AddAuthorRecords fail with ErrExists for what is
	// there, AddAuthorRecords also with ErrNotFound when a client is not.
	AddUserRecords(ctx context.Context, all []UserRecord) error
	AddClientRecords(ctx context.Context, all []ClientRecord) error
	AddAuthorRecords(ctx context.Context, all []AuthorRecord) error
}

// Archives copies whole domains.
type Archives interface {
	// Snapshot opens the store of a domain as it is at this moment, to be read by one caller
	// at a time: what others write meanwhile does not show, and is not held up. The caller
	// closes it, and has read what was there when that does not fail.
	Snapshot(ctx context.Context, name DomainName) (Domain, error)
	// ImportDomain makes a domain with what fill puts into it. It is there, as a whole, when
	// ImportDomain returns nil, and else nothing has changed. It fails with ErrName, and with
	// ErrExists for a domain that exists unless that is to be replaced. It fails with ErrBusy to
	// replace one that anybody has open, and while another domain is imported. Of one that
	// is replaced nothing stays, neither webhooks nor API keys nor sessions of administrators.
	ImportDomain(ctx context.Context, info DomainInfo, replace bool, fill func(NewDomainStore) error) error
}
