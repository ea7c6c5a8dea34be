package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// PendingMessage is a chat message that the server has not answered yet, or one
// of an earlier program that it has refused. Instance and Sequence are its
// identity: sent again after a lost answer it is said once all the same.
type PendingMessage struct {
	Instance string
	Sequence uint64
	ChatID   string
	Text     string
	Millis   int64  // when it was written
	Err      *Error // why it was refused, nil while it is pending
}

// outgoing is a message on its way to the server.
type outgoing struct {
	PendingMessage
	done   func(*protocol.ChatPublishResponse, *Error) // nil: nobody waits
	direct bool                                        // was written with a connection: the server says whether its room is joined
	sent   bool                                        // on this connection
	told   bool                                        // as pending
	kept   bool                                        // is in the store, or will be
	stored bool
	over   bool
}

// outbox holds the messages that the server has not answered, in the order in
// which they are sent.
type outbox struct {
	list     []*outgoing // taking one out makes a new list
	last     uint64      // sequence of the newest message of this client
	millis   int64       // its time
	inFlight int
	held     bool // the server is in trouble: a pause
}

const maxInFlight = 64

// PublishChat sends a message, after all that wait. With an offline store it
// can be called without a connection: the message is kept, and done is told
// when the server has answered.
func (d *Domain) PublishChat(id, text string, done func(*protocol.ChatPublishResponse, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	if err := d.session.Checked(&protocol.ChatPublishRequest{Text: text}); err != nil {
		done(nil, err)
		return
	}
	keep := d.offline.keeps()
	connected := d.session.State == session.StateConnected
	if !connected {
		if err := d.mayQueue(id, keep); err != nil {
			done(nil, err)
			return
		}
	}
	b := &d.outbox
	b.last++
	b.millis = max(b.millis, d.session.Host.Now().UnixMilli())
	instance := d.session.Options.Instance
	if keep {
		instance = d.offline.Instance // whose lock is held
	}
	m := &outgoing{done: done, direct: connected, PendingMessage: PendingMessage{
		Instance: instance, Sequence: b.last, ChatID: id, Text: text, Millis: b.millis}}
	b.list = append(b.list, m)
	if keep {
		d.offline.keepMessage(m)
	}
	if !connected {
		d.tellPending(m)
	}
	d.pump()
}

// mayQueue returns why a message cannot be queued for a chat without a
// connection.
func (d *Domain) mayQueue(id string, keep bool) *Error {
	c := d.chats.known[id]
	switch {
	case !keep || c == nil:
		return session.ErrOffline("send a message")
	case c.gone, c.info.Type == protocol.ChatRoom && !c.inRoom, c.info.Type != protocol.ChatRoom && c.memberIndex(d.session.Self.User.UserID) < 0:
		return session.UsageError(protocol.CodeChatNotJoined, "the chat %q is not joined", id)
	}
	return nil
}

// PendingMessages returns the messages of a chat, or of all chats for "", that
// the server has not answered or has refused.
func (d *Domain) PendingMessages(chat string) (all []PendingMessage) {
	d.session.Lock()
	defer d.session.Unlock()
	for _, m := range d.outbox.list {
		if (chat == "" || m.ChatID == chat) && !(m.kept && d.offline.Foreign()) {
			all = append(all, m.PendingMessage)
		}
	}
	return all
}

// DiscardMessage gives up a message that was refused or is not on its way. It
// reports false when there is none with this identity.
func (d *Domain) DiscardMessage(instance string, sequence uint64) bool {
	d.session.Lock()
	defer d.session.Unlock()
	m := d.outbox.find(instance, sequence)
	if m == nil || m.sent {
		return false
	}
	d.finish(m)
	if m.done != nil {
		m.done(nil, session.ClientError(protocol.CodeCancelled, "the message was discarded"))
	}
	return true
}

func (b *outbox) find(instance string, sequence uint64) *outgoing {
	for _, m := range b.list {
		if m.Sequence == sequence && m.Instance == instance {
			return m
		}
	}
	return nil
}

// pump sends what may be sent. The server handles the messages of a connection
// in order, so that they keep theirs.
func (d *Domain) pump() {
	b := &d.outbox
	if d.session.State != session.StateConnected || d.session.Conn == nil || b.held {
		return
	}
	for _, m := range b.list {
		if b.inFlight >= maxInFlight {
			return
		}
		if d.sendable(m) {
			m.sent = true
			b.inFlight++
			// Messages that are kept are worth waiting for.
			timeout := d.session.Options.RequestTimeout
			if m.kept {
				timeout = 0
			}
			p := &protocol.ChatPublishRequest{ID: m.ChatID, Text: m.Text, Instance: m.Instance, Sequence: m.Sequence}
			d.session.RequestWithin(timeout, p, "send a message", func(answer protocol.Message, err *Error) { d.published(m, answer, err) })
		}
	}
}

// sendable reports whether a message may go now. Those for a room wait until
// this session is in it; those that are kept are not sent as another user.
func (d *Domain) sendable(m *outgoing) bool {
	if m.sent || m.Err != nil || m.kept && d.offline.Foreign() {
		return false
	}
	c := d.chats.known[m.ChatID]
	return m.direct || c == nil || c.info.Type != protocol.ChatRoom || c.inRoom
}

// published takes the answer to a message.
func (d *Domain) published(m *outgoing, answer protocol.Message, err *Error) {
	d.outbox.inFlight--
	m.sent = false
	r, ok := answer.(*protocol.ChatPublishResponse)
	if !ok {
		err = session.Unexpected(answer, err)
	}
	switch {
	case ok:
		d.finish(m)
		if m.done != nil {
			m.done(r, nil)
		}
	case err.Code == protocol.CodeConnectionFailed:
		// Whether it arrived is not known: it is sent again.
	case err.Code == protocol.CodeUnknown && m.kept:
		d.outbox.held = true
		d.session.After(session.RetryAfter, func() {
			d.outbox.held = false
			d.pump()
		})
	default:
		d.refused(m, err)
	}
	d.pump()
}

// refused ends a message that the server does not take. When nobody waits for
// it, it is kept until it is discarded: it may be all that is left of it.
func (d *Domain) refused(m *outgoing, err *Error) {
	m.Err = err
	if m.done != nil {
		d.finish(m)
		m.done(nil, err)
	} else {
		d.offline.keepMessage(m)
	}
	if m.told || m.done == nil {
		pending := m.PendingMessage
		d.sink.ChatEvent(d, ChatEvent{ID: m.ChatID, Pending: &pending})
	}
}

// finish takes a message out.
func (d *Domain) finish(m *outgoing) {
	m.over = true
	list := d.outbox.list
	for i := range list {
		if list[i] == m {
			d.outbox.list = append(append(make([]*outgoing, 0, len(list)), list[:i]...), list[i+1:]...)
			break
		}
	}
	if m.kept {
		d.offline.Drop(layout.QueueKey(m.Instance, m.Sequence))
	}
}

func (d *Domain) tellPending(m *outgoing) {
	if !m.told && !m.over {
		m.told = true
		pending := m.PendingMessage
		d.sink.ChatEvent(d, ChatEvent{ID: m.ChatID, Pending: &pending})
	}
}

// tellUnanswered tells which messages wait for the next connection.
func (d *Domain) tellUnanswered() {
	for _, m := range d.outbox.list {
		if m.Err == nil && d.session.State != session.StateDisconnected {
			d.tellPending(m)
		}
	}
}

// giveUpMessages ends the messages that wait for a connection nobody wants; all
// ends those too that the store keeps for the next program.
func (d *Domain) giveUpMessages(all bool) {
	for _, m := range d.outbox.list {
		if m.over || m.done == nil || m.kept && !all {
			continue
		}
		done := m.done
		m.done = nil
		if m.kept {
			done(nil, session.ClientError(protocol.CodeDisposed, "the domain was disposed: the message is sent by the next one with this offline store"))
			continue
		}
		d.finish(m)
		done(nil, session.ErrOffline("send a message"))
	}
}

// saveState returns where the messages are that the server has not answered.
func (b *outbox) saveState() SaveState {
	worst := SavedOnServer
	for _, m := range b.list {
		if m.kept && m.Err == nil {
			if !m.stored {
				return Unsaved
			}
			worst = SavedOnDevice
		}
	}
	return worst
}
