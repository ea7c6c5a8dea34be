package models

import (
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
)

// client is a session with the models that it has open, is opening or resynchronises.
// It is made for the first of them and stays until the session ends.
type client struct {
	*people.Session

	queued *budget.Share // for what it sent and sequencers have not handled
	begun  chan struct{} // holds one for each request that a sequencer has not begun

	mu           sync.Mutex
	byModel      map[string]*member
	byResource   map[uint32]*member
	lastResource uint32
}

// clientFor returns the client of a session that opens a model.
func (s *Models) clientFor(c *people.Session) *client {
	s.clientsMu.Lock()
	defer s.clientsMu.Unlock()
	of := s.clients[c]
	if of == nil {
		of = &client{Session: c, byModel: make(map[string]*member), byResource: make(map[uint32]*member),
			queued: s.options.Queued.Open(c.Costly), begun: make(chan struct{}, maxBegun)}
		of.queued.Own(c.Owner())
		of.queued.Limit(maxQueued)
		s.clients[c] = of
	}
	return of
}

// How many requests of a client may wait for sequencers that others may need too, and
// how many bytes. Behind that its read loop waits.
const (
	maxBegun  = 32
	maxQueued = 4 << 20
)

// begin counts a request that a sequencer will do; it waits while there are many.
func (c *client) begin() {
	select {
	case c.begun <- struct{}{}:
	case <-c.Context().Done():
		// The sequencer does it all the same, and counts it down.
		go func() { c.begun <- struct{}{} }()
	}
}

// end counts down what begin has counted.
func (c *client) end() { <-c.begun }

// small is what is not counted among the bytes that wait.
const small = 4 << 10

// admit counts a message that waits for a sequencer, and waits while there are many.
// It returns how many bytes have to be given back.
func (c *client) admit(weight int) (int, bool) {
	if weight < small {
		return 0, true
	}
	n, err := c.queued.Wait(c.Context(), weight)
	return n, err == nil
}

// member is a model that a client has open, is opening or resynchronises.
// Its client makes it and puts it into its tables; the rest belongs to the
// sequencer.
type member struct {
	client    *client
	sequencer *sequencer
	modelID   string

	resource   uint32
	handle     uint64 // names the member in the concurrency control
	rights     protocol.Permissions
	references []*reference // in the order in which they were shared
	submitted  submitted    // by the last submission
	state      memberState
	openOnDone bool // asked for before the replay had ended
	doneAsked  bool
	released   bool
	node       string // of a session at another one, which nothing is sent to from here

	// A replay sends beside the sequencer; nothing may follow the end.
	leaving sync.Mutex
	left    bool
}

// memberState is explained in the comment of the package.
type memberState uint8

const (
	stateNew       memberState = iota // not let in yet
	stateReplaying                    // receives the log, not yet what is committed now
	stateResyncing                    // receives everything, has not finished
	stateOpen
	stateGone
)

// attach reserves a model for an open or resync request; it answers with an
// error and returns nil when that is not possible.
func (s *Models) attach(c *people.Session, request uint32, id string) *member {
	of := s.clientFor(c)
	of.mu.Lock()
	defer of.mu.Unlock()
	if m := of.byModel[id]; m != nil {
		if m.resource != 0 {
			c.Refuse(request, protocol.CodeModelAlreadyOpen, "model %q is open already on this connection", id)
		} else {
			c.Refuse(request, protocol.CodeModelOpening, "model %q is being opened already on this connection", id)
		}
		return nil
	}
	if limit := s.options.MaxOpen; len(of.byModel) >= limit {
		c.Refuse(request, protocol.CodeLimitExceeded, "a connection may have %d models open; close some", limit)
		return nil
	}
	m := &member{client: of, modelID: id, sequencer: s.acquire(id, c.Owner())}
	of.byModel[id] = m
	return m
}

// grant gives a member its resource id. It reports false when the connection
// has ended.
func (c *client) grant(m *member) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byModel[m.modelID] != m {
		return false
	}
	c.lastResource++
	m.resource = c.lastResource
	c.byResource[m.resource] = m
	return true
}

// detach takes a member out of the tables, so that the model can be opened again.
func (c *client) detach(m *member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byModel[m.modelID] == m {
		delete(c.byModel, m.modelID)
	}
	delete(c.byResource, m.resource)
}

// member returns what a session has open as a resource, or nil and whether it ever had
// anything open as that.
func (s *Models) member(c *people.Session, resource uint32) (m *member, was bool) {
	s.clientsMu.RLock()
	of := s.clients[c]
	s.clientsMu.RUnlock()
	if of == nil {
		return nil, false
	}
	of.mu.Lock()
	defer of.mu.Unlock()
	return of.byResource[resource], resource > 0 && resource <= of.lastResource
}

// Leave closes all models of a session that has ended, after which nothing may come
// from it; asked says that the client has left, rather than having been lost.
func (s *Models) Leave(c *people.Session, asked bool) {
	s.clientsMu.Lock()
	of := s.clients[c]
	delete(s.clients, c)
	s.clientsMu.Unlock()
	if of == nil {
		return
	}
	of.mu.Lock()
	members := make([]*member, 0, len(of.byModel))
	for _, m := range of.byModel {
		members = append(members, m)
	}
	clear(of.byModel)
	clear(of.byResource)
	of.mu.Unlock()
	of.queued.Close()
	for _, m := range members {
		m.sequencer.post(command{do: func() { m.sequencer.lost(m, asked) }})
	}
}
