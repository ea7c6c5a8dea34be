package chats

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/presence"
	"github.com/convergence-wasm/convergence/pkg/server/internal/quota"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Options are what chats need of others.
type Options struct {
	Life     context.Context // ends when the domain closes
	Presence *presence.Presence
	Profiles *people.Profiles
	Giving   *roles.Giving
	Quota    *quota.Quota
	// Authorize is asked by the goroutine that owns the chats. MaxAsked is about how many chats
	// it is for one search.
	Authorize roles.Ask
	MaxAsked  int
	MaxTold   int // members of all chats in one answer
	// Claim makes a client instance belong to a user; see store.Sessions.
	Claim func(instance string, user protocol.UserID) error
	// Together is how several servers have the chats together, nil for the only one.
	Together *Together
}

// Bounds of what one transaction has, and of the cache.
const (
	maxShared = 256
	maxCached = 100_000 // chats and members
)

// Chats are the chats of a domain. One goroutine owns them: it takes what
// connections ask for, decides all of it in memory, writes what has changed in
// one transaction, and only then answers and notifies others. What arrives while
// it writes goes into the next transaction together.
type Chats struct {
	store   store.Domain
	log     *slog.Logger
	options Options
	in      chan chatTask
	ended   chan struct{}

	// Owned by the goroutine.
	open   map[string]*chat                    // by id; a cache
	cached int                                 // chats and members in it, about
	rooms  map[string]map[*people.Session]bool // the sessions in each room
	inside map[*people.Session]map[string]bool // the rooms that a session is in
	others *others                             // nil for the only server
}

// chatTask is something that is asked of the chats.
type chatTask struct {
	// do decides. It may run again when what it has decided could not be
	// written, so all it does for good is left to the turn.
	do func(*chatTurn)
	// failed is called when it could not be written in the end.
	failed func(error)
	// fresh demands that everything before is in the store.
	fresh bool
	// looked is whether the store was asked what other servers have done since it came.
	looked bool
}

// chatTurn is what the tasks of one transaction have decided.
type chatTurn struct {
	changes   []store.ChatChange
	after     []func() // what is to be said once the changes are durable
	undo      []func()
	published map[chatIdentity]protocol.ChatPublishResponse
	ends      bool    // the next task has to see what the store makes of this
	news      []*news // for the other servers
	doubt     bool    // somebody is refused something, or not told
}

type chatIdentity struct {
	chat     int64
	instance string
	sequence uint64
}

// chat is a chat in memory.
type chat struct {
	store.Chat
	members map[protocol.UserID]int64 // what they have seen; of a room: who is in it
	seen    map[protocol.UserID]int64 // of a room: what others have seen too
	listed  []protocol.ChatMember     // members in order, nil when it has to be made again; never changed
	counted int                       // what of it the cache counts

	// Of several servers only.
	sessions map[string]protocol.UserID // who is in a room, at all servers
	told     int64                      // number of the last event that those here were told of
	toldSeen map[protocol.UserID]int64  // what others have seen, as news of that has told those here
	revision int64                      // how many changes are known
}

// New returns the chats of a domain; Run serves them.
func New(st store.Domain, log *slog.Logger, o Options) *Chats {
	s := &Chats{
		store: st, log: log, options: o, in: make(chan chatTask, 64), ended: make(chan struct{}),
		open: make(map[string]*chat), rooms: make(map[string]map[*people.Session]bool), inside: make(map[*people.Session]map[string]bool),
	}
	if o.Together != nil {
		s.others = newOthers(o.Together)
	}
	return s
}

// post hands over a task. It blocks while too much waits, which is the
// backpressure that a client feels.
func (s *Chats) post(t chatTask) {
	select {
	case s.in <- t:
	case <-s.ended:
	}
}

// Run serves the chats until the server stops.
func (s *Chats) Run() {
	defer close(s.ended)
	if s.others != nil {
		go s.watchOthers()
	}
	for {
		select {
		case first := <-s.in:
			s.work(s.gather([]chatTask{first}), 1)
		case <-s.options.Life.Done():
			for batch := s.gather(nil); len(batch) > 0; batch = s.gather(nil) {
				s.work(batch, 1)
			}
			return
		}
	}
}

func (s *Chats) gather(batch []chatTask) []chatTask {
	for len(batch) < maxShared {
		select {
		case t := <-s.in:
			batch = append(batch, t)
		default:
			return batch
		}
	}
	return batch
}

// work does tasks in order, as many as can be in each transaction, and counts how often.
func (s *Chats) work(batch []chatTask, attempt int) {
	for len(batch) > 0 {
		if s.cached > maxCached {
			s.forgetAll()
		}
		t, n := &chatTurn{}, 0
		for n < len(batch) && !t.ends && s.cached <= maxCached && !(batch[n].fresh && len(t.changes) > 0) {
			batch[n].do(t)
			n++
		}
		s.finish(t, batch[:n], attempt)
		batch = batch[n:]
	}
}

// attempts is how often a task is decided anew when others were faster.
const attempts = 3

func (s *Chats) finish(t *chatTurn, batch []chatTask, attempt int) {
	if t.doubt && s.others != nil && !batch[0].looked {
		s.takeBack(t)
		s.lookNow()
		for i := range batch {
			batch[i].looked = true
		}
		s.work(batch, attempt)
		return
	}
	var err error
	if len(t.changes) > 0 {
		err = s.store.ChangeChats(context.Background(), t.changes)
	}
	if err == nil {
		s.tell(t.news)
		for _, f := range t.after {
			f()
		}
		return
	}
	s.takeBack(t)
	overtaken := errors.Is(err, store.ErrVersion) || errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrSequence)
	if overtaken && s.others != nil && attempt < attemptsTogether {
		s.others.wait(attempt)
		s.work(batch, attempt+1)
		return
	}
	s.forgetAll()
	if len(batch) > 1 { // one of them is wrong: each on its own
		for i := range batch {
			s.work(batch[i:i+1], 1)
		}
		return
	}
	if overtaken && attempt < attempts {
		s.work(batch, attempt+1)
		return
	}
	batch[0].failed(err)
}

// takeBack undoes what a turn has decided. What it has changed in memory is read again.
func (s *Chats) takeBack(t *chatTurn) {
	for _, f := range slices.Backward(t.undo) {
		f()
	}
	if s.others != nil {
		for _, n := range t.news {
			s.forget(n.ID)
		}
	}
}

// enter makes a user a member in memory.
func (c *chat) enter(user protocol.UserID) {
	if _, is := c.members[user]; is {
		return
	}
	c.listed = nil
	c.members[user] = -1
	if seen, ok := c.seen[user]; ok {
		c.members[user] = seen
	}
}

// exit ends a membership in memory.
func (c *chat) exit(user protocol.UserID) {
	delete(c.members, user)
	c.listed = nil
}

func (c *chat) isMember(user protocol.UserID) bool {
	_, is := c.members[user]
	return is
}

// list returns the members, by type and name.
func (c *chat) list() []protocol.ChatMember {
	if c.listed == nil {
		c.listed = make([]protocol.ChatMember, 0, len(c.members))
		for _, u := range sortedUsers(maps.Keys(c.members)) {
			c.listed = append(c.listed, protocol.ChatMember{User: u, Seen: c.members[u]})
		}
	}
	return c.listed
}

// info describes the chat as it is now.
func (c *chat) info() protocol.ChatInfo {
	info := c.ChatInfo
	info.Members = c.list()
	return info
}
