// Package standin is a server that lives in the client's own process, knows
// one model and nobody else, and acknowledges every operation without looking
// at it. Benchmarks and tests use it to measure the client alone, with the
// encoding of what it sends.
package standin

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// ModelID is the id of the one model.
const ModelID = "local"

// Host is a [client.Host] whose sockets all lead to the stand-in. Timers and
// turns are those of the host that it wraps.
type Host struct {
	client.Host
	Sent int // bytes of the messages that the client has sent

	data    ot.Value
	version int64
	next    uint64 // sequence of the client
	handler client.SocketHandler
	answers protocol.Writer
	pending bool
}

// New returns a stand-in whose model has the data, an object with element ids.
func New(host client.Host, data ot.Value) *Host { return &Host{Host: host, data: data, version: 1} }

// Dial implements [client.Host].
func (h *Host) Dial(_ *client.Domain, _, _ string, handler client.SocketHandler) client.Socket {
	h.handler = handler
	h.AfterFunc(0, handler.Opened)
	return (*socket)(h)
}

// Open connects a domain on this host, whose sink answers
// CredentialsWanted, and opens the model.
func (h *Host) Open(d *client.Domain, done func(*client.Model, *client.Error)) {
	d.Connect(protocol.AuthAnonymous, func(err *client.Error) {
		if err != nil {
			done(nil, err)
			return
		}
		h.AfterFunc(0, func() { d.OpenModel(ModelID, 0, done) })
	})
}

// Push sends the client a message that it did not ask for. Operations take
// their versions.
func (h *Host) Push(m protocol.Message) {
	h.answers.AddEncoded(h.Encode(m))
	h.AfterFunc(0, (*socket)(h).reply)
}

// Encode returns a message that the client did not ask for, to be handed to
// Handler before anything else happens. Operations take their versions.
func (h *Host) Encode(m protocol.Message) []byte {
	if r, ok := m.(*protocol.RemoteOperation); ok {
		r.Version = h.version
		h.version += int64(len(r.Operations))
	}
	message, err := protocol.Encode(0, 0, m)
	if err != nil {
		panic("standin: " + err.Error())
	}
	return message
}

// Handler returns the client's end of the socket, once it is open.
func (h *Host) Handler() client.SocketHandler { return h.handler }

type socket Host

// Close implements [client.Socket].
func (s *socket) Close(int, string) { s.handler = nil }

// Send implements [client.Socket].
func (s *socket) Send(message []byte) {
	s.Sent += len(message)
	err := protocol.Decode(message, func(e protocol.Envelope) error {
		if answer := s.answer(e.Message); answer != nil {
			return s.answers.Add(0, e.Request, answer)
		}
		return nil
	})
	if err != nil {
		panic("standin: the client does not keep to the protocol: " + err.Error())
	}
	if s.answers.Len() > 0 && !s.pending {
		s.pending = true
		s.AfterFunc(0, s.reply)
	}
}

// Buffered implements [client.Socket].
func (s *socket) Buffered() int { return 0 }

// reply hands over what has been answered, in an event of its own as on a real
// socket.
func (s *socket) reply() {
	s.pending = false
	if s.handler == nil {
		return
	}
	answers := append([]byte(nil), s.answers.Bytes()...)
	s.answers.Reset()
	s.handler.Message(answers, false)
}

func (s *socket) answer(m protocol.Message) protocol.Message {
	switch m := m.(type) {
	case *protocol.ConnectionRequest:
		user := protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous, Username: "local"}}
		return &protocol.ConnectionResponse{Success: &protocol.ConnectionSuccess{SessionID: "local", User: user}}
	case *protocol.OpenRequest:
		data, _ := protocol.AppendValue(nil, s.data) // what cannot be written is no model for the client
		return &protocol.OpenResponse{
			Resource: 1, ModelID: ModelID, Collection: "local", ValueIDPrefix: "1", Version: s.version,
			Created: time.Unix(0, 0).UnixMilli(), Data: data, Sessions: []string{"local"}, Permissions: protocol.AllPermissions,
		}
	case *protocol.OperationSubmission:
		if m.First == 0 {
			m.First = s.next
		}
		s.next = m.First + uint64(len(m.Operations))
		ack := &protocol.OperationAck{Resource: m.Resource, First: m.First, Count: len(m.Operations), Version: s.version}
		s.version += int64(ack.Count)
		return ack
	case *protocol.CloseRequest:
		return &protocol.CloseResponse{}
	case *protocol.Ping:
		return &protocol.Pong{}
	}
	return nil
}
