package store

import "context"

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

// RoundTrips is implemented by stores that are not in this process.
type RoundTrips interface {
	// RoundTrips returns how often the store was asked for something and waited for, so far.
	RoundTrips() uint64
}

// Versions is implemented by the domains of such a store.
type Versions interface {
	// Versions returns the versions of those models, by key, that exist.
	Versions(ctx context.Context, keys []int64) (map[int64]int64, error)
}
