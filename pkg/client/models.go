package client

import (
	"time"

	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/ot"
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
	conn    *connection
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
	d.mu.Lock()
	defer d.mu.Unlock()
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
	d.mu.Lock()
	defer d.mu.Unlock()
	d.openModel(id, autoCreate, done)
}

func (d *Domain) openModel(id string, autoCreate uint32, done func(*Model, *Error)) {
	if id == "" && autoCreate == 0 {
		done(nil, &Error{Code: protocol.CodeInvalidArgument, Message: "the model id must not be empty", Class: ClassUsage})
		return
	}
	if err := d.checked(&protocol.OpenRequest{ModelID: id}); err != nil {
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
	if id == "" && d.offline != nil && d.state != StateConnected {
		id = randomID(32)
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
	d.request(&protocol.OpenRequest{ModelID: id, AutoCreate: autoCreate}, "open a model", func(answer protocol.Message, err *Error) {
		shrinking.Delete(&d.models.dataWanted, &d.models.room.dataWanted, autoCreate)
		var m *Model
		if r, ok := answer.(*protocol.OpenResponse); ok {
			m, err = d.opened(r)
		} else {
			err = unexpected(answer, err)
		}
		done(m, err)
	})
}

// opened makes the model that an answer describes.
func (d *Domain) opened(r *protocol.OpenResponse) (*Model, *Error) {
	m, err := newModel(d, r)
	if err != nil {
		d.giveBack(r.Resource)
		return nil, clientError(protocol.CodeInvalidMessage, "the server sent a model that makes no sense: %v", err)
	}
	d.models.open[r.ModelID] = m
	d.models.resources[r.Resource] = m
	if o := d.offline; o != nil && !o.foreign() {
		if m.queue = o.nextQueue(m.id); m.queue != d.options.Instance {
			m.control = concurrency.NewClient(r.Version, 0)
		}
		o.enrol(m, r.Data)
	}
	return m, nil
}

// giveBack closes a model that the server has opened for us and that nobody
// here wants; else it could not be opened again on this connection.
func (d *Domain) giveBack(resource uint32) {
	d.requestNow(&protocol.CloseRequest{Resource: resource}, "close a model", func(protocol.Message, *Error) {})
}

// Creation is what a new model is made from.
type Creation struct {
	Collection    string
	Data          ot.Value // an object; ids are assigned
	OverrideWorld bool
	World         *protocol.Permissions
	Users         []protocol.UserPermissions
	Ephemeral     bool
	Groups        []protocol.GroupPermissions
}

func (c Creation) wire() (protocol.Creation, *Error) {
	if c.Collection == "" {
		return protocol.Creation{}, &Error{Code: protocol.CodeInvalidModelData, Message: "a model needs the name of its collection", Class: ClassUsage}
	}
	if c.Data.Kind != ot.KindObject {
		return protocol.Creation{}, &Error{Code: protocol.CodeInvalidModelData, Message: "the data of a model must be an object", Class: ClassUsage}
	}
	return protocol.Creation{
		Collection: c.Collection, Data: CreationIDs().Assign(c.Data), OverrideWorld: c.OverrideWorld,
		World: c.World, Users: c.Users, Ephemeral: c.Ephemeral, Groups: c.Groups,
	}, nil
}

// CreateModel makes a model without opening it. With an empty id the server
// generates one.
func (d *Domain) CreateModel(id string, c Creation, done func(id string, err *Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	wire, err := c.wire()
	if err == nil {
		err = d.creatable(&protocol.CreateRequest{ModelID: id, Creation: wire})
	}
	if err == nil && id != "" && d.models.open[id] != nil {
		err = usageError(protocol.CodeModelAlreadyExists, "the model %q exists: it is open", id)
	}
	if err != nil {
		done("", err)
		return
	}
	if o := d.offline; o != nil && d.state != StateConnected {
		if id == "" {
			id = randomID(32)
		}
		o.whenReady(func() { o.create(id, wire, func(err *Error) { done(id, err) }) })
		return
	}
	d.request(&protocol.CreateRequest{ModelID: id, Creation: wire}, "create a model", func(answer protocol.Message, err *Error) {
		if r, ok := answer.(*protocol.CreateResponse); ok {
			done(r.ModelID, nil)
			return
		}
		done("", unexpected(answer, err))
	})
}

// RemoveModel deletes a model for everybody. If it is open here it is closed
// first, unless the server is going to refuse.
func (d *Domain) RemoveModel(id string, done func(*Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if o := d.offline; o != nil && d.state != StateConnected {
		if m := d.models.open[id]; m != nil {
			m.removed()
		}
		o.whenReady(func() { o.load(id, func(*layout.StoredModel, error) { o.remove(id, done) }) })
		return
	}
	d.whenConnected("remove a model", func(left time.Duration, err *Error) {
		if err != nil {
			done(err)
			return
		}
		d.removeOnline(id, left, done)
	})
}

// removeOnline deletes a model at the server.
func (d *Domain) removeOnline(id string, left time.Duration, done func(*Error)) {
	o := d.offline
	refused := func() {}
	if m := d.models.open[id]; m != nil && m.permissions.Can(protocol.PermissionRemove) {
		d.models.flush(d) // the edits count if the server does refuse
		if resource := m.resource; m.attached {
			refused = func() { d.giveBack(resource) }
		}
		m.removed()
	}
	d.requestWithin(left, &protocol.DeleteRequest{ModelID: id}, "remove a model", func(answer protocol.Message, err *Error) {
		if _, ok := answer.(*protocol.DeleteResponse); ok {
			if o.usable() {
				o.load(id, func(*layout.StoredModel, error) {
					o.forgetDeleted(id, func(error) {}) // what remains after an error, a round finds deleted at the server
				})
			}
			done(nil)
			return
		}
		if err != nil && err.Class == ClassServer {
			refused()
		}
		done(unexpected(answer, err))
	})
}

// removed closes the model because it is deleted from here.
func (m *Model) removed() {
	m.emit(ModelEvent{Kind: ModelDeleted, Local: true})
	m.finishClose(ModelEvent{Kind: ModelClosed, Local: true})
}

// ModelData answers [Sink.DataWanted].
func (d *Domain) ModelData(number uint32, c Creation) *Error {
	d.mu.Lock()
	defer d.mu.Unlock()
	wire, err := c.wire()
	if err != nil {
		d.answerData(number, &protocol.Error{Code: protocol.CodeInvalidModelData, Message: err.Message})
		return err
	}
	if err := d.creatable(&protocol.CreateRequest{Creation: wire}); err != nil {
		d.dataFailed(number, err)
		return err
	}
	if o := d.offline; o != nil && o.data[number] != nil {
		o.data[number](&wire, nil)
		return nil
	}
	d.answerData(number, &protocol.AutoCreateResponse{Creation: wire})
	return nil
}

// ModelDataFailed answers [Sink.DataWanted] when the application could not
// produce the data.
func (d *Domain) ModelDataFailed(number uint32, message string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dataFailed(number, clientError(protocol.CodeDataRequestFailure, "%s", message))
}

func (d *Domain) dataFailed(number uint32, err *Error) {
	if o := d.offline; o != nil && o.data[number] != nil {
		o.data[number](nil, err)
		return
	}
	d.answerData(number, &protocol.Error{Code: err.Code, Message: err.Message, Details: err.Details})
}

func (d *Domain) answerData(number uint32, m protocol.Message) {
	w := d.models.dataWanted[number]
	if w == nil || w.conn != d.conn {
		return
	}
	shrinking.Delete(&d.models.dataWanted, &d.models.room.dataWanted, number)
	w.conn.send(0, w.request, m)
}

// flush sends the unsent operations of all models.
func (s *models) flush(d *Domain) {
	for len(s.unsent) > 0 && d.conn != nil && !d.conn.paused {
		m := s.unsent[0]
		s.unsent = s.unsent[1:]
		if m.send() {
			m.queued = false
			if m.leaving && m.attached {
				m.requestClose()
			}
		} else {
			s.unsent = append(s.unsent, m) // others do not wait for all that it has
		}
	}
	if len(s.unsent) == 0 {
		s.unsent = nil
	}
}

// offline tells all models that the connection is gone.
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
	if d.offline.usable() && !d.offline.foreign() {
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
