package client

import (
	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// models are the open models of a domain and those on the way to be.
type models struct {
	set        *replica.Set
	opening    map[string]*opening // by model id
	dataWanted map[uint32]*dataRequest
	arriving   map[uint32][]byte // what has come of data that is sent in parts, by their number
	lastParts  uint32
	room       struct{ opening, dataWanted shrinking.Room }
}

func newModels(s *session.Session) models {
	return models{set: replica.NewSet(s), opening: map[string]*opening{}, dataWanted: map[uint32]*dataRequest{}, arriving: map[uint32][]byte{}}
}

// open returns the open model with an id, or nil.
func (s *models) open(id string) *Model { return modelOf(s.set.Open[id]) }

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
	if m := d.models.open(id); m != nil && !m.replica.Closing {
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
	if m := d.models.open(id); m != nil {
		if m.replica.Closing {
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
		d.offline.Resume()
	}
	if d.offline != nil && id != "" {
		d.offline.OpenModel(id, autoCreate, func(r *replica.Replica, err *Error) {
			m := modelOf(r)
			if m != nil { // it may have been edited before, when that was emitted
				m.dirty = !r.Control.Committed()
			}
			finish(m, err)
		})
		return
	}
	d.openOnline(id, autoCreate, finish)
}

// openOnline opens a model at the server.
func (d *Domain) openOnline(id string, autoCreate uint32, done func(*Model, *Error)) {
	s := &d.models
	s.lastParts++
	parts := s.lastParts
	s.arriving[parts] = nil
	d.session.Request(&protocol.OpenRequest{ModelID: id, AutoCreate: autoCreate, Parts: parts}, "open a model", func(answer protocol.Message, err *Error) {
		data := s.arriving[parts]
		if delete(s.arriving, parts); len(s.arriving) == 0 {
			s.arriving = map[uint32][]byte{} // the room for many at once is not kept
		}
		shrinking.Delete(&s.dataWanted, &s.room.dataWanted, autoCreate)
		r, ok := answer.(*protocol.OpenResponse)
		if !ok {
			done(nil, session.Unexpected(answer, err))
			return
		}
		if len(data) > 0 {
			r.Data = data
		}
		d.opened(r, done)
	})
}

// mostAnnounced is for how many bytes room is made before they have come.
const mostAnnounced = 16 << 20

// arrived takes the next part of the data of a model.
func (s *models) arrived(m *protocol.OpenData) {
	data, wanted := s.arriving[m.Parts]
	if !wanted {
		return
	}
	if data == nil {
		data = make([]byte, 0, max(0, min(m.Size, mostAnnounced)))
	}
	s.arriving[m.Parts] = append(data, m.Data...)
}

// opened makes the model that an answer describes.
func (d *Domain) opened(a *protocol.OpenResponse, done func(*Model, *Error)) {
	c := d.session.Conn
	d.read(a.Data, func(doc *document.Document, err error) {
		switch {
		case d.session.Conn != c: // the server has closed it with that
			done(nil, session.CutOff("open a model", "the connection has ended"))
			return
		case err != nil:
			d.models.set.GiveBack(a.Resource)
			done(nil, session.ClientError(protocol.CodeInvalidMessage, "the server sent a model that makes no sense: %v", err))
			return
		}
		m := openedModel(d, a, doc)
		m.replica.Open(a.Resource)
		d.offline.Opened(m.replica, a.Data)
		for i := range a.References { // pinned to the operations, which may have got another name
			m.referenceShared(&a.References[i])
		}
		done(m, nil)
	})
}

// offline notifies all models that the connection is gone.
func (s *models) offline(d *Domain) {
	s.set.Offline()
	s.dataWanted = map[uint32]*dataRequest{}
	for _, r := range s.set.All() {
		r.Disconnected()
	}
	d.offline.Offline()
}

// online starts to resynchronise all open models.
func (s *models) online(d *Domain) {
	if d.offline.Online() {
		return // what dead clients have left for them goes first
	}
	for _, r := range s.set.All() {
		r.Resync()
	}
}

func (s *models) closeAll() {
	for _, r := range s.set.All() {
		r.Holder.Ended(ModelEvent{Kind: ModelClosed, Local: true})
	}
}

// readPortion is how many elements are made at least before the page may have its turn.
const readPortion = 512

// read makes a document with the root that a source has, and calls done with what
// [document.Read] returns: at once if that does not take long. A large one takes many
// times as long as a page may be held. Meanwhile whatever the server sends waits, in
// its order, so that nothing about the model is missed.
func (d *Domain) read(root ot.ValueSource, done func(*document.Document, error)) {
	reading := document.BeginReading(root)
	d.session.InPortions(func() (again bool) {
		doc, err := reading.Some(readPortion)
		if doc == nil && err == nil {
			return true
		}
		done(doc, err)
		return false
	})
}
