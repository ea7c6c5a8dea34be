// Command latency stands beside the server for make bench-latency. It answers
// every WebSocket message with the same message, which is the shortest way
// there and back that a page has, and first says how long one commit takes on
// the disk of a directory: one operation appended to a model's log, durable.
//
//	go run ./test/latency DIRECTORY
//
// It prints one line of JSON, {"echo": "ws://...", "commits": [microseconds, ...]},
// and runs until its standard input ends.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "latency:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	commits, err := commit(dir, 300)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(l, http.HandlerFunc(echo))
	err = json.NewEncoder(os.Stdout).Encode(map[string]any{"echo": "ws://" + l.Addr().String(), "commits": commits})
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func echo(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer c.CloseNow()
	for {
		kind, data, err := c.Read(r.Context())
		if err != nil || c.Write(r.Context(), kind, data) != nil {
			return
		}
	}
}

// commit returns how long each of n commits took, in microseconds. Between
// them is a pause, as between the edits that are measured.
func commit(dir string, n int) ([]float64, error) {
	ctx := context.Background()
	system, err := sqlite.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer system.Close()
	name := store.DomainName{Namespace: "latency", ID: "commits"}
	if err := system.CreateDomain(ctx, store.DomainInfo{DomainName: name, Anonymous: true, Makers: store.MakersEverybody}); err != nil {
		return nil, err
	}
	d, err := system.OpenDomain(ctx, name)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	who, err := d.Connect(ctx, store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous}}, Instance: "i", TokenHash: []byte("t")})
	if err != nil {
		return nil, err
	}
	if err := d.CreateCollection(ctx, store.Collection{ID: "c"}, 0); err != nil {
		return nil, err
	}
	m, err := d.CreateModel(ctx, store.Model{ID: "m", Collection: "c"}, []byte{0})
	if err != nil {
		return nil, err
	}
	op := ot.Op{Kind: ot.StringSplice, ID: "@:1", Text: ot.MustText("x")}
	ops, err := protocol.AppendOperations(nil, []ot.Op{op})
	if err != nil {
		return nil, err
	}
	var took []float64
	for i := range n {
		e := store.Entry{Version: m.Version + int64(i), Count: 1, Session: who.ID, Instance: "i", First: uint64(i + 1), Operations: ops, Inverses: ops}
		start := time.Now()
		if err := d.Append(ctx, []store.Append{{Model: m.Key, Version: e.Version, Entries: []store.Entry{e}}})[0]; err != nil {
			return nil, err
		}
		took = append(took, float64(time.Since(start).Nanoseconds())/1000)
		time.Sleep(3 * time.Millisecond)
	}
	return took, nil
}
