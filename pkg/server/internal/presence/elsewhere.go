package presence

import (
	"fmt"
	"slices"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// Several nodes know together who is there. Each tells the others which users have sessions at it
// and what their state is; a state has a stamp, and the greater one wins, so that all come to
// the same whatever is out of order. Whoever begins, or may have missed something, asks.

// told is what one node tells.
type told struct {
	_msgpack struct{} `msgpack:",as_array"`
	Format   int
	Node     string
	Number   uint64 // counts what the node tells
	Who      bool   // the others are asked to tell all
	Last     bool   // the end of all: who has not been told of is not there
	Users    []toldUser
}

// toldUser is a user as one node has it.
type toldUser struct {
	_msgpack struct{} `msgpack:",as_array"`
	Type     protocol.UserType
	Username string
	Here     bool // whether it has sessions there
	Stamp    uint64
	By       string // the node that has set the state
	Session  string // that has
	State    states.Values
	Complete bool // whether the last change has replaced all of the state
}

// format is that of this release. What is told in another one is not read.
const format = 1

// toldTogether is how many users are told of in one message.
const toldTogether = 100

// tell tells the other nodes about users.
func (p *Presence) tell(m told, users ...*present) {
	if p.options.Tell == nil {
		return
	}
	p.number++
	m.Format, m.Node, m.Number = format, p.options.Node, p.number
	for _, u := range users {
		m.Users = append(m.Users, toldUser{Type: u.id.Type, Username: u.id.Username, Here: len(u.sessions) > 0 || u.awaited != nil,
			Stamp: u.stamp, By: u.by, Session: u.session, State: u.state, Complete: u.complete})
	}
	if data, err := msgpack.Marshal(&m); err == nil { // states are JSON, which can be written
		p.options.Tell(data)
	}
}

// tellAll tells about all users who have sessions here, or whose state was set here. The first message asks for the same when
// who says so.
func (p *Presence) tellAll(who bool) {
	var all []*present
	for _, u := range p.users {
		if len(u.sessions) > 0 || u.awaited != nil || u.by == p.options.Node {
			all = append(all, u)
		}
	}
	for part := range slices.Chunk(all, toldTogether) {
		p.tell(told{Who: who}, part...)
		who = false
	}
	p.tell(told{Who: who, Last: true})
}

// stampBy notes who has set the state of a user, and whether all of it.
func (p *Presence) stampBy(u *present, session string, complete bool) {
	p.clock = max(p.clock, u.stamp) + 1 // which no state of before has had, of whomever
	u.stamp, u.by, u.session, u.complete = p.clock, p.options.Node, session, complete
}

// Ask asks the other nodes who is there.
func (p *Presence) Ask() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.suspects = make(map[string]map[protocol.UserID]bool)
	for id, u := range p.users {
		for node := range u.elsewhere {
			if p.suspects[node] == nil {
				p.suspects[node] = make(map[protocol.UserID]bool)
			}
			p.suspects[node][id] = true
		}
	}
	p.tellAll(true)
}

// Hear takes what another node tells.
func (p *Presence) Hear(data []byte) error {
	var m told
	if err := msgpack.Unmarshal(data, &m); err != nil {
		return err
	}
	if m.Format != format {
		return fmt.Errorf("it has the format %d, and this release knows %d", m.Format, format)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Node == p.options.Node || m.Number <= p.heard[m.Node] {
		return nil
	}
	p.heard[m.Node] = m.Number
	for i := range m.Users {
		u := &m.Users[i]
		delete(p.suspects[m.Node], protocol.UserID{Type: u.Type, Username: u.Username})
		p.hear(m.Node, u)
	}
	if m.Last {
		for id := range p.suspects[m.Node] {
			p.hear(m.Node, &toldUser{Type: id.Type, Username: id.Username})
		}
		delete(p.suspects, m.Node)
	}
	if m.Who {
		p.tellAll(false)
	}
	return nil
}

// hear takes what a node tells about one user.
func (p *Presence) hear(node string, t *toldUser) {
	id := protocol.UserID{Type: t.Type, Username: t.Username}
	p.clock = max(p.clock, t.Stamp)
	u := p.users[id]
	if u == nil && !t.Here {
		return
	}
	u = p.user(id)
	was := u.available()
	if u.elsewhere == nil {
		u.elsewhere = make(map[string]bool)
	}
	if t.Here {
		u.elsewhere[node] = true
	} else {
		delete(u.elsewhere, node)
	}
	newer := t.Stamp > u.stamp || t.Stamp == u.stamp && t.By > u.by
	switch {
	case !u.available():
		if was {
			p.gone(u)
		}
	case !was:
		u.state, u.stamp, u.by, u.session, u.complete = states.FromTold(t.State), t.Stamp, t.By, t.Session, t.Complete
		p.notify(u, states.Step{Came: true, Set: u.state, Session: t.Session})
	case newer: // also when its session has left there since
		u.stamp, u.by, u.session, u.complete = t.Stamp, t.By, t.Session, t.Complete
		step, after, any := states.Difference(u.state, states.FromTold(t.State), t.Complete, t.Session)
		if u.replaced(after); any {
			p.notify(u, step)
		}
	case t.Here && (t.Stamp != u.stamp || t.By != u.by): // it has missed what maybe nobody else knows any more
		p.tell(told{}, u)
	}
}

// NodesLive ends the presence of users at nodes that do not live any more.
func (p *Presence) NodesLive(live []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.options.Tell == nil {
		return
	}
	for id, u := range p.users {
		for node := range u.elsewhere {
			if !slices.Contains(live, node) {
				p.hear(node, &toldUser{Type: id.Type, Username: id.Username})
			}
		}
	}
}
