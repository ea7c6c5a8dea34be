package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What those can do who have not signed in.

// announced sends a connection request whose state is maps in maps, each of
// which announces far more entries than come.
func announced(ctx context.Context, url string) error {
	head, err := protocol.Encode(1, 0, &protocol.ConnectionRequest{Client: "x", ProtocolVersion: protocol.Version, Instance: "i", Method: protocol.AuthAnonymous})
	if err != nil {
		return err
	}
	message := head[:len(head)-1] // the state is the last field, and nil
	for range 900 {
		message = append(message, 0xDE, 0x04, 0x00, 0xA0) // a map of 1,024 entries, the first under ""
	}
	message = append(message, 0xC0)
	crowd(ctx, 64, func(ctx context.Context, _ int) error {
		p, err := dial(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		for {
			if err := p.write(message); err != nil {
				return err
			}
		}
	})
	return nil
}

// randomFrames sends bytes that are nothing, and messages with a few bytes wrong.
func randomFrames(ctx context.Context, url string) error {
	good := [][]byte{}
	for _, m := range []protocol.Message{signIn(), &protocol.OpenRequest{ModelID: "pair"}, &protocol.QueryRequest{Query: "SELECT * FROM honest"},
		&protocol.CreateRequest{ModelID: "m", Creation: protocol.Creation{Collection: "c", Data: text(10)}},
		&protocol.ChatsExistRequest{IDs: []string{"a", "b"}}, &protocol.UsersRequest{Users: []protocol.UserID{{Username: "demo"}}}} {
		data, err := protocol.Encode(1, 0, m)
		if err != nil {
			return err
		}
		good = append(good, data)
	}
	crowd(ctx, 32, func(ctx context.Context, i int) error {
		connect := enter
		if i%2 == 0 {
			connect = dial
		}
		p, err := connect(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		go p.read()
		for {
			var data []byte
			if mathrand.IntN(2) == 0 {
				data = make([]byte, mathrand.IntN(2000))
				rand.Read(data)
			} else {
				data = append(data, good[mathrand.IntN(len(good))]...)
				for range 1 + mathrand.IntN(3) {
					data[mathrand.IntN(len(data))] = byte(mathrand.IntN(256))
				}
			}
			if err := p.write(data); err != nil {
				return err
			}
		}
	})
	return nil
}

// replayed sends one recorded connection request on many connections, and again on
// those that it has opened.
func replayed(ctx context.Context, url string) error {
	recorded, err := protocol.Encode(1, 0, signIn())
	if err != nil {
		return err
	}
	crowd(ctx, 32, func(ctx context.Context, _ int) error {
		p, err := dial(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		go p.read()
		for range 50 {
			if err := p.write(recorded); err != nil {
				return err
			}
		}
		return nil
	})
	return nil
}

// halfOpen opens sockets and says nothing, or a part of a request, or becomes a
// WebSocket and says nothing more.
func halfOpen(ctx context.Context, target string) error {
	u, err := url.Parse(target)
	if err != nil {
		return err
	}
	request := "GET " + u.Path + " HTTP/1.1\r\nHost: " + u.Host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
	crowd(ctx, 50, func(ctx context.Context, i int) error {
		var all []net.Conn
		defer func() {
			for _, c := range all {
				c.Close()
			}
		}()
		for n := range 200 {
			c, err := net.DialTimeout("tcp", u.Host, 10*time.Second)
			if err != nil {
				return err
			}
			all = append(all, c)
			switch n % 3 {
			case 1:
				io.WriteString(c, request[:40])
			case 2:
				io.WriteString(c, request)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(11 * time.Second):
		}
		return nil
	})
	return nil
}

// crowded signs in from one address, holds what it has got, and tries again where it was refused.
func crowded(ctx context.Context, url string) error {
	var mu sync.Mutex
	in, most := 0, 0
	count := func(more int) {
		mu.Lock()
		defer mu.Unlock()
		in += more
		most = max(most, in)
	}
	crowd(ctx, 3000, func(ctx context.Context, _ int) error {
		p, err := enterFrom(ctx, url, "198.51.100.1")
		if err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(2 * time.Second):
			}
			return err
		}
		defer p.drop()
		count(1)
		defer count(-1)
		p.read()
		return nil
	})
	fmt.Printf("%d were in at once\n", most)
	if most > addressConnections || most < addressConnections/2 {
		fmt.Println(attackEnded, "up to", addressConnections, "may be in at once, and nearly as many should have been")
	}
	return nil
}

// addressConnections is what one address may have.
const addressConnections = 2000

// trickle begins a large message and goes on with a little now and then, half of
// them after signing in.
func trickle(ctx context.Context, url string) error {
	crowd(ctx, 1000, func(ctx context.Context, i int) error {
		connect := enter
		if i%2 == 0 {
			connect = dial
		}
		p, err := connect(ctx, url)
		if err != nil {
			return err
		}
		defer p.drop()
		w, err := p.socket.Writer(ctx, websocket.MessageBinary)
		if err != nil {
			return err
		}
		go p.read()
		if _, err := w.Write(make([]byte, 128<<10)); err != nil {
			return err
		}
		for {
			if _, err := w.Write(make([]byte, 4200)); err != nil {
				return err
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(time.Second):
			}
		}
	})
	return nil
}

// guesses tries passwords and does not wait for the answer.
func guesses(ctx context.Context, url string) error {
	crowd(ctx, 64, func(ctx context.Context, i int) error {
		for n := 0; ; n++ {
			p, err := dialFrom(ctx, url, fmt.Sprint("198.51.100.", i))
			if err != nil {
				return err
			}
			m := signIn()
			m.Method, m.Username, m.Secret = protocol.AuthPassword, "demo", fmt.Sprint("guess ", i, " ", n)
			err = p.ask(m)
			p.drop()
			if err != nil {
				return err
			}
		}
	})
	return nil
}
