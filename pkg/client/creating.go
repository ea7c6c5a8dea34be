package client

import (
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

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
		return protocol.Creation{}, &Error{Code: protocol.CodeInvalidModelData, Message: "a model needs the name of its collection", Class: session.ClassUsage}
	}
	if c.Data.Kind != ot.KindObject {
		return protocol.Creation{}, &Error{Code: protocol.CodeInvalidModelData, Message: "the data of a model must be an object", Class: session.ClassUsage}
	}
	return protocol.Creation{
		Collection: c.Collection, Data: CreationIDs().Assign(c.Data), OverrideWorld: c.OverrideWorld,
		World: c.World, Users: c.Users, Ephemeral: c.Ephemeral, Groups: c.Groups,
	}, nil
}

// CreateModel makes a model without opening it. With an empty id the server
// generates one.
func (d *Domain) CreateModel(id string, c Creation, done func(id string, err *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	wire, err := c.wire()
	if err == nil {
		err = d.models.set.Creatable(&protocol.CreateRequest{ModelID: id, Creation: wire})
	}
	if err == nil && id != "" && d.models.open(id) != nil {
		err = session.UsageError(protocol.CodeModelAlreadyExists, "the model %q exists: it is open", id)
	}
	if err != nil {
		done("", err)
		return
	}
	if o := d.offline; o != nil && d.session.State != session.StateConnected {
		if id == "" {
			id = session.RandomID(32)
		}
		o.WhenReady(func() { o.Create(id, wire, func(err *Error) { done(id, err) }) })
		return
	}
	d.session.Request(&protocol.CreateRequest{ModelID: id, Creation: wire}, "create a model", func(answer protocol.Message, err *Error) {
		if r, ok := answer.(*protocol.CreateResponse); ok {
			done(r.ModelID, nil)
			return
		}
		done("", session.Unexpected(answer, err))
	})
}

// RemoveModel deletes a model for everybody. If it is open here it is closed
// first, unless the server is going to refuse.
func (d *Domain) RemoveModel(id string, done func(*Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	if o := d.offline; o != nil && d.session.State != session.StateConnected {
		if m := d.models.open(id); m != nil {
			m.removed()
		}
		o.WhenReady(func() { o.Remove(id, done) })
		return
	}
	d.session.WhenConnected("remove a model", func(left time.Duration, err *Error) {
		if err != nil {
			done(err)
			return
		}
		d.removeOnline(id, left, done)
	})
}

// removeOnline deletes a model at the server.
func (d *Domain) removeOnline(id string, left time.Duration, done func(*Error)) {
	refused := func() {}
	if m := d.models.open(id); m != nil && m.replica.Permissions.Can(protocol.PermissionRemove) {
		d.models.set.Flush() // the edits count if the server does refuse
		if resource := m.replica.Resource(); m.replica.Attached() {
			refused = func() { d.models.set.GiveBack(resource) }
		}
		m.removed()
	}
	d.session.RequestWithin(left, &protocol.DeleteRequest{ModelID: id}, "remove a model", func(answer protocol.Message, err *Error) {
		if _, ok := answer.(*protocol.DeleteResponse); ok {
			d.offline.Delete(id)
			done(nil)
			return
		}
		if err != nil && err.Class == session.ClassServer {
			refused()
		}
		done(session.Unexpected(answer, err))
	})
}

// removed closes the model because it is deleted from here.
func (m *Model) removed() {
	m.emit(ModelEvent{Kind: ModelDeleted, Local: true})
	m.finishClose(ModelEvent{Kind: ModelClosed, Local: true})
}

// ModelData answers [Sink.DataWanted].
func (d *Domain) ModelData(number uint32, c Creation) *Error {
	d.session.Lock()
	defer d.session.Unlock()
	wire, err := c.wire()
	if err != nil {
		d.answerData(number, &protocol.Error{Code: protocol.CodeInvalidModelData, Message: err.Message})
		return err
	}
	if err := d.models.set.Creatable(&protocol.CreateRequest{Creation: wire}); err != nil {
		d.dataFailed(number, err)
		return err
	}
	if !d.offline.Data(number, &wire, nil) {
		d.answerData(number, &protocol.AutoCreateResponse{Creation: wire})
	}
	return nil
}

// ModelDataFailed answers [Sink.DataWanted] when the application could not
// produce the data.
func (d *Domain) ModelDataFailed(number uint32, message string) {
	d.session.Lock()
	defer d.session.Unlock()
	d.dataFailed(number, session.ClientError(protocol.CodeDataRequestFailure, "%s", message))
}

func (d *Domain) dataFailed(number uint32, err *Error) {
	if !d.offline.Data(number, nil, err) {
		d.answerData(number, &protocol.Error{Code: err.Code, Message: err.Message, Details: err.Details})
	}
}

func (d *Domain) answerData(number uint32, m protocol.Message) {
	w := d.models.dataWanted[number]
	if w == nil || w.conn != d.session.Conn {
		return
	}
	shrinking.Delete(&d.models.dataWanted, &d.models.room.dataWanted, number)
	w.conn.Send(0, w.request, m)
}

// IDSource makes the element ids prefix:0, prefix:1, ...
type IDSource struct {
	Prefix string
	next   uint64
}

// CreationIDs returns the source for the data of a new model.
func CreationIDs() *IDSource { return &IDSource{Prefix: "@"} }

// Next returns the next id.
func (s *IDSource) Next() string {
	id := make([]byte, 0, len(s.Prefix)+8)
	id = append(append(id, s.Prefix...), ':')
	id = strconv.AppendUint(id, s.next, 10)
	s.next++
	return string(id)
}

// Assign returns the value with fresh ids for it and everything below it, a
// container before its content.
func (s *IDSource) Assign(v ot.Value) ot.Value {
	v.ID = s.Next()
	if v.Items != nil {
		items := make([]ot.Value, len(v.Items))
		for i := range v.Items {
			items[i] = s.Assign(v.Items[i])
		}
		v.Items = items
	}
	if v.Members != nil {
		members := make([]ot.Member, len(v.Members))
		for i, m := range v.Members {
			members[i] = ot.Member{Key: m.Key, Value: s.Assign(m.Value)}
		}
		v.Members = members
	}
	return v
}
