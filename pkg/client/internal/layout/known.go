package layout

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// Message is a chat message that the server has not answered, or has refused.
type Message struct {
	Chat   string
	Text   string
	Millis int64         // when it was written
	Code   protocol.Code // why it was refused, empty when it was not
	Reason string
}

func (m *Message) fields(f *fields.Fields) {
	f.Text(&m.Chat)
	f.Text(&m.Text)
	fields.Whole(f, &m.Millis)
	f.Text((*string)(&m.Code))
	f.Text(&m.Reason)
}

// Encode returns the value of the record.
func (m Message) Encode() []byte { return fields.Must(m.fields) }

// DecodeMessage reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeMessage(data []byte) (m Message, err error) {
	err = fields.Decode(data, "message", m.fields)
	return m, err
}

// Span says which events of a chat are stored: all with From <= number < To.
type Span struct {
	From, To int64
	Millis   int64 // time of the newest
	Opened   bool  // the application has had the chat, not only a list it is in
}

func (s *Span) fields(f *fields.Fields) {
	fields.Whole(f, &s.From)
	fields.Whole(f, &s.To)
	fields.Whole(f, &s.Millis)
	f.Flag(&s.Opened)
}

// Encode returns the value of the record.
func (s Span) Encode() []byte { return fields.Must(s.fields) }

// DecodeSpan reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeSpan(data []byte) (s Span, err error) {
	err = fields.Decode(data, "span of a chat", s.fields)
	return s, err
}

// EncodeBody returns the value of a record that holds what a message of package
// protocol carries.
func EncodeBody(m protocol.Message) ([]byte, error) { return protocol.AppendBody(nil, m) }

// DecodeBody reads what [EncodeBody] wrote. Errors wrap [storage.ErrCorrupt].
func DecodeBody(b protocol.Body, data []byte) (protocol.Message, error) {
	m, err := protocol.DecodeBody(b, data)
	if err != nil {
		return nil, fmt.Errorf("read a record: %w: %v", storage.ErrCorrupt, err)
	}
	return m, nil
}

// Known is what a record of [KnownRange] says. What is not set is not said.
type Known struct {
	User     *protocol.User
	Chat     *protocol.ChatInfo
	ID       string // of the chat of Span
	Span     *Span
	Instance string // that wants to say something, or has changed its presence
}

// DecodeKnown reads a record of [KnownRange]. Errors wrap [storage.ErrCorrupt].
func DecodeKnown(r storage.Record) (k Known, err error) {
	switch r.Key[0] {
	case spaceUser:
		var u protocol.User
		u, err = DecodeUser(r.Value)
		k.User = &u
	case spaceChat:
		var m protocol.Message
		if m, err = DecodeBody(protocol.BodyChatJoinResponse, r.Value); err == nil {
			k.Chat = &m.(*protocol.ChatJoinResponse).Chat
		}
	case spaceSpan:
		var s Span
		s, err = DecodeSpan(r.Value)
		k.Span = &s
		k.ID, _, _ = takeSegment(r.Key[1:])
	case spaceQueue, spacePresence:
		k.Instance, _, _ = takeSegment(r.Key[1:])
	}
	return k, err
}
