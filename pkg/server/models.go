package server

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// member is a model that a connection has open, is opening or resynchronises.
// Its connection makes it and puts it into its tables; the rest belongs to the
// sequencer.
type member struct {
	connection *connection
	sequencer  *sequencer
	modelID    string

	resource   uint32
	handle     uint64 // names the member in the concurrency control
	rights     protocol.Permissions
	references []*reference // in the order in which they were shared
	state      memberState
	openOnDone bool // asked for before the replay had ended
	doneAsked  bool
	released   bool

	// A replay sends beside the sequencer; nothing may follow the end.
	leaving sync.Mutex
	left    bool
}

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
func (c *connection) attach(request uint32, id string) *member {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m := c.byModel[id]; m != nil {
		if m.resource != 0 {
			c.Refuse(request, protocol.CodeModelAlreadyOpen, "model %q is open already on this connection", id)
		} else {
			c.Refuse(request, protocol.CodeModelOpening, "model %q is being opened already on this connection", id)
		}
		return nil
	}
	if len(c.byModel) >= c.server.options.MaxOpenModels {
		c.Refuse(request, protocol.CodeLimitExceeded, "a connection may have %d models open; close some", c.server.options.MaxOpenModels)
		return nil
	}
	m := &member{connection: c, modelID: id, sequencer: c.domain.acquire(id)}
	c.byModel[id] = m
	return m
}

// grant gives a member its resource id. It reports false when the connection
// has ended.
func (c *connection) grant(m *member) bool {
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
func (c *connection) detach(m *member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byModel[m.modelID] == m {
		delete(c.byModel, m.modelID)
	}
	delete(c.byResource, m.resource)
}

func (c *connection) resource(resource uint32) *member {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byResource[resource]
}

// leave closes all models when the connection ends; asked says that the client has
// left, rather than having been lost.
func (c *connection) leave(asked bool) {
	if c.domain != nil {
		c.domain.activities.LeaveAll(c.Session, asked)
		c.domain.chats.Depart(c.Session)
		hold := time.Duration(0) // how long its user is not missed
		if !asked {
			hold = c.hold()
		}
		c.domain.presence.Leave(c.Session, hold)
	}
	c.mu.Lock()
	members := make([]*member, 0, len(c.byModel))
	for _, m := range c.byModel {
		members = append(members, m)
	}
	clear(c.byModel)
	clear(c.byResource)
	c.mu.Unlock()
	for _, m := range members {
		m.sequencer.post(command{do: func() { m.sequencer.lost(m, asked) }})
	}
}

func (c *connection) openModel(request uint32, r *protocol.OpenRequest) {
	id := r.ModelID
	if id == "" {
		if r.AutoCreate == 0 {
			c.Refuse(request, protocol.CodeModelNotFound, "open needs a model id, or data to create a model from")
			return
		}
		id = newModelID()
	}
	if m := c.attach(request, id); m != nil {
		m.sequencer.post(command{do: func() { m.sequencer.open(opener{m, request, r.AutoCreate}) }})
	}
}

func (c *connection) resyncModel(request uint32, r *protocol.ResyncRequest) {
	if m := c.attach(request, r.ModelID); m != nil {
		m.sequencer.post(command{do: func() { m.sequencer.resync(m, request, r.Version) }})
	}
}

// refer passes on a message about a reference.
func (c *connection) refer(resource uint32, message protocol.Message) {
	if m := c.resource(resource); m != nil {
		m.sequencer.post(command{member: m, reference: message})
	} else {
		c.unknownResource(resource)
	}
}

func (c *connection) closeModel(request uint32, r *protocol.CloseRequest) {
	m := c.resource(r.Resource)
	if m == nil {
		c.Refuse(request, protocol.CodeModelNotOpen, "no model is open as resource %d on this connection", r.Resource)
		return
	}
	m.sequencer.post(command{do: func() { m.sequencer.close(m, request) }})
}

func (c *connection) createModel(request uint32, r *protocol.CreateRequest) {
	id := r.ModelID
	if id == "" {
		id = newModelID()
	}
	q := c.domain.acquire(id)
	q.post(command{do: func() {
		defer c.domain.release(q)
		q.createFor(c, request, r)
	}})
}

func (c *connection) deleteModel(request uint32, r *protocol.DeleteRequest) {
	q := c.domain.acquire(r.ModelID)
	q.post(command{do: func() {
		defer c.domain.release(q)
		q.deleteFor(c, request)
	}})
}

// newModelID returns an id that nobody has: 26 characters, 128 random bits.
func newModelID() string { return rand.Text() }
