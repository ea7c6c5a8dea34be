package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// owner is a domain as its session sees it, see [session.Owner].
type owner struct{ d *Domain }

func (o owner) Busy() bool                                          { return o.d.sink.Busy() }
func (o owner) Event(e session.Event)                               { o.d.emit(e) }
func (o owner) Dispatch(c *session.Connection, e protocol.Envelope) { o.d.dispatch(c, e) }

func (o owner) CredentialsWanted(attempt int, method protocol.AuthMethod) {
	o.d.sink.CredentialsWanted(o.d, attempt, method)
}

func (o owner) Flush() {
	o.d.models.flush(o.d)
	o.d.activities.Flush()
}

func (o owner) SignedIn(user protocol.User) {
	if o.d.offline != nil && o.d.offline.Foreign() { // nothing that is stored is for this user
		o.d.people.Hide()
		o.d.chats.Hide()
	}
	o.d.people.Heard([]protocol.User{user})
}

func (o owner) Online(before *Participant, presence map[string]protocol.JSON) {
	d := o.d
	d.models.online(d)
	d.presence.Online(presence)
	d.activities.Online(before)
	d.chats.Online()
}

func (o owner) Offline(lost bool) {
	o.d.models.offline(o.d)
	o.d.presence.Offline(lost)
	o.d.activities.Offline()
}

func (o owner) Unanswered() { o.d.chats.Unanswered() }

func (o owner) Ended() {
	o.d.chats.GiveUp(false)
	o.d.presence.Ended()
}

func (o owner) MaySendAgain() bool {
	for _, m := range o.d.models.open {
		if o.d.offline != nil || m.control.MaybeSent() {
			return true
		}
	}
	return false
}

func (o owner) Presence() map[string]protocol.JSON { return o.d.presence.Lost() }
func (o owner) RejectPresence(reason string) bool  { return o.d.presence.RejectLost(reason) }

func (o owner) About(m protocol.Message) any {
	var about *Model
	if s, ok := m.(*protocol.OperationSubmission); ok {
		about = o.d.models.resources[s.Resource]
	}
	return about
}

func (o owner) Accused(c *session.Connection, p session.Parcel, e *protocol.Error) {
	o.d.accused(c, p, e)
}

func (o owner) Refuse(c *session.Connection, request, response uint32, m protocol.Message, e *protocol.Error) {
	o.d.refuseMessage(c, request, response, m, e)
}

func (o owner) Late(answer protocol.Message) {
	if r, ok := answer.(*protocol.OpenResponse); ok {
		o.d.giveBack(r.Resource)
	}
}
