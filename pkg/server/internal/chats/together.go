package chats

import (
	"context"
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Several servers have the chats of a domain together. Each decides as the only one would, by what
// it has read, and a change is stored only when nothing has happened in the chat meanwhile: else it
// reads what has, and decides anew; so it does before it refuses anything. What is stored it tells
// the others; who hears of another event than the next one reads, and so does each whose store says
// that there is something new.

// Together is how several servers have the chats together.
type Together struct {
	Node  string              // this one
	Tell  func(data []byte)   // has the others' Hear called
	Store store.ChatsTogether // of the domain
	// Changed is sent to when the store has something new. Without it the store is asked.
	Changed <-chan struct{}
}

// others is what is known of what happens at other servers.
type others struct {
	store   store.ChatsTogether
	changed <-chan struct{}
	behind  atomic.Bool // the store could not be asked
	// place is that of the last change of any chat that has been looked at, see
	// [store.ChatsTogether], negative while it is not known.
	place int64
	// told are the numbers of the events that those here were told of last, of chats that are not
	// open, by key. What is not here is before place.
	told map[int64]int64
}

// toldRemoved is what those here were told of who know that a chat is removed.
const toldRemoved = math.MaxInt64

const (
	// lookEvery is how often the store is asked what has happened, unless it says so by itself.
	lookEvery = time.Second
	// attemptsTogether is how often tasks are decided anew when other servers were faster.
	attemptsTogether = 40
	// eventsTogether are read at once, of those that were missed.
	eventsTogether = 500
)

func newOthers(o *Together) *others {
	return &others{store: o.Store, changed: o.Changed, place: -1, told: make(map[int64]int64)}
}

// wait lets others write.
func (o *others) wait(attempt int) {
	time.Sleep(time.Duration(rand.IntN(1+1000*min(attempt-1, 10))) * time.Microsecond)
}

// watchOthers looks for what has not been heard of.
func (s *Chats) watchOthers() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		s.Ask()
		for wait := true; wait; {
			select {
			case <-s.options.Life.Done():
				return
			case <-s.others.changed:
				wait = false
			case <-tick.C:
				wait = s.others.changed != nil && !s.others.behind.Load()
			}
		}
	}
}

// Ask looks for what has not been heard of.
func (s *Chats) Ask() {
	s.post(chatTask{fresh: true, failed: func(error) {}, do: func(*chatTurn) { s.lookNow() }})
}

// lookNow looks for what has not been heard of. So nobody is refused what another server has just
// answered that he may: that is decided once more, by what the store has.
func (s *Chats) lookNow() {
	err := s.look()
	s.others.behind.Store(err != nil)
	if err != nil {
		s.log.Warn("changes of chats cannot be read", "error", err)
	}
}

// look reads which chats have changed.
func (s *Chats) look() error {
	o := s.others
	before := maps.Clone(o.told)
	all, last, err := o.store.ChatNews(context.Background(), o.place)
	if err != nil {
		return err
	}
	for i := range all {
		n := &all[i]
		c := s.open[n.ID]
		switch told, known := o.told[n.Key]; {
		case n.Removed:
			s.learnRemoved(n.Key, n.ID, n.Members)
		case c != nil && c.Key == n.Key:
			if c.revision != n.Revision {
				err = s.readAgain(c)
			}
		case !known && n.First <= n.Last, known && told < n.Last:
			s.forget(n.ID)
			_, err = s.chat(n.ID)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	o.place = last
	for key, number := range before { // which was told before the store was asked
		if o.told[key] == number {
			delete(o.told, key)
		}
	}
	return nil
}

// readTogether reads a chat, and tells those here what has happened in it that they have not been
// told of.
func (s *Chats) readTogether(id string) (*chat, error) {
	o := s.others
	place := o.place
	if place < 0 {
		place = math.MaxInt64 // nobody here has missed anything
	}
	key, first, revision, err := o.store.ChatSince(context.Background(), id, place)
	if err != nil {
		return nil, err
	}
	c, err := s.read(id)
	if err != nil {
		return nil, err
	}
	if c.Key != key { // it was just made again
		return s.readTogether(id)
	}
	c.revision = revision
	if c.Type == protocol.ChatRoom {
		inside, err := o.store.RoomSessions(context.Background(), c.Key)
		if err != nil {
			return nil, err
		}
		c.sessions = make(map[string]protocol.UserID, len(inside))
		for _, r := range inside {
			c.sessions[r.Session] = r.User
			c.enter(r.User)
		}
	}
	c.told = first - 1
	if told, known := o.told[c.Key]; known {
		c.told = told
	}
	if c.told < c.LastEventNumber {
		missed, err := s.eventsOf(c, c.told, c.LastEventNumber)
		if err != nil {
			return nil, err
		}
		for i := range slices.Backward(missed) {
			c.takeBack(&missed[i])
		}
		for i := range missed {
			s.hear(c, &missed[i])
		}
	}
	delete(o.told, c.Key)
	s.remember(c)
	return c, nil
}

// readAgain reads a chat of which something is not known, and tells those here.
func (s *Chats) readAgain(c *chat) error {
	before := maps.Clone(c.members)
	s.forget(c.ID)
	now, err := s.chat(c.ID)
	if err != nil || now.Key != c.Key {
		return err
	}
	for user, seen := range now.members {
		if was, is := before[user]; is && seen > was {
			s.notifySeen(c.ID, protocol.ChatMember{User: user, Seen: seen}, s.listeners(now))
		}
	}
	return nil
}

// eventsOf reads the events of a chat after one number and up to another.
func (s *Chats) eventsOf(c *chat, after, last int64) (all []protocol.ChatEvent, err error) {
	for after < last {
		start := after + 1
		some, _, err := s.store.ChatHistory(context.Background(), c.Key, store.ChatPage{Start: &start, Forward: true, Limit: eventsTogether})
		if err != nil {
			return nil, err
		}
		if len(some) == 0 {
			return nil, store.ErrNotFound // the chat was just removed
		}
		for _, e := range some {
			if e.Number <= last {
				e.ChatID = c.ID
				all = append(all, e)
			}
		}
		after = some[len(some)-1].Number
	}
	return all, nil
}
