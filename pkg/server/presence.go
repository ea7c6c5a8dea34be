package server

import (
	"slices"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// presence knows who is there, in memory: who has sessions, the state that all
// sessions of a user share, and who wants to hear of it. Nothing under its lock
// waits for anybody.
type presence struct {
	options *Options

	mu         sync.Mutex
	users      map[protocol.UserID]*present
	subscribed map[*connection]map[protocol.UserID]bool
}

// present is a user with sessions or subscribers.
type present struct {
	id          protocol.UserID
	sessions    map[*connection]bool
	state       values
	subscribers map[*connection]bool
	applied     map[string]uint64 // the newest change of each client instance that had an identity
}

func newPresence(o *Options) *presence {
	return &presence{options: o, users: make(map[protocol.UserID]*present), subscribed: make(map[*connection]map[protocol.UserID]bool)}
}

// user returns a user, who may be neither there nor subscribed to.
func (p *presence) user(id protocol.UserID) *present {
	u := p.users[id]
	if u == nil {
		u = &present{id: id, sessions: make(map[*connection]bool), state: values{}, subscribers: make(map[*connection]bool)}
		p.users[id] = u
	}
	return u
}

func (p *presence) forgetIdle(u *present) {
	if len(u.sessions)+len(u.subscribers) == 0 {
		delete(p.users, u.id)
	}
}

// enter adds a session. It calls welcome with the state of its user before the
// session hears of anything.
func (p *presence) enter(c *connection, welcome func(state values)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.user(c.identity.user.UserID)
	welcome(u.state)
	u.sessions[c] = true
	if len(u.sessions) == 1 {
		u.tell(&presenceNews{user: u.id, came: true})
	}
}

// leave removes a session with its subscriptions. The state of a user goes with
// the last one.
func (p *presence) leave(c *connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id := range p.subscribed[c] {
		u := p.users[id]
		delete(u.subscribers, c)
		p.forgetIdle(u)
	}
	delete(p.subscribed, c)
	u := p.users[c.identity.user.UserID]
	if u == nil || !u.sessions[c] {
		return
	}
	delete(u.sessions, c)
	if len(u.sessions) == 0 {
		u.state, u.applied = values{}, nil
		u.tell(&presenceNews{user: u.id, gone: true})
	}
	p.forgetIdle(u)
}

// tell sends news to the sessions of the user and to all who have subscribed.
// The session that made a change hears of it too: when two sessions set the
// same key at once, only the order here tells them who was last.
func (u *present) tell(news *presenceNews) {
	for c := range u.sessions {
		if !u.subscribers[c] && !news.gone && !news.came {
			c.gather(u, news)
		}
	}
	for c := range u.subscribers {
		c.gather(u, news)
	}
}

// maxInstances bounds whose changes are remembered for one user.
const maxInstances = 1000

// apply is change, once for an identity.
func (p *presence) apply(c *connection, m *protocol.PresenceChangeRequest) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[c.identity.user.UserID]
	if u == nil || m.Sequence <= u.applied[m.Instance] {
		return true
	}
	if !p.changeState(c, m.Complete, m.Removed, m.Set) {
		return false
	}
	if u.applied == nil || len(u.applied) >= maxInstances {
		u.applied = make(map[string]uint64)
	}
	u.applied[m.Instance] = m.Sequence
	return true
}

// change changes the state of the user of a session. It reports false when the
// state would be too large, and then nothing has changed.
func (p *presence) change(c *connection, complete bool, removed []string, set values) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changeState(c, complete, removed, set)
}

func (p *presence) changeState(c *connection, complete bool, removed []string, set values) bool {
	u := p.users[c.identity.user.UserID]
	if u == nil || !u.sessions[c] {
		return true // the session is ending
	}
	removed = slices.DeleteFunc(removed, func(k string) bool { _, ok := u.state[k]; return !ok })
	if complete && len(u.state) == 0 || !complete && len(removed)+len(set) == 0 {
		return true
	}
	change := changeOf(u.state, complete, removed, set)
	if len(set) > 0 && !p.options.fits(change.after) {
		return false
	}
	u.state = change.after
	u.tell(&presenceNews{user: u.id, change: change, session: c.identity.session})
	return true
}

// ask calls answer with the presence of users, in the order asked. With
// subscribe the connection hears of all changes from then on; it reports false
// when it would have too many subscriptions.
func (p *presence) ask(c *connection, users []protocol.UserID, subscribe bool, answer func([]protocol.UserPresence)) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if subscribe {
		mine := p.subscribed[c]
		if mine == nil {
			mine = make(map[protocol.UserID]bool)
			p.subscribed[c] = mine
		}
		more := make(map[protocol.UserID]bool)
		for _, id := range users {
			if !mine[id] {
				more[id] = true
			}
		}
		if len(mine)+len(more) > p.options.MaxSubscriptions {
			return false
		}
		for id := range more {
			mine[id] = true
			p.user(id).subscribers[c] = true
		}
	}
	all := make([]protocol.UserPresence, len(users))
	for i, id := range users {
		all[i] = protocol.UserPresence{User: id, State: values{}}
		if u := p.users[id]; u != nil {
			all[i].Available, all[i].State = len(u.sessions) > 0, u.state
		}
	}
	answer(all)
	return true
}

// unsubscribe ends subscriptions; news that waits may still be sent.
func (p *presence) unsubscribe(c *connection, users []protocol.UserID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range users {
		if p.subscribed[c][id] {
			delete(p.subscribed[c], id)
			u := p.users[id]
			delete(u.subscribers, c)
			p.forgetIdle(u)
		}
	}
}

// sessions returns the connections of a user.
func (p *presence) sessions(id protocol.UserID) []*connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[id]
	if u == nil {
		return nil
	}
	all := make([]*connection, 0, len(u.sessions))
	for c := range u.sessions {
		all = append(all, c)
	}
	return all
}

// everybody returns all connections of the domain that have a session.
func (p *presence) everybody() []*connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []*connection
	for _, u := range p.users {
		for c := range u.sessions {
			all = append(all, c)
		}
	}
	return all
}
