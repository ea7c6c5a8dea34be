package store

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

var (
	// ErrNotFound is returned when what was asked for does not exist.
	ErrNotFound = errors.New("not found")
	// ErrExists is returned when what was to be made exists already.
	ErrExists = errors.New("exists already")
	// ErrVersion is returned when a model is not at the version that an append
	// expects, or no longer exists.
	ErrVersion = errors.New("model is at another version")
	// ErrSequence is returned when an append repeats the identity of an
	// operation that was accepted before.
	ErrSequence = errors.New("operation was accepted before")
	// ErrInstance is returned when a client instance belongs to another user.
	ErrInstance = errors.New("client instance belongs to another user")
	// ErrTooLarge is returned when the results of a query are too much at once.
	ErrTooLarge = errors.New("results are too large")
	// ErrName is returned when the name of a namespace, domain, user, group or collection
	// is not allowed.
	ErrName = errors.New("name is not allowed")
	// ErrNotEmpty is returned when a collection that is to be removed has models.
	ErrNotEmpty = errors.New("not empty")
	// ErrTooMany is returned when there are as many as there may be.
	ErrTooMany = errors.New("there are too many")
	// ErrBusy is returned when somebody else is doing what only one can at a time.
	ErrBusy = errors.New("somebody else does this now")
)

// System is the store of a whole server.
type System interface {
	Administrators
	AdminSessions
	APIKeys
	Audit
	Archives
	// Domains returns all domains, by name.
	Domains(ctx context.Context) ([]DomainInfo, error)
	// Domain returns one domain, or ErrNotFound.
	Domain(ctx context.Context, name DomainName) (DomainInfo, error)
	// CreateDomain makes a domain. It fails with ErrExists or ErrName.
	CreateDomain(ctx context.Context, info DomainInfo) error
	// SetDomain changes what is known of a domain but Created, or fails with
	// ErrNotFound. Sign-ins from then on notice.
	SetDomain(ctx context.Context, info DomainInfo) error
	// RemoveDomain removes a domain with everything in it, or fails with ErrNotFound.
	RemoveDomain(ctx context.Context, name DomainName) error
	// OpenDomain opens the store of an existing domain, or fails with
	// ErrNotFound. The caller closes it.
	OpenDomain(ctx context.Context, name DomainName) (Domain, error)
	// Size returns the bytes that everything takes on the disk.
	Size(ctx context.Context) (int64, error)
	// DomainsWithWebhooks returns the domains in which there is a webhook, or was one.
	DomainsWithWebhooks(ctx context.Context) ([]DomainName, error)
	// Check fails when the store of the server, without the domains, cannot be read or
	// written.
	Check(ctx context.Context) error
	Close() error
}

// DomainName names a domain within its namespace.
type DomainName struct{ Namespace, ID string }

// String returns the name as people write it.
func (n DomainName) String() string { return n.Namespace + "/" + n.ID }

// DomainInfo is what is known of a domain without opening it.
type DomainInfo struct {
	DomainName
	Anonymous bool   // whether users may sign in without a name
	Emails    Emails // who may see the e-mail addresses of others
	Makers    Makers // of collections
	// Origins of pages that may connect, beside those of the server itself, with spaces
	// between them. "*" is all.
	Origins string
	Created int64 // milliseconds
	Quotas  Quotas
	Keeping Keeping

	Availability Availability
}

// Availability says who may be connected to a domain.
type Availability uint8

// The choices.
const (
	Online      Availability = 0
	Maintenance Availability = 1 // users of type convergence only
	Offline     Availability = 2 // nobody
)

// Include reports whether users of a type may be connected.
func (a Availability) Include(t protocol.UserType) bool {
	return a == Online || a == Maintenance && t == protocol.UserConvergence
}

// Makers says who makes a collection by making a model in it, when it does not exist.
type Makers uint8

// The choices.
const (
	MakersUsers     Makers = 0 // who has signed in
	MakersEverybody Makers = 1 // anonymous users too
	MakersNobody    Makers = 2 // but administrators
)

// Include reports whether users of a type make collections.
func (m Makers) Include(t protocol.UserType) bool {
	switch t {
	case protocol.UserConvergence:
		return true
	case protocol.UserNormal:
		return m == MakersUsers || m == MakersEverybody
	}
	return m == MakersEverybody
}

// Domain is the store of one domain.
type Domain interface {
	Users
	Accounts
	Keys
	Profiles
	Groups
	Activities
	Chats
	Sessions
	Models
	NamedVersions
	RightsKeeper
	Queries
	Log
	Usage
	Records
	Events
	Webhooks
	// Check fails when the store cannot be read or written.
	Check(ctx context.Context) error
	Close() error
}

// User is a domain user with what only the server knows of it.
type User struct {
	protocol.User
	PasswordHash string // empty: cannot sign in with a password
	Disabled     bool
	Removed      bool // and disabled
}

// Users keeps the people and programs of a domain.
type Users interface {
	// User returns a user, or ErrNotFound.
	User(ctx context.Context, id protocol.UserID) (User, error)
	// CreateUser makes a user. It fails with ErrExists or ErrName.
	CreateUser(ctx context.Context, u User) error
}
