package client

import (
	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// models are the open models of a domain and those on the way to be.
type models struct {
	open       map[string]*Model   // by model id
	resources  map[uint32]*Model   // by the server's number on this connection
	opening    map[string]*opening // by model id
	dataWanted map[uint32]*dataRequest
	room       struct{ open, resources, opening, dataWanted shrinking.Room }
	unsent     []*Model // with operations to send at the end of the turn
	bulky      []*Model // those that have more than the connection takes; they wait for the end of its pause

	submission protocol.OperationSubmission // that is being sent
}

func newModels() models {
	return models{
		open: map[string]*Model{}, resources: map[uint32]*Model{},
		opening: map[string]*opening{}, dataWanted: map[uint32]*dataRequest{},
	}
}

// opening is a model that is being opened, and everybody who waits for it.
type opening struct {
	waiting []func(*Model, *Error)
}

// dataRequest is a server's request for the data of a model to be created.
type dataRequest struct {
	conn    *session.Connection
	request uint32
}

// OpenState says whether a model is open here.
type OpenState uint8

// The answers of [Domain.ModelState].
const (
	ModelNotOpen OpenState = iota
	ModelIsOpen
	ModelIsOpening
)

// ModelState returns whether the model with an id is open or being opened.
func (d *Domain) ModelState(id string) OpenState {
	d.session.Lock()
	defer d.session.Unlock()
	if m := d.models.open[id]; m != nil && !m.closing {
		return ModelIsOpen
	}
	if d.models.opening[id] != nil {
		return ModelIsOpening
	}
	return ModelNotOpen
}

// OpenModel opens a model. A model that is open already is handed out again;
// one that is closing is opened anew after that. With an autoCreate number
// other than 0 a model that does not exist is made from the data that the sink
// is asked for under that number; the id may then be empty.
func (d *Domain) OpenModel(id string, autoCreate uint32, done func(*Model, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	d.openModel(id, autoCreate, done)
}

func (d *Domain) openModel(id string, autoCreate uint32, done func(*Model, *Error)) {
	if id == "" && autoCreate == 0 {
		done(nil, &Error{Code: protocol.CodeInvalidArgument, Message: "the model id must not be empty", Class: session.ClassUsage})
		return
	}
	if err := d.session.Checked(&protocol.OpenRequest{ModelID: id}); err != nil {
		done(nil, err)
		return
	}
	if m := d.models.open[id]; m != nil {
		if m.closing {
			m.whenClosed = append(m.whenClosed, func(*Error) { d.openModel(id, autoCreate, done) })
			return
		}
		done(m, nil)
		return
	}
	if o := d.models.opening[id]; o != nil {
		o.waiting = append(o.waiting, done)
		return
	}
	if id == "" && d.offline != nil && d.session.State != session.StateConnected {
		id = session.RandomID(32)
	}
	o := &opening{waiting: []func(*Model, *Error){done}}
	if id != "" {
		d.models.opening[id] = o
	}
	finish := func(m *Model, err *Error) {
		if id != "" {
			shrinking.Delete(&d.models.opening, &d.models.room.opening, id)
		}
		for _, done := range o.waiting {
			done(m, err)
		}
		d.offline.resume()
	}
	if d.offline != nil && id != "" {
		d.offline.open(id, autoCreate, finish)
		return
	}
	d.openOnline(id, autoCreate, finish)
}

// openOnline opens a model at the server.
func (d *Domain) openOnline(id string, autoCreate uint32, done func(*Model, *Error)) {
	d.session.Request(&protocol.OpenRequest{ModelID: id, AutoCreate: autoCreate}, "open a model", func(answer protocol.Message, err *Error) {
		shrinking.Delete(&d.models.dataWanted, &d.models.room.dataWanted, autoCreate)
		var m *Model
		if r, ok := answer.(*protocol.OpenResponse); ok {
			m, err = d.opened(r)
		} else {
			err = session.Unexpected(answer, err)
		}
		done(m, err)
	})
}

// opened makes the model that an answer describes.
func (d *Domain) opened(r *protocol.OpenResponse) (*Model, *Error) {
	m, err := newModel(d, r)
	if err != nil {
		d.giveBack(r.Resource)
		return nil, session.ClientError(protocol.CodeInvalidMessage, "the server sent a model that makes no sense: %v", err)
	}
	d.models.open[r.ModelID] = m
	d.models.resources[r.Resource] = m
	if o := d.offline; o != nil && !o.Foreign() {
		if m.queue = o.nextQueue(m.id); m.queue != d.session.Options.Instance {
			m.control = concurrency.NewClient(r.Version, 0)
		}
		o.enrol(m, r.Data)
	}
	return m, nil
}

// giveBack closes a model that the server has opened for us and that nobody
// here wants; else it could not be opened again on this connection.
func (d *Domain) giveBack(resource uint32) {
	d.session.RequestNow(&protocol.CloseRequest{Resource: resource}, "close a model", func(protocol.Message, *Error) {})
}

// offline notifies all models that the connection is gone.
func (s *models) offline(d *Domain) {
	s.resources = map[uint32]*Model{}
	s.dataWanted = map[uint32]*dataRequest{}
	for _, m := range s.all() {
		m.wentOffline()
	}
	d.offline.offline()
}

// online starts to resynchronise all open models.
func (s *models) online(d *Domain) {
	if d.offline.usable() && !d.offline.Foreign() {
		d.offline.online() // what dead clients have left for them goes first
		return
	}
	d.offline.online()
	for _, m := range s.all() {
		m.resync()
	}
}

func (s *models) closeAll(d *Domain) {
	for _, m := range s.all() {
		m.finishClose(ModelEvent{Kind: ModelClosed, Local: true})
	}
}

// all returns the open models, so that callers may close some on the way.
func (s *models) all() []*Model {
	out := make([]*Model, 0, len(s.open))
	for _, m := range s.open {
		out = append(out, m)
	}
	return out
}
