package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// client is a connection with a model open.
type client struct {
	ctx      context.Context
	socket   *websocket.Conn
	came     chan protocol.Message // closed when the connection ends
	err      error                 // why it has ended
	resource uint32
	version  int64
	last     uint64 // sequence
}

// connectAll connects n guests, each of which opens a model, or none when its name is
// empty.
func connectAll(ctx context.Context, url string, n int, model func(i int) string) ([]*client, error) {
	clients := make([]*client, n)
	var all sync.WaitGroup
	var once sync.Once
	var failed error
	places := make(chan bool, 16)
	for i := range n {
		places <- true
		all.Go(func() {
			defer func() { <-places }()
			c, err := connect(ctx, url, model(i))
			if clients[i] = c; err != nil {
				once.Do(func() { failed = fmt.Errorf("client %d: %w", i, err) })
			}
		})
	}
	all.Wait()
	return clients, failed
}

func connect(ctx context.Context, url, model string) (*client, error) {
	socket, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: []string{protocol.Subprotocol}})
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(-1)
	c := &client{ctx: ctx, socket: socket, came: make(chan protocol.Message, 16)}
	go c.read()
	err = c.send(1, &protocol.ConnectionRequest{Client: "bench", ProtocolVersion: protocol.Version, Instance: rand.Text(), Method: protocol.AuthAnonymous})
	if err != nil {
		return nil, err
	}
	answer, err := wait[*protocol.ConnectionResponse](c)
	if err == nil && answer.Success == nil {
		err = errors.New(answer.Failure.Message)
	}
	if err != nil || model == "" {
		return c, err
	}
	data := ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "text", Value: ot.Value{Kind: ot.KindString, ID: "t"}}}}
	if err := c.send(2, &protocol.CreateRequest{ModelID: model, Creation: protocol.Creation{Collection: "bench", Data: data}}); err != nil {
		return nil, err
	}
	if _, err := wait[*protocol.CreateResponse](c); err != nil && !errors.Is(err, errExists) {
		return nil, err
	}
	if err := c.send(3, &protocol.OpenRequest{ModelID: model}); err != nil {
		return nil, err
	}
	opened, err := wait[*protocol.OpenResponse](c)
	if err == nil {
		c.resource, c.version = opened.Resource, opened.Version
	}
	return c, err
}

var errExists = errors.New("it exists already")

func (c *client) send(request uint32, m protocol.Message) error {
	data, err := protocol.Encode(request, 0, m)
	if err != nil {
		return err
	}
	return c.socket.Write(c.ctx, websocket.MessageBinary, data)
}

// read answers pings until the connection ends, also while nobody waits for anything.
func (c *client) read() {
	defer close(c.came)
	for {
		_, data, err := c.socket.Read(c.ctx)
		if err == nil {
			err = protocol.Decode(data, func(e protocol.Envelope) error {
				switch m := e.Message.(type) {
				case *protocol.Ping:
					return c.send(0, &protocol.Pong{})
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

// wait returns the next message of a type, or an error that comes in its place.
func wait[M protocol.Message](c *client) (none M, err error) {
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

// idleMemory measures what connections cost that have signed in and do nothing but
// answer pings.
func idleMemory() error {
	const n = 2000
	return withServer(func(p *serverprocess.Process) error {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		// What there is once is there before.
		if _, err := connectAll(ctx, p.Realtime(), 50, func(int) string { return "" }); err != nil {
			return err
		}
		time.Sleep(3 * time.Second)
		before, err := p.Memory()
		if err != nil {
			return err
		}
		if _, err := connectAll(ctx, p.Realtime(), n, func(int) string { return "" }); err != nil {
			return err
		}
		time.Sleep(10 * time.Second)
		after, err := p.Memory()
		fmt.Printf("figure bench_server.idle.kb_per_connection %.0f kB\n", float64(after-before)/n/1000)
		return err
	})
}

// latencies measures how long an edit takes until another client of its model has it:
// ten clients share a model, and 200 edits are made in a second, wherever.
func latencies() error {
	for _, n := range []int{100, 1000, 5000} {
		if err := withServer(func(p *serverprocess.Process) error { return latency(p.Realtime(), n) }); err != nil {
			return err
		}
	}
	return nil
}

func latency(url string, n int) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	clients, err := connectAll(ctx, url, n, func(i int) string { return fmt.Sprint("m", i/10) })
	if err != nil {
		return err
	}
	var mu sync.Mutex
	made := make(map[string]time.Time) // by the text of the edit
	var took []time.Duration
	for i, c := range clients { // who does not take what comes does not answer pings
		go func() {
			for {
				op, err := wait[*protocol.RemoteOperation](c)
				if err != nil {
					return
				}
				now := time.Now()
				if i%10 != 9 { // one of the ten is measured, who makes no edits
					continue
				}
				mu.Lock()
				for _, o := range op.Operations {
					if at, ok := made[o.Text.WTF8()]; ok {
						took = append(took, now.Sub(at))
					}
				}
				mu.Unlock()
			}
		}()
	}
	tick := time.NewTicker(time.Second / 200)
	defer tick.Stop()
	edits := 0
	for end := time.Now().Add(time.Duration(*seconds * float64(time.Second))); time.Now().Before(end); <-tick.C {
		c := clients[mathrand.IntN(n/10)*10+mathrand.IntN(9)]
		c.last++
		edits++
		text := fmt.Sprintf("%08d", edits)
		mu.Lock()
		made[text] = time.Now()
		mu.Unlock()
		err := c.send(0, &protocol.OperationSubmission{Resource: c.resource, First: c.last, Version: c.version,
			Operations: []ot.Op{{Kind: ot.StringSplice, ID: "t", Text: ot.MustText(text)}}})
		if err != nil {
			return err
		}
	}
	time.Sleep(2 * time.Second)
	mu.Lock()
	defer mu.Unlock()
	if len(took) < edits*9/10 {
		return fmt.Errorf("%d of %d edits came", len(took), edits)
	}
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		fmt.Printf("figure bench_server.connections_%d.p%d %.1f ms\n", n, p, float64(took[len(took)*p/100].Microseconds())/1000)
	}
	return nil
}
