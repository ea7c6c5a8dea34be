package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// owner is a domain as its session sees it, see [session.Owner].
type owner Domain

func (o *owner) domain() *Domain { return (*Domain)(o) }

func (o *owner) Busy() bool            { return o.sink.Busy() }
func (o *owner) Event(e session.Event) { o.domain().emit(e) }

func (o *owner) CredentialsWanted(attempt int, method protocol.AuthMethod) {
	o.sink.CredentialsWanted(o.domain(), attempt, method)
}

func (o *owner) Flush() {
	o.models.set.Flush()
	o.activities.Flush()
}

func (o *owner) SignedIn(user protocol.User) {
	if o.offline != nil && o.offline.Foreign() { // nothing that is stored is for this user
		o.people.Hide()
		o.chats.Hide()
	}
	o.people.Heard([]protocol.User{user})
}

func (o *owner) Online(before *Participant, presence map[string]protocol.JSON) {
	d := o.domain()
	d.models.online(d)
	d.presence.Online(presence)
	d.activities.Online(before)
	d.chats.Online()
}

func (o *owner) Offline(lost bool) {
	o.models.offline(o.domain())
	o.presence.Offline(lost)
	o.activities.Offline()
}

func (o *owner) Unanswered() { o.chats.Unanswered() }

func (o *owner) Ended() {
	o.chats.GiveUp(false)
	o.presence.Ended()
}

func (o *owner) MaySendAgain() bool {
	for _, r := range o.models.set.Open {
		if o.offline != nil || r.Control.MaybeSent() {
			return true
		}
	}
	return false
}

func (o *owner) Presence() map[string]protocol.JSON { return o.presence.Lost() }
func (o *owner) RejectPresence(reason string) bool  { return o.presence.RejectLost(reason) }

func (o *owner) About(m protocol.Message) any {
	var about *replica.Replica
	if s, ok := m.(*protocol.OperationSubmission); ok {
		about = o.models.set.ByResource(s.Resource)
	}
	return about
}

func (o *owner) Accused(c *session.Connection, p session.Parcel, e *protocol.Error) {
	o.domain().accused(c, p, e)
}

func (o *owner) Refuse(c *session.Connection, request, response uint32, m protocol.Message, e *protocol.Error) {
	o.domain().refuseMessage(c, request, response, m, e)
}

func (o *owner) Late(answer protocol.Message) {
	if r, ok := answer.(*protocol.OpenResponse); ok {
		o.models.set.GiveBack(r.Resource)
	}
}
