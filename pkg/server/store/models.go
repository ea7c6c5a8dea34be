package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Rights are the rights on a collection: those on its models, and RightCreate.
type Rights = protocol.Permissions

// The rights that exist on collections only, and all of them.
const (
	RightCreate = protocol.PermissionCreate
	AllRights   = protocol.AllPermissions | RightCreate
)

// UsualRights are what everybody may do in a collection that came into being by use.
// Who may do what with a model is for who made it to say, and with the collection for
// administrators.
const UsualRights = protocol.PermissionRead | protocol.PermissionWrite | protocol.PermissionRemove | RightCreate

// Collection is a named set of models with default rights.
type Collection struct {
	ID     string
	World  Rights
	Users  []protocol.UserPermissions
	Groups []protocol.GroupPermissions
}

// Model is a model without its data. Key names it within the store; a model
// that is deleted and made again has another key.
type Model struct {
	Key           int64
	ID            string
	Collection    string
	Version       int64 // of the newest operation; a new model has version 1
	Oldest        int64 // version that it can be taken back to, see [Log.Compact]; 1 while everything is kept
	OldestTime    int64 // when that version came to be, milliseconds; 0 for version 1
	Created       int64 // milliseconds
	Modified      int64 // milliseconds
	Ephemeral     bool  // to be deleted when nobody has it open
	Maker         protocol.UserID
	OverrideWorld bool // whether World replaces the rights of the collection
	World         protocol.Permissions
	Users         []protocol.UserPermissions
	Groups        []protocol.GroupPermissions
}

// Models keeps models: what they are, and one snapshot each.
type Models interface {
	// Collection returns a collection, or ErrNotFound.
	Collection(ctx context.Context, id string) (Collection, error)
	// Collections returns all collections, by id.
	Collections(ctx context.Context) ([]Collection, error)
	// CreateCollection makes a collection. It fails with ErrExists or ErrName, or with
	// ErrTooMany when there are most of them; 0 is no bound.
	CreateCollection(ctx context.Context, c Collection, most int) error
	// RemoveCollection removes a collection without models. It fails with ErrNotFound,
	// or with ErrNotEmpty.
	RemoveCollection(ctx context.Context, id string) error
	// Model returns a model and its collection, or ErrNotFound.
	Model(ctx context.Context, id string) (Model, Collection, error)
	// ModelsAfter returns up to n models without their rights, by id and from after an id on:
	// those of a collection, or all when it is empty.
	ModelsAfter(ctx context.Context, collection, after string, n int) ([]Model, error)
	// CreateModel makes a model at version 1 with data as its snapshot. It
	// returns the model with its key, ErrExists, or ErrNotFound when there is no such
	// collection.
	CreateModel(ctx context.Context, m Model, data []byte) (Model, error)
	// DeleteModel removes a model, and with it all that belongs to it; that may go in
	// portions later, see Purge. It returns how many bytes its state and its log had. A key
	// that does not exist is no error.
	DeleteModel(ctx context.Context, key int64) (freed int64, err error)
	// Purge removes a portion of what is left of models that were deleted, and reports
	// whether there is more.
	Purge(ctx context.Context) (more bool, err error)
	// EphemeralModels returns the ids of all ephemeral models.
	EphemeralModels(ctx context.Context) ([]string, error)
	// Snapshot returns the newest snapshot of a model, or ErrNotFound.
	Snapshot(ctx context.Context, key int64) (version int64, data []byte, err error)
	// SaveSnapshot replaces the snapshot of a model unless a newer one is there
	// or the model is gone. It returns by how many bytes it is larger than the one before.
	SaveSnapshot(ctx context.Context, key, version int64, data []byte) (grown int64, err error)
	// ReservePrefixes takes n numbers for element id prefixes and returns the
	// first. No number is given out twice for a model; the first one is 2.
	ReservePrefixes(ctx context.Context, key int64, n int) (first uint64, err error)
}

// Entry is a run of operations in a model's log that one session sent with
// consecutive sequences. The i-th has context version Version+i and the
// identity (Instance, First+i).
type Entry struct {
	Version    int64
	Count      int
	Session    string
	Instance   string
	First      uint64
	Millis     int64
	Operations []byte // Count operations
	Inverses   []byte // what undoes each, in the same order
}

// Bytes returns how many bytes an entry adds to the log.
func (e *Entry) Bytes() int { return len(e.Operations) + len(e.Inverses) }

// Append is entries to be appended to one model's log, in order and without
// gaps between their versions.
type Append struct {
	Model   int64 // key
	Version int64 // the version that the model must be at
	Entries []Entry
}

// Log keeps the operations of models.
type Log interface {
	// Append appends to the logs of several models in one transaction and
	// advances their versions. It returns one error per append, nil for those
	// that are durable: ErrVersion when the model is at another version,
	// ErrSequence when an identity was accepted before. An append is taken
	// completely or not at all; one that fails does not harm the others.
	Append(ctx context.Context, appends []Append) []error
	// Entries returns the entries that hold operations with context versions
	// from (inclusive) to to (exclusive), in order. The first may begin before
	// from and the last may end after to. It stops early, after at least one,
	// once it has gathered limit bytes of operations. Inverses are left out. It
	// fails with ErrForgotten when from is below the oldest version.
	Entries(ctx context.Context, key, from, to int64, limit int) ([]Entry, error)
	// History is Entries with Inverses, which count towards the limit too.
	History(ctx context.Context, key, from, to int64, limit int) ([]Entry, error)
	// VersionAt returns the version after the last operation that was made at
	// or before a time, or ErrNotFound when there is none.
	VersionAt(ctx context.Context, key, millis int64) (int64, error)
	// LastSequence returns the last sequence accepted from an instance, or 0.
	// It outlives the log.
	LastSequence(ctx context.Context, key int64, instance string) (uint64, error)
	// Accepted returns the entry, without operations, that holds an operation
	// by its identity, or ErrNotFound.
	Accepted(ctx context.Context, key int64, instance string, sequence uint64) (Entry, error)
	Compaction
}
