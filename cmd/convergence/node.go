package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/cmd/convergence/internal/filelock"
	"github.com/convergence-wasm/convergence/pkg/server/bus"
	"github.com/convergence-wasm/convergence/pkg/server/nodes"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
)

// joined is what a server has of a store: all of it, or a part as one of several nodes.
type joined struct {
	io.Closer
	nodes *nodes.Nodes // nil for the only server
	bus   bus.Bus
}

func (j joined) end() {
	j.Close()
	if j.bus != nil {
		j.bus.Close()
	}
}

// lockStore makes this process the only server of a store, or with the address of NATS one of
// several, until what it returns is ended. That of files is [lockData].
func (a *app) lockStore(ctx context.Context, system store.System, f *serving, addr string, log *slog.Logger) (j joined, err error) {
	database, ok := system.(*postgres.System)
	switch {
	case f.nats == "" && ok:
		return joined{Closer: io.NopCloser(nil)}, database.Serve(ctx) // until it is closed
	case f.nats == "":
		j.Closer, err = lockData(a.data, addr)
		return j, err
	case !ok:
		return j, fmt.Errorf("--nats is for several servers that have one database: name that with --store postgres://...; %w", errUsage)
	}
	carrying, err := bus.Connect(f.nats)
	if err != nil {
		return j, err
	}
	if f.nodeAddr != "" {
		addr = f.nodeAddr
	}
	among, err := nodes.Join(ctx, database, carrying, addr, version, log)
	if err != nil {
		carrying.Close()
		return j, err
	}
	return joined{io.NopCloser(nil), among, carrying}, nil
}

func (a *app) nodeCommand() *cobra.Command {
	return group("node", "The servers that have one database together", &cobra.Command{
		Use: "list", Short: "List the nodes, and what each has to do", Args: arguments(0), Example: "  convergence node list --store postgres://db/convergence",
		RunE: a.inSystem(func(ctx context.Context, system store.System, _ []string) (result, error) {
			database, ok := system.(store.Nodes)
			if !ok {
				return result{}, errors.New("a data directory has one server and no nodes; they are for servers with --store and --nats")
			}
			all, err := database.Nodes(ctx)
			var described []describedNode
			for _, n := range all {
				described = append(described, describe(n))
			}
			return listed(described, []string{"NODE", "ADDRESS", "RELEASE", "STATE", "SESSIONS", "MODELS", "LEADS", "SINCE"}, func(n describedNode) []string {
				return []string{n.ID, n.Addr, n.Release, n.State, strconv.Itoa(n.Sessions), strconv.Itoa(n.Models), strconv.Itoa(n.Leads), n.Started.Format(time.DateTime)}
			}), err
		}),
	})
}

// describedNode is a node as it is listed.
type describedNode struct {
	ID       string    `json:"id"`
	Addr     string    `json:"address"`
	Release  string    `json:"release"`
	State    string    `json:"state"` // alive; late: others lead what it has led; dead
	Sessions int       `json:"sessions"`
	Models   int       `json:"models"`
	Leads    int       `json:"leads"`
	Started  time.Time `json:"started"`
	Seen     time.Time `json:"seen"`
}

func describe(n store.Node) describedNode {
	state := "alive"
	switch silent := n.Now - n.Seen; {
	case silent > store.LiveFor:
		state = "dead"
	case silent > store.LeadFor:
		state = "late"
	}
	return describedNode{n.ID, n.Addr, n.Release, state, n.Sessions, n.Models, n.Leads, time.UnixMilli(n.Started).UTC(), time.UnixMilli(n.Seen).UTC()}
}

// lockData makes this process the only server of a data directory, and says in the lock
// who that is. Two servers would each hold models of their own. The file is to be closed
// when the server has ended.
func lockData(dir, addr string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	mine, err := filelock.Lock(f)
	if err == nil && !mine {
		holder, _ := io.ReadAll(io.LimitReader(f, 1000))
		err = fmt.Errorf("another server uses the data in %s: %s: %w", dir, holder, store.ErrBusy)
	}
	if err == nil {
		host, _ := os.Hostname()
		err = f.Truncate(0)
		if err == nil {
			_, err = fmt.Fprintf(f, "process %d on %s, listening on %s, since %s", os.Getpid(), host, addr, time.Now().Format(time.RFC3339))
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
