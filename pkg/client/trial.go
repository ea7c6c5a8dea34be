package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// When the server closes a connection for something that was sent, everything that
// has no answer is sent again on the next one, and would close that too. So that one
// is on trial: its messages go one by one, each when the server has answered a
// question behind the one before. If it closes again, it is known for what: that is
// refused in its place and never sent a third time, and everything else goes on.

// trial is how a connection finds out which message the server closes it for.
type trial struct {
	on    bool
	queue []parcel
	at    *parcel // on its way
}

// parcel is a message that waits for its turn. Of one with operations only what is
// not shared with later ones is looked at.
type parcel struct {
	data    []byte
	request uint32
	message protocol.Message
	model   *Model
}

// post sends a message that the connection has encoded when those before have
// been taken.
func (c *connection) post(request uint32, m protocol.Message, data []byte) {
	p := parcel{data: slices.Clone(data), request: request, message: m}
	if s, ok := m.(*protocol.OperationSubmission); ok {
		p.model = c.d.models.resources[s.Resource]
	}
	c.trial.queue = append(c.trial.queue, p)
	if len(c.trial.queue) > queued {
		c.paused = true
	}
	c.tryNext()
}

// acquit ends the trial, with what waits.
func (c *connection) acquit() {
	t := &c.trial
	waiting := t.queue
	*t = trial{}
	c.d.suspicious = false
	for i := range waiting {
		c.socket.Send(waiting[i].data)
	}
}

// Above queued messages that wait for their turn, operations wait where they are.
const queued = 16

func (c *connection) tryNext() {
	t := &c.trial
	if t.at != nil {
		return
	}
	if c.hasWorked() {
		c.acquit()
	}
	if c.paused && len(t.queue) <= 1 {
		c.paused = false
		c.d.schedule()
	}
	if len(t.queue) == 0 {
		return
	}
	t.at, t.queue = &t.queue[0], t.queue[1:]
	c.socket.Send(t.at.data)
	id := c.requests.add(&request{doing: "go on", done: func(protocol.Message, *Error) {
		if c.d.conn == c {
			t.at = nil
			c.tryNext()
		}
	}})
	if c.out.Add(id, 0, &protocol.ServerTimeRequest{}) == nil {
		c.flush()
	}
}

// accuse is called when the server has closed a connection for something that was
// sent on it. d.conn is nil already, and the connection's requests wait.
func (d *Domain) accuse(c *connection, reason string) {
	p := c.trial.at
	if p == nil {
		d.suspicious = true
		return
	}
	e := &protocol.Error{Code: protocol.CodeInvalidMessage, Message: "the server closes the connection on which this is sent: " + reason}
	what := ""
	switch m := p.message.(type) {
	case *protocol.OperationSubmission:
		if p.model != nil {
			what = "edits of the model " + p.model.id
			instance := m.Instance
			if instance == "" {
				instance = d.options.Instance
			}
			d.condemn(p.model.id, condemned{instance: instance, first: m.First, count: len(m.Operations), err: serverError(e)})
		}
	case *protocol.CreateRequest:
		if m.Created == 0 { // asked for now, and not again
			c.answer(p.request, e)
			return
		}
		what = "the new model " + m.ModelID
		d.condemn(m.ModelID, condemned{creation: m.Created, err: serverError(e)})
	case *protocol.PresenceSetState:
		clear(d.presences.pending) // or it would be kept for the next connection
		d.ownPresence(PresenceEvent{Kind: PresenceStateRejected, Err: serverError(e)})
		d.clearOwn(false)
	case *protocol.ActivityUpdateState:
		if a := d.activities.resources[m.Resource]; a != nil {
			a.unsent = delta{}
			a.takeBack(KeyValues{}, e.Message)
		}
	case *protocol.ChatPublishRequest, *protocol.PresenceChangeRequest, *protocol.ActivityJoinRequest:
		c.answer(p.request, e) // before it is told that the connection was lost, and sent again
	case *protocol.ShareReference, *protocol.SetReference:
		c.refuseMessage(0, 0, m, e)
	}
	if what != "" {
		d.emit(DomainEvent{Kind: DomainError, Message: what + " cannot be sent: " + e.Message})
	}
}

// condemned is what is not sent to the server again: operations, or the creation
// of a model at a time.
type condemned struct {
	instance string
	first    uint64
	count    int
	creation int64
	err      *Error
}

func (d *Domain) condemn(model string, x condemned) {
	if d.condemned == nil {
		d.condemned = map[string][]condemned{}
	}
	same := func(y condemned) bool {
		return x.instance == y.instance && x.first == y.first && x.count == y.count && x.creation == y.creation
	}
	if !slices.ContainsFunc(d.condemned[model], same) {
		d.condemned[model] = append(d.condemned[model], x)
	}
}

// condemnedOf returns why operations of a model are not sent, or nil.
func (d *Domain) condemnedOf(model, instance string, first uint64, count int) *Error {
	for _, x := range d.condemned[model] {
		if x.creation == 0 && x.instance == instance && first < x.first+uint64(x.count) && x.first < first+uint64(count) {
			return x.err
		}
	}
	return nil
}

// condemnedCreation returns why the creation of a model is not sent, or nil.
func (d *Domain) condemnedCreation(model string, created int64) *Error {
	for _, x := range d.condemned[model] {
		if x.creation != 0 && x.creation == created {
			return x.err
		}
	}
	return nil
}
