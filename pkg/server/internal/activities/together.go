package activities

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Several servers have an activity together. That it exists and who may do what is in the store, as
// for one; who takes part, with which state, each tells the others who have it open, and a server
// at which somebody asks for it first asks all. What is ephemeral is held in the store by each
// server whose sessions are in it, so that it ends with the last one, wherever.

// Nodes are the other servers.
type Nodes interface {
	// TellActivity tells those who listen to an activity, and ListenActivity does so.
	TellActivity(name protocol.ActivityName, data []byte)
	ListenActivity(name protocol.ActivityName, heard func(data []byte), lost func()) (stop func(), err error)
	// Others returns how many live.
	Others() int
}

// Together is how several servers have the activities of a domain together.
type Together struct {
	Node      string // this one
	Nodes     Nodes
	Ask       func(data []byte) // has Hear of all servers called
	Directory *people.Directory
	Store     store.Together // of the domain
}

const (
	// askFor is how long who asks for an activity waits for other servers.
	askFor = 300 * time.Millisecond
	// lookEvery is how often the store is asked what has changed.
	lookEvery = time.Second
	// keepAttempts is how often an activity is made that is removed elsewhere at once.
	keepAttempts = 3
)

// meet finds out who is in an activity at other servers.
func (a *activity) meet() {
	t := a.all.options.Together
	others, ready := t.Nodes.Others(), make(chan struct{})
	a.mu.Lock()
	if others == 0 {
		close(ready)
	} else {
		a.answered = make(map[string]bool)
	}
	a.mu.Unlock()
	a.listen(func(data []byte) { a.hear(data, others, ready) })
	select {
	case <-ready:
	case <-time.After(askFor):
	}
	a.mu.Lock()
	a.answered = nil
	a.mu.Unlock()
	close(a.met)
}

// listen hears of what other servers tell, and asks them. When it cannot, Watch tries again.
func (a *activity) listen(hear func(data []byte)) {
	s := a.all
	stop, err := s.options.Together.Nodes.ListenActivity(a.name, hear, a.askAgain)
	if err != nil {
		s.log.Warn("it is not heard who is in an activity at other servers", "error", err)
		return
	}
	s.mu.Lock()
	a.unlisten = stop
	s.mu.Unlock()
	a.askAgain()
}

// askAgain is called when something may have been lost.
func (a *activity) askAgain() {
	s := a.all
	s.mu.Lock()
	if s.open[a.name] != a { // what it would tell has ended
		s.mu.Unlock()
		return
	}
	a.holders++
	s.mu.Unlock()
	defer s.release(a)
	a.mu.Lock()
	a.tellAll()
	a.mu.Unlock()
	s.options.Together.Ask(s.encode(&told{Who: a.name}))
}

// Hear answers another server that asks who is in an activity.
func (s *Activities) Hear(data []byte) error {
	m, err := decode(data)
	if err != nil || m.Node == s.options.Together.Node || m.Who.Type == "" {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.open[m.Who]
	if a == nil { // under the lock, so that it comes before what is told when it is opened
		s.options.Together.Nodes.TellActivity(m.Who, s.encode(&told{All: true}))
		return nil
	}
	a.holders++
	go func() { // somebody may be waiting for the store
		a.mu.Lock()
		a.tellAll()
		a.mu.Unlock()
		s.release(a)
	}()
	return nil
}

// hear takes what another server tells of the activity. ready is closed when all others have said
// who is in it there.
func (a *activity) hear(data []byte, others int, ready chan<- struct{}) {
	m, err := decode(data)
	if err != nil {
		a.all.log.Error("what another server tells of an activity cannot be read", "error", err)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if m.Node == a.all.options.Together.Node || m.Number <= a.heard[m.Node] {
		return
	}
	if a.heard == nil {
		a.heard = make(map[string]uint64)
	}
	a.heard[m.Node] = m.Number
	if m.Changed {
		a.readAgain()
	}
	for i := range m.Sessions {
		a.learn(m.Node, &m.Sessions[i])
	}
	if !m.All {
		return
	}
	for _, p := range slices.Clone(a.peers) {
		if p.node == m.Node && !slices.Contains(m.Here, p.session.Identity.Session) {
			a.lose(p)
		}
	}
	if a.answered != nil {
		if a.answered[m.Node] = true; len(a.answered) >= others {
			a.answered = nil
			close(ready)
		}
	}
}

// learn takes what another server tells of a session.
func (a *activity) learn(node string, t *toldSession) {
	at := slices.IndexFunc(a.peers, func(p *participant) bool { return p.session.Identity.Session == t.Session })
	if at >= 0 && (t.Gone || a.peers[at].lurks != t.Lurks) {
		a.lose(a.peers[at])
		at = -1
	}
	state := states.FromTold(t.State)
	switch {
	case t.Gone:
	case at < 0:
		who, err := a.all.options.Together.Directory.Identify(t.Session)
		if err != nil {
			a.all.log.Error("a session of another server cannot be looked up", "session", t.Session, "error", err)
			return
		}
		p := &participant{activity: a, session: people.Unconnected(who, ""), lurks: t.Lurks, state: state, node: node}
		a.peers = append(a.peers, p)
		a.notifyJoined(p)
	default:
		p := a.peers[at]
		p.node = node
		if step, after, any := states.Difference(p.state, state, t.Complete, ""); any {
			p.state = after
			a.notifyState(p, step)
		}
	}
}

// lose ends a session of another server.
func (a *activity) lose(p *participant) {
	a.peers = slices.DeleteFunc(a.peers, func(other *participant) bool { return other == p })
	a.notifyLeft(p)
}

// readAgain reads what another server has changed.
func (a *activity) readAgain() {
	existed, key := a.exists, a.key
	if err := a.load(context.Background()); err != nil {
		a.all.log.Error("activity cannot be looked up", "error", err)
		return
	}
	if existed && (!a.exists || a.key != key) {
		exists := a.exists
		a.ended()
		a.exists = exists
	} else if existed {
		a.review()
	}
}

// lookAgain reads what another server has just changed, if it has, and reports whether it may have. Of
// who is in the activity only that asks what they may do.
func (a *activity) lookAgain() bool {
	key, revision, err := a.all.options.Together.Store.ActivityRevision(context.Background(), a.name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		a.all.log.Error("activity cannot be looked up", "error", err)
		return false
	}
	if err == nil && a.exists && key == a.key && revision == a.revision {
		return false
	}
	a.readAgain()
	return true
}

// keep reports whether the activity exists, and has the store keep it while it is ephemeral and
// somebody here is in it.
func (a *activity) keep(ctx context.Context, owner string) (bool, error) {
	t := a.all.options.Together
	if t == nil || !a.exists || !a.info.Ephemeral || a.held {
		return a.exists, nil
	}
	err := a.all.write(ctx, owner, func() error { return t.Store.HoldActivity(ctx, a.name) })
	a.held = err == nil
	if errors.Is(err, store.ErrNotFound) {
		a.exists, err = false, nil
	}
	return a.exists, err
}

// opened returns the activities that are open, which stay so until they are released.
func (s *Activities) opened() (all []*activity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.open {
		a.holders++
		all = append(all, a)
	}
	return all
}

// Watch reads what other servers have changed and were not heard to say, until the domain closes.
func (s *Activities) Watch() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.options.Life.Done():
			return
		case <-tick.C:
		}
		var keys []int64
		all := s.opened()
		known := make(map[*activity]int64, len(all))
		for _, a := range all {
			a.mu.Lock()
			if a.exists {
				keys = append(keys, a.key)
				known[a] = a.key
			}
			a.mu.Unlock()
		}
		var now map[int64]int64
		var err error
		if len(keys) > 0 {
			now, err = s.options.Together.Store.ActivityRevisions(s.options.Life, keys)
		}
		for _, a := range all {
			a.mu.Lock()
			revision, is := now[a.key]
			if err == nil && a.exists && known[a] == a.key && (!is || revision != a.revision) {
				a.readAgain()
			}
			a.mu.Unlock()
			s.mu.Lock()
			deaf := a.unlisten == nil
			s.mu.Unlock()
			select {
			case <-a.met:
				if deaf {
					a.listen(func(data []byte) { a.hear(data, 0, nil) })
				}
			default: // it is just beginning
			}
			s.release(a)
		}
	}
}

// NodesLive ends the sessions of servers that do not live any more.
func (s *Activities) NodesLive(live []string) {
	go func() { // others may be waiting for the store
		for _, a := range s.opened() {
			a.mu.Lock()
			for _, p := range slices.Clone(a.peers) {
				if !slices.Contains(live, p.node) {
					a.lose(p)
				}
			}
			a.mu.Unlock()
			s.release(a)
		}
	}()
}

// EndUnheld ends ephemeral activities that no server has open.
func (s *Activities) EndUnheld(names []protocol.ActivityName) {
	for _, name := range names {
		s.endIfEmpty(name)
	}
}
