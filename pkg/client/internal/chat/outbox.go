package chat

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
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
	Millis   int64          // when it was written
	Err      *session.Error // why it was refused, nil while it is pending
}

// outgoing is a message on its way to the server.
type outgoing struct {
	PendingMessage
	done   func(*protocol.ChatPublishResponse, *session.Error) // nil: nobody waits
	direct bool                                                // was written with a connection: the server says whether its room is joined
	sent   bool                                                // on this connection
	shown  bool                                                // as pending, by an event
	kept   bool                                                // is in the store, or will be
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

// Publish sends a message, after all that wait. With an offline store it
// can be called without a connection: the message is kept, and done is called
// when the server has answered.
func (all *Chats) Publish(id, text string, done func(*protocol.ChatPublishResponse, *session.Error)) {
	all.session.Lock()
	defer all.session.Unlock()
	if err := all.session.Checked(&protocol.ChatPublishRequest{Text: text}); err != nil {
		done(nil, err)
		return
	}
	keep := all.Store.Keeps()
	connected := all.session.State == session.StateConnected
	if !connected {
		if err := all.mayQueue(id, keep); err != nil {
			done(nil, err)
			return
		}
	}
	b := &all.outbox
	b.last++
	b.millis = max(b.millis, all.session.Host.Now().UnixMilli())
	instance := all.session.Options.Instance
	if keep {
		instance = all.Store.Instance // whose lock is held
	}
	m := &outgoing{done: done, direct: connected, PendingMessage: PendingMessage{
		Instance: instance, Sequence: b.last, ChatID: id, Text: text, Millis: b.millis}}
	b.list = append(b.list, m)
	if keep {
		all.keepMessage(m)
	}
	if !connected {
		all.emitPending(m)
	}
	all.pump()
}

// mayQueue returns why a message cannot be queued for a chat without a
// connection.
func (all *Chats) mayQueue(id string, keep bool) *session.Error {
	c := all.known[id]
	switch {
	case !keep || c == nil:
		return session.ErrOffline("send a message")
	case c.gone, c.info.Type == protocol.ChatRoom && !c.inRoom, c.info.Type != protocol.ChatRoom && c.memberIndex(all.session.Self.User.UserID) < 0:
		return session.UsageError(protocol.CodeChatNotJoined, "the chat %q is not joined", id)
	}
	return nil
}

// Pending returns the messages of a chat, or of all chats for "", that
// the server has not answered or has refused.
func (all *Chats) Pending(chat string) (found []PendingMessage) {
	all.session.Lock()
	defer all.session.Unlock()
	for _, m := range all.outbox.list {
		if (chat == "" || m.ChatID == chat) && !(m.kept && all.Store.Foreign()) {
			found = append(found, m.PendingMessage)
		}
	}
	return found
}

// Discard gives up a message that was refused or is not on its way. It
// reports false when there is none with this identity.
func (all *Chats) Discard(instance string, sequence uint64) bool {
	all.session.Lock()
	defer all.session.Unlock()
	m := all.outbox.find(instance, sequence)
	if m == nil || m.sent {
		return false
	}
	all.finish(m)
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
func (all *Chats) pump() {
	b := &all.outbox
	if all.session.State != session.StateConnected || all.session.Conn == nil || b.held {
		return
	}
	for _, m := range b.list {
		if b.inFlight >= maxInFlight {
			return
		}
		if all.sendable(m) {
			m.sent = true
			b.inFlight++
			// Messages that are kept are worth waiting for.
			timeout := all.session.Options.RequestTimeout
			if m.kept {
				timeout = 0
			}
			p := &protocol.ChatPublishRequest{ID: m.ChatID, Text: m.Text, Instance: m.Instance, Sequence: m.Sequence}
			all.session.RequestWithin(timeout, p, "send a message", func(answer protocol.Message, err *session.Error) { all.published(m, answer, err) })
		}
	}
}

// sendable reports whether a message may go now. Those for a room wait until
// this session is in it; those that are kept are not sent as another user.
func (all *Chats) sendable(m *outgoing) bool {
	if m.sent || m.Err != nil || m.kept && all.Store.Foreign() {
		return false
	}
	c := all.known[m.ChatID]
	return m.direct || c == nil || c.info.Type != protocol.ChatRoom || c.inRoom
}

// published takes the answer to a message.
func (all *Chats) published(m *outgoing, answer protocol.Message, err *session.Error) {
	all.outbox.inFlight--
	m.sent = false
	r, ok := answer.(*protocol.ChatPublishResponse)
	if !ok {
		err = session.Unexpected(answer, err)
	}
	switch {
	case ok:
		all.finish(m)
		if m.done != nil {
			m.done(r, nil)
		}
	case err.Code == protocol.CodeConnectionFailed:
		// Whether it arrived is not known: it is sent again.
	case err.Code == protocol.CodeUnknown && m.kept:
		all.outbox.held = true
		all.session.After(session.RetryAfter, func() {
			all.outbox.held = false
			all.pump()
		})
	default:
		all.refused(m, err)
	}
	all.pump()
}

// refused ends a message that the server does not take. When nobody waits for
// it, it is kept until it is discarded: it may be all that is left of it.
func (all *Chats) refused(m *outgoing, err *session.Error) {
	m.Err = err
	if m.done != nil {
		all.finish(m)
		m.done(nil, err)
	} else {
		all.keepMessage(m)
	}
	if m.shown || m.done == nil {
		pending := m.PendingMessage
		all.emit(Event{ID: m.ChatID, Pending: &pending})
	}
}

// finish takes a message out.
func (all *Chats) finish(m *outgoing) {
	m.over = true
	list := all.outbox.list
	for i := range list {
		if list[i] == m {
			all.outbox.list = append(append(make([]*outgoing, 0, len(list)), list[:i]...), list[i+1:]...)
			break
		}
	}
	if m.kept {
		all.Store.Drop(layout.QueueKey(m.Instance, m.Sequence))
	}
}

func (all *Chats) emitPending(m *outgoing) {
	if !m.shown && !m.over {
		m.shown = true
		pending := m.PendingMessage
		all.emit(Event{ID: m.ChatID, Pending: &pending})
	}
}

// Unanswered says which messages wait for the next connection.
func (all *Chats) Unanswered() {
	for _, m := range all.outbox.list {
		if m.Err == nil && all.session.State != session.StateDisconnected {
			all.emitPending(m)
		}
	}
}

// GiveUp ends the messages that wait for a connection nobody wants; kept ends those too that the store keeps for the next program.
func (all *Chats) GiveUp(kept bool) {
	for _, m := range all.outbox.list {
		if m.over || m.done == nil || m.kept && !kept {
			continue
		}
		done := m.done
		m.done = nil
		if m.kept {
			done(nil, session.ClientError(protocol.CodeDisposed, "the domain was disposed: the message is sent by the next one with this offline store"))
			continue
		}
		all.finish(m)
		done(nil, session.ErrOffline("send a message"))
	}
}

// SaveState returns where the messages are that the server has not answered.
func (all *Chats) SaveState() local.SaveState {
	worst := local.SavedOnServer
	for _, m := range all.outbox.list {
		if m.kept && m.Err == nil {
			if !m.stored {
				return local.Unsaved
			}
			worst = local.SavedOnDevice
		}
	}
	return worst
}
