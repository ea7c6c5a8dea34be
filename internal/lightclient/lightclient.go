// Package lightclient is a client of the server for measurements: it has a model open and no
// document of it, so that many of them take little of the machine on which the server runs too.
package lightclient

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Client is a connection with a model open, or none.
type Client struct {
	Resource uint32
	Version  int64  // that it knows of
	Last     uint64 // sequence

	ctx    context.Context
	socket *websocket.Conn
	came   chan protocol.Message // closed when the connection ends
	err    error                 // why it has ended
}

// ConnectAll connects n guests, each to the URL of a domain that it is given, and opens a model for
// it, or none when its name is empty.
func ConnectAll(ctx context.Context, n int, to func(i int) (url, model string)) ([]*Client, error) {
	clients := make([]*Client, n)
	var all sync.WaitGroup
	var once sync.Once
	var failed error
	places := make(chan bool, 16)
	for i := range n {
		places <- true
		all.Go(func() {
			defer func() { <-places }()
			url, model := to(i)
			c, err := Connect(ctx, url, model)
			if clients[i] = c; err != nil {
				once.Do(func() { failed = fmt.Errorf("client %d: %w", i, err) })
			}
		})
	}
	all.Wait()
	return clients, failed
}

// Connect connects a guest, and opens a model with an empty text, with id t.
func Connect(ctx context.Context, url, model string) (*Client, error) {
	socket, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: []string{protocol.Subprotocol}})
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(-1)
	c := &Client{ctx: ctx, socket: socket, came: make(chan protocol.Message, 16)}
	go c.read()
	err = c.Send(1, &protocol.ConnectionRequest{Client: "bench", ProtocolVersion: protocol.Version, Instance: rand.Text(), Method: protocol.AuthAnonymous})
	if err != nil {
		return nil, err
	}
	answer, err := Wait[*protocol.ConnectionResponse](c)
	if err == nil && answer.Success == nil {
		err = errors.New(answer.Failure.Message)
	}
	if err != nil || model == "" {
		return c, err
	}
	data := ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "text", Value: ot.Value{Kind: ot.KindString, ID: "t"}}}}
	if err := c.Send(2, &protocol.CreateRequest{ModelID: model, Creation: protocol.Creation{Collection: "bench", Data: data}}); err != nil {
		return nil, err
	}
	if _, err := Wait[*protocol.CreateResponse](c); err != nil && !errors.Is(err, errExists) {
		return nil, err
	}
	if err := c.Send(3, &protocol.OpenRequest{ModelID: model}); err != nil {
		return nil, err
	}
	opened, err := Wait[*protocol.OpenResponse](c)
	if err == nil {
		c.Resource, c.Version = opened.Resource, opened.Version
	}
	return c, err
}

var errExists = errors.New("it exists already")

// Send sends a message; request is 0 for one that has no answer.
func (c *Client) Send(request uint32, m protocol.Message) error {
	data, err := protocol.Encode(request, 0, m)
	if err != nil {
		return err
	}
	return c.socket.Write(c.ctx, websocket.MessageBinary, data)
}

// read answers pings until the connection ends, also while nobody waits for anything.
func (c *Client) read() {
	defer close(c.came)
	for {
		_, data, err := c.socket.Read(c.ctx)
		if err == nil {
			err = protocol.Decode(data, func(e protocol.Envelope) error {
				switch m := e.Message.(type) {
				case *protocol.Ping:
					return c.Send(0, &protocol.Pong{})
				case *protocol.ConnectionResponse, *protocol.CreateResponse, *protocol.OpenResponse, *protocol.OperationAck, *protocol.RemoteOperation, *protocol.Error:
					c.came <- m
				}
				return nil
			})
		}
		if err != nil {
			c.err = err
			return
		}
	}
}

// Wait returns the next message of a type, or an error that comes in its place.
func Wait[M protocol.Message](c *Client) (none M, err error) {
	for message := range c.came {
		switch m := message.(type) {
		case M:
			return m, nil
		case *protocol.Error:
			if m.Code == protocol.CodeModelAlreadyExists {
				return none, errExists
			}
			return none, fmt.Errorf("%s: %s", m.Code, m.Message)
		}
	}
	return none, c.err
}

// Insertions are the operations that [Client.Insert] sends.
func Insertions(texts int) []ot.Op {
	ops := make([]ot.Op, texts)
	for i := range ops {
		ops[i] = ot.Op{Kind: ot.StringSplice, ID: "t", Index: 0, Text: ot.MustText("x")}
	}
	return ops
}

// Insert inserts texts at the beginning of the text, in one message, and returns when all are
// acknowledged. It follows what others do meanwhile.
func (c *Client) Insert(texts int) error {
	if err := c.Send(0, &protocol.OperationSubmission{Resource: c.Resource, First: c.Last + 1, Version: c.Version, Operations: Insertions(texts)}); err != nil {
		return err
	}
	c.Last += uint64(texts)
	for left := texts; left > 0; {
		message, ok := <-c.came
		if !ok {
			return c.err
		}
		switch m := message.(type) {
		case *protocol.OperationAck:
			left -= m.Count
			c.Version = m.Version + int64(m.Count)
		case *protocol.RemoteOperation:
			c.Version = m.Version + int64(len(m.Operations))
		case *protocol.Error:
			return fmt.Errorf("%s: %s", m.Code, m.Message)
		}
	}
	return nil
}
