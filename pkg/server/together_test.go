package server_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/bus"
	"github.com/convergence-wasm/convergence/pkg/server/nodes"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// together says that tests run with several servers on one PostgreSQL database, to which clients
// connect by turns: make server-together. What one server does, they do too.
var together = os.Getenv("SERVERS_TOGETHER") != ""

// database is where all tests keep what they have, each in schemas of its own.
var database struct {
	*pgserver.Server
	schemas sync.Map // by directory
	count   atomic.Int64
}

func TestMain(m *testing.M) {
	if together {
		var err error
		if database.Server, err = pgserver.Start("fsync=off", "max_connections=300"); err != nil {
			if errors.Is(err, pgserver.ErrMissing) && os.Getenv("POSTGRES_NEEDED") == "" {
				fmt.Println("SKIP two servers on one database:", err)
				os.Exit(0)
			}
			fmt.Fprintln(os.Stderr, "two servers on one database:", err)
			os.Exit(1)
		}
	}
	status := m.Run()
	if together {
		database.Close()
	}
	os.Exit(status)
}

// lossy is a bus that loses one in so many messages, and has as many twice.
type lossy struct {
	bus.Bus
	losses atomic.Int64

	mu   sync.Mutex
	lost []func()
}

// heal loses nothing any more, and says to all that something was lost.
func (b *lossy) heal() {
	b.losses.Store(0)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, lost := range b.lost {
		lost()
	}
}

// Listen implements [bus.Bus].
func (b *lossy) Listen(subject string, l bus.Listener) (stop func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l.Lost != nil {
		b.lost = append(b.lost, l.Lost)
	}
	return b.Bus.Listen(subject, l)
}

// Publish implements [bus.Bus].
func (b *lossy) Publish(subject string, data []byte) error {
	if n := int(b.losses.Load()); n > 0 {
		switch rand.IntN(n) {
		case 0:
			return nil
		case 1:
			if err := b.Bus.Publish(subject, data); err != nil {
				return err
			}
		}
	}
	return b.Bus.Publish(subject, data)
}

// startLosing is start with two servers, of whose messages to each other one in so many is lost: of
// one, all.
func startLosing(t *testing.T, losses int64, options server.Options) *testServer {
	t.Helper()
	if !together {
		t.Skip("SKIP: make server-together runs it")
	}
	return startTogether(t, t.TempDir(), losses, options)
}

// startTogether is start with two servers. What a test does with the server by itself it does with
// the first. One in so many messages is lost; 0 is none.
func startTogether(t *testing.T, dir string, losses int64, options server.Options) *testServer {
	t.Helper()
	carrying := &lossy{Bus: bus.NewLocal()}
	carrying.losses.Store(losses)
	ts := &testServer{t: t, dir: dir, carrying: carrying}
	var handlers []http.Handler
	var stops []func()
	for i := range 2 {
		system := openStore(t, dir).(*postgres.System)
		if i == 0 {
			populate(t, system)
		}
		among, err := nodes.Join(t.Context(), system, carrying, fmt.Sprint("server", i), "test", slog.New(slog.DiscardHandler))
		must(t, err)
		o := options
		o.Nodes = among
		s := server.New(system, o)
		handlers = append(handlers, s.Handler(server.Pages{}))
		if i == 0 {
			ts.server = s
		}
		stops = append(stops, func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			if err := s.Shutdown(ctx); err != nil {
				t.Error(err)
			}
			if err := system.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	var turn atomic.Int64
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers[turn.Add(1)%2].ServeHTTP(w, r)
	}))
	ts.url = "ws" + strings.TrimPrefix(web.URL, "http") + "/api/realtime/" + name.String()
	ts.stop = sync.OnceFunc(func() {
		var stopping sync.WaitGroup
		for _, stop := range stops {
			stopping.Go(stop)
		}
		stopping.Wait()
		web.Close()
	})
	t.Cleanup(ts.stop)
	return ts
}

// populate makes the domain of the tests, with the users ada and bob, unless it is there.
func populate(t *testing.T, system store.System) {
	t.Helper()
	if system.CreateDomain(t.Context(), store.DomainInfo{DomainName: name, Anonymous: true, Makers: store.MakersEverybody}) != nil {
		return
	}
	d, err := system.OpenDomain(t.Context(), name)
	must(t, err)
	for _, user := range []string{"ada", "bob"} {
		must(t, d.CreateUser(t.Context(), store.User{PasswordHash: hashOf(user), User: protocol.User{
			UserID: protocol.UserID{Username: user}, DisplayName: strings.ToUpper(user)}}))
	}
	must(t, d.Close())
}

// openStore opens the store of the servers that are started in a directory.
func openStore(t *testing.T, dir string) store.System {
	t.Helper()
	if !together {
		system, err := sqlite.Open(t.Context(), dir)
		must(t, err)
		return system
	}
	schema, _ := database.schemas.LoadOrStore(dir, fmt.Sprint("test", database.count.Add(1)))
	system, err := postgres.Open(t.Context(), database.URL(schema.(string)), true)
	must(t, err)
	return system
}
