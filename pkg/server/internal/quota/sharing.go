package quota

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Several servers count together: each tells the others what it has added and removed, and all count
// anew what the store has when they may have missed something, when somebody is refused, and now and
// then. What one counts lags behind by how often Look is called.

// Nodes is what counting together needs of the other nodes.
type Nodes interface {
	// TellUsed has the other nodes told.
	TellUsed(data []byte) error
	// Cut reports whether what others tell does not come at present.
	Cut() bool
}

// Shared is a quota that several servers have together. Make it with [Share].
type Shared struct {
	quota *Quota
	nodes Nodes
	read  func(context.Context) ([]store.Used, error)
	stale atomic.Bool // whether something may have been missed
	last  time.Time   // when it was counted anew
	took  time.Duration
}

const (
	// anewAtLeast is how often what there is is counted anew when nothing says that it has to be.
	anewAtLeast = time.Minute
	// restFor is how many times as long as counting has taken nothing is counted: it reads all models.
	restFor = 10
)

// Share has a quota be of several servers. read reads from the store what is used.
func Share(q *Quota, nodes Nodes, read func(context.Context) ([]store.Used, error)) *Shared {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.untold = make(map[protocol.UserID]*counts)
	return &Shared{quota: q, nodes: nodes, read: read, last: time.Now()}
}

// Missed says that what others have told may be lost.
func (s *Shared) Missed() { s.stale.Store(true) }

// told is what a node tells.
type told struct {
	_msgpack struct{} `msgpack:",as_array"`
	Format   int
	Made     []made
}

type made struct {
	_msgpack             struct{} `msgpack:",as_array"`
	Type                 protocol.UserType
	Username             string
	Models, Bytes, Chats int64
}

// format is that of this release. What is told in another one is counted from the store.
const format = 1

// Heard counts what another node has told.
func (s *Shared) Heard(data []byte) error {
	var t told
	err := msgpack.Unmarshal(data, &t)
	if err == nil && t.Format != format {
		err = fmt.Errorf("it has the format %d, and this release knows %d", t.Format, format)
	}
	if err != nil {
		s.Missed()
		return err
	}
	q := s.quota
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range t.Made {
		q.count(protocol.UserID{Type: m.Type, Username: m.Username}, counts{m.Models, m.Bytes, m.Chats})
	}
	return nil
}

// Look tells the others what was added here, and counts anew if that is due. It is called again and
// again, by one goroutine.
func (s *Shared) Look(ctx context.Context) error {
	s.tell()
	due := s.stale.Load() || s.nodes.Cut() || s.quota.refusing() || time.Since(s.last) > anewAtLeast
	if !due || time.Since(s.last) < restFor*s.took {
		return nil
	}
	s.stale.Store(false)
	began := time.Now()
	err := s.quota.recount(func() ([]store.Used, error) { return s.read(ctx) })
	s.last, s.took = time.Now(), time.Since(began)
	if err != nil {
		s.Missed()
	}
	return err
}

// tell tells the others what they were not told yet. When that fails it is told later.
func (s *Shared) tell() {
	q := s.quota
	q.mu.Lock()
	untold := q.untold
	q.untold = make(map[protocol.UserID]*counts)
	q.mu.Unlock()
	if len(untold) == 0 {
		return
	}
	t := told{Format: format}
	for maker, c := range untold {
		t.Made = append(t.Made, made{Type: maker.Type, Username: maker.Username, Models: c.models, Bytes: c.bytes, Chats: c.chats})
	}
	data, err := msgpack.Marshal(&t)
	if err == nil {
		err = s.nodes.TellUsed(data)
	}
	if err != nil {
		q.mu.Lock()
		defer q.mu.Unlock()
		for maker, c := range untold {
			addTo(q.untold, maker, *c)
		}
	}
}

// recount counts what the store has, and what is added here while that is read.
func (q *Quota) recount(read func() ([]store.Used, error)) error {
	q.mu.Lock()
	q.meanwhile = make(map[protocol.UserID]*counts)
	q.mu.Unlock()
	used, err := read()
	q.mu.Lock()
	defer q.mu.Unlock()
	meanwhile := q.meanwhile
	q.meanwhile = nil
	if err != nil {
		return err
	}
	q.all, q.users, q.refused = counts{}, make(map[protocol.UserID]*counts), false
	for i := range used {
		u := &used[i]
		q.count(u.Maker, counts{u.Models, u.Storage(), u.Chats})
	}
	for maker, c := range meanwhile {
		q.count(maker, *c)
	}
	return nil
}

// refusing reports whether there was no room for something since it was counted.
func (q *Quota) refusing() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.refused
}
