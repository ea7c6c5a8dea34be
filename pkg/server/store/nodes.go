package store

import (
	"context"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Node is one of several servers that have one store.
type Node struct {
	ID       string // another one with each start
	Addr     string // where it is reached, as it was told
	Release  string // of the program
	Started  int64  // milliseconds, by the clock of the store like the following
	Seen     int64  // when it has last said that it lives
	Now      int64  // when it was looked up
	Sessions int    // that are connected to it
	Models   int    // that it has in memory
	Leads    int    // models
}

// How long a node is taken for alive that does not say so.
const (
	LeadFor = 2_000 // milliseconds; then another one may lead what it has led
	LiveFor = 7_000 // milliseconds; then its sessions have ended
)

// Nodes is implemented by stores that several servers can have at a time. All but Nodes is for
// the one that has joined.
type Nodes interface {
	// Join makes this process one of the servers of the store; nobody can be its only server
	// then. It returns the id of the node, or fails with ErrBusy.
	Join(ctx context.Context, addr, release string) (id string, err error)
	// Beat says that this node lives. It fails with ErrNotFound when it has been taken for dead.
	Beat(ctx context.Context, sessions, models int) error
	// Depart says that this node ends.
	Depart(ctx context.Context) error
	// Bury removes the nodes that have been dead for long enough, and returns their ids.
	Bury(ctx context.Context) ([]string, error)
	// Nodes returns all nodes, in the order in which they began.
	Nodes(ctx context.Context) ([]Node, error)
	// Lead makes this node lead a model of a domain, unless a node that lives does; it returns
	// which one leads it.
	Lead(ctx context.Context, domain DomainName, model int64) (node string, err error)
	// Yield ends leading a model.
	Yield(ctx context.Context, domain DomainName, model int64) error
}

// Together is implemented by the domains of such a store.
type Together interface {
	Versions
	ChatsTogether
	Holders

	// ActivityRevision returns the key of an activity, and a number that is another one whenever
	// its roles change, or fails with ErrNotFound.
	ActivityRevision(ctx context.Context, name protocol.ActivityName) (key, revision int64, err error)
	// ActivityRevisions returns those of the activities that exist, by key.
	ActivityRevisions(ctx context.Context, keys []int64) (map[int64]int64, error)
}

// Holders keep what ends with the last who has it open from being removed while another server has
// it open.
type Holders interface {
	// HoldModel says that this server has a model open, or fails with ErrNotFound.
	HoldModel(ctx context.Context, key int64) error
	// ReleaseModel ends that, and removes the model when no other server has it open.
	ReleaseModel(ctx context.Context, key int64) (freed int64, removed bool, err error)
	// HoldActivity says that sessions of this server are in an activity, or fails with ErrNotFound.
	HoldActivity(ctx context.Context, name protocol.ActivityName) error
	// ReleaseActivity ends that, and removes the activity when no other server is in it.
	ReleaseActivity(ctx context.Context, name protocol.ActivityName) (removed bool, err error)
	// Unheld returns the ids of the ephemeral models, and the ephemeral activities, that no server
	// holds. What a server holds that does not live any more is held for a time, from when this
	// is called first, and again when that server comes back.
	Unheld(ctx context.Context, grace time.Duration) (models []string, activities []protocol.ActivityName, err error)
}

// Versions are those of models that others change.
type Versions interface {
	// Versions returns the versions of those models, by key, that exist.
	Versions(ctx context.Context, keys []int64) (map[int64]int64, error)
}

// ChatNews says that a chat has changed.
type ChatNews struct {
	Key int64
	ID  string
	// First and Last are the numbers of the first and the last event since; First is greater when
	// only something else has changed.
	First, Last int64
	Revision    int64 // how many changes there have been, one for each [ChatChange]
	Removed     bool
	Members     []protocol.UserID // who was in it, if it was removed
}

// RoomSession is a session in a room.
type RoomSession struct {
	Chat    string // id of the room, where that is not known
	Session string
	User    protocol.UserID
}

// ChatsTogether is how what others do in chats becomes known.
type ChatsTogether interface {
	// ChatNews returns which chats have changed after a place in the order of all changes of
	// chats, and the last place. A negative place asks for the last one only.
	ChatNews(ctx context.Context, after int64) (all []ChatNews, last int64, err error)
	// ChatSince returns the key of a chat, the number of its first event after such a place, or
	// the next number when there is none, and its revision. It fails with ErrNotFound.
	ChatSince(ctx context.Context, id string, after int64) (key, first, revision int64, err error)
	// RoomSessions returns who is in a room.
	RoomSessions(ctx context.Context, key int64) ([]RoomSession, error)
	// LostRoomSessions returns up to n sessions that have ended and are in rooms.
	LostRoomSessions(ctx context.Context, n int) ([]RoomSession, error)
	// RoomsOf returns the ids of the rooms that a user is in.
	RoomsOf(ctx context.Context, user protocol.UserID) ([]string, error)
}

// RoundTrips is implemented by stores that are not in this process.
type RoundTrips interface {
	// RoundTrips returns how often the store was asked for something and waited for, so far.
	RoundTrips() uint64
}
