package server

import (
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
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

// present is a user with sessions or subscribers, or whose last session may come
// back.
type present struct {
	id          protocol.UserID
	sessions    map[*connection]bool
	awaited     *time.Timer // running while the last session is lost and may come back
	state       states.Values
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
		u = &present{id: id, sessions: make(map[*connection]bool), state: states.Values{}, subscribers: make(map[*connection]bool)}
		p.users[id] = u
	}
	return u
}

func (p *presence) forgetIdle(u *present) {
	if len(u.sessions)+len(u.subscribers) == 0 && u.awaited == nil {
		delete(p.users, u.id)
	}
}

// available reports whether others see a user as there.
func (u *present) available() bool { return len(u.sessions) > 0 || u.awaited != nil }

// enter adds a session. It calls welcome with the state of its user before the
// session hears of anything. Who was not there gets the state back that a session
// brings, as far as it may be.
func (p *presence) enter(c *connection, brought states.Values, welcome func(state states.Values)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.user(c.identity.user.UserID)
	came := !u.available()
	if came && len(brought) > 0 && p.options.Limits.State(brought) == nil {
		u.state = brought
	}
	welcome(u.state)
	u.sessions[c] = true
	if u.awaited != nil {
		u.awaited.Stop()
		u.awaited = nil
	}
	if came {
		p.tell(u, states.Step{Came: true, Set: u.state, Session: c.identity.session})
	}
}

// leave removes a session with its subscriptions. The user goes with the last
// one, and the state too; if that was lost, after a time in which it may come
// back and nobody has noticed.
func (p *presence) leave(c *connection, hold time.Duration) {
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
	if len(u.sessions) > 0 {
		return
	}
	if hold <= 0 {
		p.gone(u)
		return
	}
	var awaited *time.Timer
	awaited = time.AfterFunc(hold, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if u.awaited == awaited {
			p.gone(u)
		}
	})
	u.awaited = awaited
}

// gone ends the presence of a user.
func (p *presence) gone(u *present) {
	u.state, u.applied, u.awaited = states.Values{}, nil, nil
	p.tell(u, states.Step{Gone: true})
	p.forgetIdle(u)
}

// maxInstances bounds whose changes are remembered for one user.
const maxInstances = 1000

// apply is change, once for an identity.
func (p *presence) apply(c *connection, m *protocol.PresenceChangeRequest) *protocol.Excess {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[c.identity.user.UserID]
	if u == nil || m.Sequence <= u.applied[m.Instance] {
		return nil
	}
	if x := p.changeState(c, m.Complete, m.Removed, m.Set); x != nil {
		return x
	}
	if u.applied == nil || len(u.applied) >= maxInstances {
		u.applied = make(map[string]uint64)
	}
	u.applied[m.Instance] = m.Sequence
	return nil
}

// change changes the state of the user of a session. It returns by how much the
// state would be too large, and then nothing has changed.
func (p *presence) change(c *connection, complete bool, removed []string, set states.Values) *protocol.Excess {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changeState(c, complete, removed, set)
}

func (p *presence) changeState(c *connection, complete bool, removed []string, set states.Values) *protocol.Excess {
	u := p.users[c.identity.user.UserID]
	if u == nil || !u.sessions[c] {
		return nil // the session is ending
	}
	change, after, any := states.Change(u.state, complete, removed, set, c.identity.session)
	if !any {
		return nil
	}
	if x := p.options.Limits.State(after); x != nil && len(set) > 0 {
		return x
	}
	u.state = after
	p.tell(u, change)
	return nil
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
		all[i] = protocol.UserPresence{User: id, State: states.Values{}}
		if u := p.users[id]; u != nil {
			all[i].Available, all[i].State = u.available(), u.state
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
