package archive

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// chatImport is the chat whose events come.
type chatImport struct {
	change store.ChatChange // that makes it, nil once it is made
	made   bool
	begun  int // number of the line
	key    int64
	last   int64 // number of the newest event, -1: none
	stored int64 // ... in the store
	events batch[store.ChatEntry]
}

func (m *importer) beginChat() error {
	if err := m.endChat(); err != nil {
		return err
	}
	var l chatLine
	if err := m.read(&l); err != nil {
		return err
	}
	c := &store.Chat{Key: rand.Int64() | 1, Direct: string(l.Direct), ChatInfo: protocol.ChatInfo{
		ID: string(l.ID), Type: protocol.ChatType(l.ChatType), Membership: protocol.ChatMembership(l.Membership),
		Name: string(l.Name), Topic: string(l.Topic), Created: l.Created,
	}}
	switch {
	case c.Type != protocol.ChatDirect && c.Type != protocol.ChatRoom && c.Type != protocol.ChatChannel:
		return fmt.Errorf("%q is no type of chats", l.ChatType)
	case c.Membership != protocol.MembershipPublic && c.Membership != protocol.MembershipPrivate:
		return fmt.Errorf("%q is no membership", l.Membership)
	case (c.Type == protocol.ChatDirect) != (c.Direct != ""):
		return errors.New("direct chats, and no others, have something that stands for their members")
	}
	if x := m.limits.Check(&protocol.ChatCreateRequest{ID: c.ID, Name: c.Name, Topic: c.Topic}); x != nil {
		return x
	}
	err := errors.Join(m.named("the id of a chat", l.ID), times(l.Created))
	if err == nil {
		c.Maker, err = m.id(l.Maker)
	}
	change := store.ChatChange{Key: c.Key, Create: c}
	if err == nil {
		c.Roles, err = m.roles(&l.Roles)
	}
	if err == nil {
		change.Add, err = m.ids(l.Members)
	}
	for _, s := range l.Seen {
		user, wrong := m.id(s.User)
		err = errors.Join(err, wrong)
		change.Seen = append(change.Seen, protocol.ChatMember{User: user, Seen: s.Number})
	}
	if err != nil {
		return err
	}
	m.chat = &chatImport{change: change, begun: m.at, key: c.Key, last: -1, stored: -1}
	m.counts.Chats++
	return nil
}

// eventKinds are the kinds of events that there are.
var eventKinds = map[protocol.ChatEventKind]bool{
	protocol.ChatCreated: true, protocol.ChatMessage: true, protocol.ChatUserJoined: true, protocol.ChatUserLeft: true, protocol.ChatUserAdded: true,
	protocol.ChatUserRemoved: true, protocol.ChatNameChanged: true, protocol.ChatTopicChanged: true,
}

func (m *importer) event() error {
	var l eventLine
	if err := m.read(&l); err != nil {
		return err
	}
	c := m.chat
	if c == nil {
		return errors.New("an event without a chat before it")
	}
	e := store.ChatEntry{Instance: string(l.Client), Sequence: l.Sequence, ChatEvent: protocol.ChatEvent{
		Kind: protocol.ChatEventKind(l.Kind), Number: l.Number, Millis: l.Time, Text: string(l.Text), Topic: string(l.Topic)}}
	switch {
	case e.Number != c.last+1:
		return fmt.Errorf("event %d comes after event %d", e.Number, c.last)
	case !eventKinds[e.Kind] || (e.Kind == protocol.ChatCreated) != (e.Number == 0):
		return fmt.Errorf("%q is no kind of events, or not here", l.Kind)
	case e.Sequence > 1<<53:
		return fmt.Errorf("sequence %d is too large", e.Sequence)
	}
	err := errors.Join(times(l.Time), within("a chat message", l.Text, m.limits.Text), within("a chat topic", l.Topic, max(m.limits.Topic, m.limits.Name)),
		within("the id of a client", l.Client, protocol.MaxInstance))
	if err == nil {
		e.User, err = m.id(l.User)
	}
	if err == nil && l.Subject != nil {
		var subject protocol.UserID
		subject, err = m.id(*l.Subject)
		e.Subject = &subject
	}
	if err == nil {
		e.Members, err = m.ids(l.Members)
	}
	if err != nil {
		return err
	}
	c.last = e.Number
	m.counts.Events++
	if c.events.add(e, m.at, len(m.line)) {
		return m.flushEvents()
	}
	return nil
}

// flushEvents writes the events that wait, and the chat with the first ones.
func (m *importer) flushEvents() error {
	c := m.chat
	return c.events.flush(func(all []store.ChatEntry) error {
		change := store.ChatChange{Key: c.key, Last: c.stored, Events: all}
		if !c.made {
			change = c.change
			change.Events = all
		}
		err := m.store.ChangeChats(m.ctx, []store.ChatChange{change})
		if err == nil {
			c.made, c.stored = true, all[len(all)-1].Number
		}
		return err
	})
}

// endChat finishes the chat whose events came, if there is one.
func (m *importer) endChat() error {
	c := m.chat
	if c == nil {
		return nil
	}
	if c.last < 0 {
		return &LineError{c.begun, errors.New("the chat has no events, and its creation is one")}
	}
	if err := m.flushEvents(); err != nil {
		return err
	}
	m.chat = nil
	return nil
}
