package store

import (
	"context"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Quotas bound what a domain has, and what each user has made of it. 0 is no bound.
// Storage is bytes of the states and logs of models and of the events of chats; a user's
// is that of the models and chats that the user has made, whoever writes in them.
type Quotas struct {
	Models      int64 `json:"models"`
	Storage     int64 `json:"storage"`
	Chats       int64 `json:"chats"`
	UserModels  int64 `json:"modelsPerUser"`
	UserStorage int64 `json:"storagePerUser"`
	UserChats   int64 `json:"chatsPerUser"`
}

// NewDomain returns a domain that begins now, with the settings of one that is not told
// otherwise.
func NewDomain(name DomainName) DomainInfo {
	return DomainInfo{DomainName: name, Created: time.Now().UnixMilli(), Quotas: DefaultQuotas(), Keeping: DefaultKeeping()}
}

// DefaultQuotas are those of a new domain that is not told otherwise.
func DefaultQuotas() Quotas {
	return Quotas{
		Models: 1_000_000, Storage: 64 << 30, Chats: 100_000,
		UserModels: 100_000, UserStorage: 16 << 30, UserChats: 10_000,
	}
}

// Keeping says for how many days a domain keeps what nobody comes back to, and what was done
// in models. 0 is for ever.
type Keeping struct {
	Guests   int64 `json:"guests"`     // anonymous users who were not seen
	Sessions int64 `json:"sessions"`   // records of sessions that have ended, and of clients that have never changed anything
	Chats    int64 `json:"emptyChats"` // in which nothing was ever said and nobody is
	History  int64 `json:"history"`    // operations of models, behind a snapshot
}

// DefaultKeeping is that of a new domain that is not told otherwise. Histories are for the
// owners of a domain to give up.
func DefaultKeeping() Keeping { return Keeping{Guests: 30, Sessions: 90, Chats: 180} }

// Used is what a user has made. Models and chats of before that was recorded count for
// the empty user.
type Used struct {
	Maker     protocol.UserID
	Models    int64
	State     int64 // bytes of the snapshots of the models
	Log       int64 // ... and of their operations and the names of their versions
	Chats     int64
	ChatBytes int64 // of their events
}

// Storage returns all bytes.
func (u *Used) Storage() int64 { return u.State + u.Log + u.ChatBytes }

// Counts is how much there is in a domain.
type Counts struct {
	Users, Guests, Groups, Collections, Models, Chats, Activities int64

	Operations int64 // in the histories of the models
	Connected  int64 // sessions that have not ended
	Sessions   int64 // records of all
	Clients    int64 // records of running clients, see Connect.Instance
	File       int64 // bytes on the disk, without what waits to be written there
}

// Usage says how much a domain has, and forgets what nobody needs.
type Usage interface {
	// Used returns what each user has made. It reads every model and chat.
	Used(ctx context.Context) ([]Used, error)
	// Counts counts what there is. It takes longer the more that is.
	Counts(ctx context.Context) (Counts, error)
	// ExpireGuests looks at up to n guests from the one after a name on. It forgets those who
	// were not seen since a time and are not connected: one whom anything refers to keeps
	// the name and cannot sign in any more. It returns who was the last, empty at the end,
	// and those who are forgotten.
	ExpireGuests(ctx context.Context, after string, n int, since int64) (last string, gone []protocol.UserID, err error)
	// ExpireSessions forgets up to n records of sessions that ended before a time and have
	// changed no model, and returns how many.
	ExpireSessions(ctx context.Context, n int, since int64) (int, error)
	// EmptyChats returns the ids of up to n chats that have no members, in which nothing was
	// ever said and nothing has happened since a time.
	EmptyChats(ctx context.Context, n int, since int64) ([]string, error)
	// ExpireInstances looks at up to n clients from the one after a key on. It forgets those
	// that were not seen since a time and of which nothing was ever accepted, which could
	// otherwise be taken a second time. It returns the key of the last, 0 at the end, and
	// the ids of those that are forgotten.
	ExpireInstances(ctx context.Context, after int64, n int, since int64) (last int64, gone []string, err error)
}
