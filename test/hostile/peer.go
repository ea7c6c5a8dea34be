package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// peer is a connection of the attacker, who says what no client would.
type peer struct {
	socket *websocket.Conn
	ctx    context.Context
	last   uint32 // request id
}

// dial connects without signing in.
func dial(ctx context.Context, url string) (*peer, error) { return dialFrom(ctx, url, "127.0.0.1") }

// dialFrom is dial from an address, which the server believes the proxy that it trusts.
func dialFrom(ctx context.Context, url, address string) (*peer, error) {
	socket, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{
		Subprotocols: []string{protocol.Subprotocol}, HTTPHeader: http.Header{"X-Forwarded-For": {address}},
	})
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(-1)
	return &peer{socket: socket, ctx: ctx}, nil
}

// enter connects and signs in as a guest, or with request as whom it names.
func enter(ctx context.Context, url string) (*peer, error) {
	return enterFrom(ctx, url, "127.0.0.1")
}

// enterFrom is enter from an address.
func enterFrom(ctx context.Context, url, address string) (*peer, error) {
	p, err := dialFrom(ctx, url, address)
	if err != nil {
		return nil, err
	}
	if err := p.ask(signIn()); err != nil {
		p.drop()
		return nil, err
	}
	answer, err := wait[*protocol.ConnectionResponse](p)
	if err == nil && answer.Success == nil {
		err = errors.New(answer.Failure.Message)
	}
	if err != nil {
		p.drop()
		return nil, err
	}
	return p, nil
}

func signIn() *protocol.ConnectionRequest {
	return &protocol.ConnectionRequest{Client: "hostile", ProtocolVersion: protocol.Version, Instance: rand.Text(), Method: protocol.AuthAnonymous}
}

func (p *peer) drop() { p.socket.CloseNow() }

// ask sends a request.
func (p *peer) ask(m protocol.Message) error {
	p.last++
	return p.send(p.last, m)
}

// tell sends a message that wants no answer.
func (p *peer) tell(m protocol.Message) error { return p.send(0, m) }

func (p *peer) send(request uint32, m protocol.Message) error {
	data, err := protocol.Encode(request, 0, m)
	if err != nil {
		return err
	}
	return p.write(data)
}

func (p *peer) write(data []byte) error {
	return p.socket.Write(p.ctx, websocket.MessageBinary, data)
}

// many sends a number of messages in one WebSocket message.
func (p *peer) many(n int, message func(i int) (request bool, m protocol.Message)) error {
	var w protocol.Writer
	for i := range n {
		request, m := message(i)
		id := uint32(0)
		if request {
			p.last++
			id = p.last
		}
		if err := w.Add(id, 0, m); err != nil {
			return err
		}
	}
	return p.write(w.Bytes())
}

// wait reads until a message of a type comes; an error that answers is returned.
func wait[M protocol.Message](p *peer) (found M, err error) {
	for {
		_, data, err := p.socket.Read(p.ctx)
		if err != nil {
			return found, err
		}
		done := false
		var refused error
		err = protocol.Decode(data, func(e protocol.Envelope) error {
			switch m := e.Message.(type) {
			case M:
				found, done = m, true
			case *protocol.Error:
				refused = fmt.Errorf("%s: %s", m.Code, m.Message)
			case *protocol.Ping:
				return p.tell(&protocol.Pong{})
			}
			return nil
		})
		if done || err != nil {
			return found, err
		}
		if refused != nil {
			return found, refused
		}
	}
}

// read reads and forgets what comes, answers pings, and returns when the connection
// ends. It is for attackers whose answers are not part of the attack.
func (p *peer) read() {
	for {
		_, data, err := p.socket.Read(p.ctx)
		if err != nil {
			return
		}
		if len(data) < 64 {
			protocol.Decode(data, func(e protocol.Envelope) error {
				if _, ok := e.Message.(*protocol.Ping); ok {
					return p.tell(&protocol.Pong{})
				}
				return nil
			})
		}
	}
}

// open opens a model, which must exist.
func (p *peer) open(model string) (*protocol.OpenResponse, error) {
	if err := p.ask(&protocol.OpenRequest{ModelID: model}); err != nil {
		return nil, err
	}
	return wait[*protocol.OpenResponse](p)
}

// create makes a model.
func (p *peer) create(model string, data ot.Value) error {
	if err := p.ask(&protocol.CreateRequest{ModelID: model, Creation: protocol.Creation{Collection: "hostile", Data: data}}); err != nil {
		return err
	}
	_, err := wait[*protocol.CreateResponse](p)
	return err
}

// text is the data of a model with one text, whose element is "t".
func text(n int) ot.Value {
	return ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "text", Value: letters("t", n)}}}
}

func letters(id string, n int) ot.Value {
	return ot.Value{Kind: ot.KindString, ID: id, Text: ot.UncheckedText(strings.Repeat("x", n), n)}
}

// crowd runs a number of attackers, each of which begins anew when it was thrown
// out, until the attack ends. It says how often that was, and why at first.
func crowd(ctx context.Context, n int, attack func(ctx context.Context, i int) error) {
	begin()
	var all sync.WaitGroup
	var ends atomic.Int64
	var once sync.Once
	first := ""
	for i := range n {
		all.Go(func() {
			for ctx.Err() == nil {
				err := attack(ctx, i)
				if ctx.Err() != nil {
					return
				}
				ends.Add(1)
				if err != nil {
					once.Do(func() { first = err.Error() })
				}
				time.Sleep(100 * time.Millisecond)
			}
		})
	}
	all.Wait()
	fmt.Printf("%d attackers, thrown out %d times %s\n", n, ends.Load(), first)
}

// begin says, once, that the preparations of an attack are over.
var begin = sync.OnceFunc(func() { fmt.Println(ready) })
