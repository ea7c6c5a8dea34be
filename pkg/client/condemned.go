package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// accused refuses what the server closes connections for, in its place. There is no
// connection any more, and the requests of the last one wait.
func (d *Domain) accused(c *session.Connection, p session.Parcel, e *protocol.Error) {
	what := ""
	switch m := p.Message.(type) {
	case *protocol.OperationSubmission:
		if model := p.About.(*Model); model != nil {
			what = "edits of the model " + model.id
			instance := m.Instance
			if instance == "" {
				instance = d.session.Options.Instance
			}
			d.condemn(model.id, condemned{instance: instance, first: m.First, count: len(m.Operations), err: session.ServerError(e)})
		}
	case *protocol.CreateRequest:
		if m.Created == 0 { // asked for now, and not again
			c.Answer(p.Request, e)
			return
		}
		what = "the new model " + m.ModelID
		d.condemn(m.ModelID, condemned{creation: m.Created, err: session.ServerError(e)})
	case *protocol.PresenceSetState:
		d.presence.Forbid(session.ServerError(e))
	case *protocol.ActivityUpdateState:
		d.activities.Forbid(m.Resource, e.Message)
	case *protocol.ChatPublishRequest, *protocol.PresenceChangeRequest, *protocol.ActivityJoinRequest:
		c.Answer(p.Request, e) // before it fails because the connection was lost, and sent again
	case *protocol.ShareReference, *protocol.SetReference:
		d.refuseMessage(c, 0, 0, m, e)
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
