package presence

import (
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// Options are the limits of presence.
type Options struct {
	Limits           *protocol.Limits
	MaxSubscriptions int // of one session
	// Claim makes a client instance belong to a user; see store.Sessions.
	Claim func(instance string, user protocol.UserID) error
	// Profiles are how users call themselves.
	Profiles *people.Profiles

	// Tell tells the other nodes, of which Node is this one. It is nil for the only server.
	Tell func(data []byte)
	Node string
}

// Presence knows who is there, in memory: who has sessions, the state that all
// sessions of a user share, and who wants to hear of it. Nothing under its lock
// waits for anybody.
type Presence struct {
	options Options

	mu         sync.Mutex
	users      map[protocol.UserID]*present
	subscribed map[*people.Session]map[protocol.UserID]bool

	clock    uint64                              // of the stamps
	number   uint64                              // of what other nodes were told last
	heard    map[string]uint64                   // the same of other nodes
	suspects map[string]map[protocol.UserID]bool // who may have left other nodes, while these are asked
}

// present is a user with sessions or subscribers, or whose last session may come
// back.
type present struct {
	id          protocol.UserID
	sessions    map[*people.Session]bool
	awaited     *time.Timer // running while the last session is lost and may come back
	state       states.Values
	subscribers map[*people.Session]bool
	payer       *people.Session   // who holds the memory of the state
	weight      int               // how much that is
	applied     map[string]uint64 // the newest change of each client instance that had an identity

	elsewhere map[string]bool // other nodes at which the user has sessions
	stamp     uint64          // counts what was set as the state
	by        string          // the node at which it was
	session   string          // that has set it
	complete  bool            // whether that has replaced all of it
}

// New returns the presence of a domain in which nobody is.
func New(o Options) *Presence {
	return &Presence{options: o, users: make(map[protocol.UserID]*present), subscribed: make(map[*people.Session]map[protocol.UserID]bool), heard: make(map[string]uint64)}
}

// user returns a user, who may be neither there nor subscribed to.
func (p *Presence) user(id protocol.UserID) *present {
	u := p.users[id]
	if u == nil {
		u = &present{id: id, sessions: make(map[*people.Session]bool), state: states.Values{}, subscribers: make(map[*people.Session]bool)}
		p.users[id] = u
	}
	return u
}

func (p *Presence) forgetIdle(u *present) {
	if len(u.sessions)+len(u.subscribers)+len(u.elsewhere) == 0 && u.awaited == nil {
		delete(p.users, u.id)
	}
}

// available reports whether others see a user as there.
func (u *present) available() bool {
	return len(u.sessions) > 0 || u.awaited != nil || len(u.elsewhere) > 0
}

// Enter adds a session. It calls welcome with the state of its user before the
// session hears of anything. Who was not there gets the state back that a session
// brings, or hears why not.
func (p *Presence) Enter(c *people.Session, brought states.Values, welcome func(state states.Values)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.user(c.User())
	came := !u.available()
	var refused excess
	if came && len(brought) > 0 {
		if x := p.options.Limits.State(brought); x != nil {
			refused = x
		} else if !u.heldBy(c, brought) {
			refused = states.NoRoom{}
		} else {
			u.state = brought
		}
	}
	if came {
		p.stampBy(u, c.Identity.Session, false)
	}
	if u.payer == nil && len(u.state) > 0 {
		u.heldBy(c, u.state) // that of a session that was lost
	}
	welcome(u.state)
	if refused != nil {
		complain(c, refused)
	}
	u.sessions[c] = true
	if u.awaited != nil {
		u.awaited.Stop()
		u.awaited = nil
	}
	if len(u.sessions) == 1 {
		p.tell(told{}, u)
	}
	if came {
		p.notify(u, states.Step{Came: true, Set: u.state, Session: c.Identity.Session})
	}
}

// Leave removes a session with its subscriptions. The user goes with the last
// one, and the state too; if that was lost, after a time in which it may come
// back and nobody has noticed.
func (p *Presence) Leave(c *people.Session, hold time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.Hold(-subscriptionBytes * len(p.subscribed[c]))
	for id := range p.subscribed[c] {
		u := p.users[id]
		delete(u.subscribers, c)
		p.forgetIdle(u)
	}
	delete(p.subscribed, c)
	u := p.users[c.User()]
	if u == nil || !u.sessions[c] {
		return
	}
	delete(u.sessions, c)
	if u.payer == c {
		u.passOn()
	}
	if len(u.sessions) > 0 {
		return
	}
	if hold <= 0 {
		p.left(u)
		return
	}
	var awaited *time.Timer
	awaited = time.AfterFunc(hold, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if u.awaited == awaited {
			p.left(u)
		}
	})
	u.awaited = awaited
}

// left ends the presence of a user at this node.
func (p *Presence) left(u *present) {
	u.awaited = nil
	p.tell(told{}, u)
	if len(u.elsewhere) == 0 {
		p.gone(u)
	}
}

// gone ends the presence of a user.
func (p *Presence) gone(u *present) {
	u.state, u.applied, u.awaited = states.Values{}, nil, nil
	u.stamp, u.by, u.session, u.complete = 0, "", "", false
	p.notify(u, states.Step{Gone: true})
	p.forgetIdle(u)
}

// maxInstances bounds whose changes are remembered for one user.
const maxInstances = 1000

// apply is change, once for an identity.
func (p *Presence) apply(c *people.Session, m *protocol.PresenceChangeRequest) excess {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[c.User()]
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

// excess says why a state is too large.
type excess interface {
	error
	AsError() *protocol.Error
}

// change changes the state of the user of a session. It returns why the
// state would be too large, and then nothing has changed.
func (p *Presence) change(c *people.Session, complete bool, removed []string, set states.Values) excess {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changeState(c, complete, removed, set)
}

func (p *Presence) changeState(c *people.Session, complete bool, removed []string, set states.Values) excess {
	u := p.users[c.User()]
	if u == nil || !u.sessions[c] {
		return nil // the session is ending
	}
	change, after, any := states.Change(u.state, complete, removed, set, c.Identity.Session)
	if !any {
		return nil
	}
	if x := p.options.Limits.State(after); x != nil && len(set) > 0 {
		return x
	}
	if !u.heldBy(c, after) && len(set) > 0 {
		return states.NoRoom{}
	}
	u.state = after
	p.stampBy(u, c.Identity.Session, complete)
	p.tell(told{}, u)
	p.notify(u, change)
	return nil
}

// ask calls answer with the presence of users, in the order asked. With
// subscribe the connection hears of all changes from then on; it reports false
// when it would have too many subscriptions, or more than there is memory for.
func (p *Presence) ask(c *people.Session, users []protocol.UserID, subscribe bool, answer func([]protocol.UserPresence)) bool {
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
		if len(mine)+len(more) > p.options.MaxSubscriptions || !c.Hold(subscriptionBytes*len(more)) {
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
func (p *Presence) unsubscribe(c *people.Session, users []protocol.UserID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range users {
		if p.subscribed[c][id] {
			delete(p.subscribed[c], id)
			c.Hold(-subscriptionBytes)
			u := p.users[id]
			delete(u.subscribers, c)
			p.forgetIdle(u)
		}
	}
}

// Sessions returns the connections of a user.
func (p *Presence) Sessions(id protocol.UserID) []*people.Session {
	p.mu.Lock()
	defer p.mu.Unlock()
	u := p.users[id]
	if u == nil {
		return nil
	}
	all := make([]*people.Session, 0, len(u.sessions))
	for c := range u.sessions {
		all = append(all, c)
	}
	return all
}

// Everybody returns all connections of the domain that have a session.
func (p *Presence) Everybody() []*people.Session {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []*people.Session
	for _, u := range p.users {
		for c := range u.sessions {
			all = append(all, c)
		}
	}
	return all
}
