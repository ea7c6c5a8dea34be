package webhooks

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/internal/metrics"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

var name = store.DomainName{Namespace: "space", ID: "domain"}

// world is a domain whose webhooks are served.
type world struct {
	t   *testing.T
	d   store.Domain
	out *Outbox
	log text
}

// text is written by several goroutines.
type text struct {
	mu sync.Mutex
	strings.Builder
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.Builder.Write(p)
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.Builder.String()
}

func start(t *testing.T, private bool, p patience) *world {
	t.Helper()
	system, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	must(t, system.CreateDomain(t.Context(), store.DomainInfo{DomainName: name}))
	d, err := system.OpenDomain(t.Context(), name)
	must(t, err)
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "c"}, 0))
	w := &world{t: t, d: d}
	life, end := context.WithCancel(context.Background())
	done := make(chan struct{})
	w.out = New(Options{Store: d, Domain: name, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Client: NewClient("test", private, 5*time.Second),
		Counts: metrics.New("test", 1, func() metrics.State { return metrics.State{} }).Domain("d"), Every: 10 * time.Millisecond, Quiet: 50 * time.Millisecond, Long: time.Second})
	w.out.patience = p
	must(t, Record(t.Context(), d))
	go func() { defer close(done); w.out.Run(life) }()
	t.Cleanup(func() {
		end()
		<-done
		d.Close()
		system.Close()
	})
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// add adds a webhook and waits until it is served.
func (w *world) add(id, url string) store.Webhook {
	w.t.Helper()
	hook, err := administration.AddWebhook(w.t.Context(), w.d, store.Webhook{ID: id, URL: url, Enabled: true, Events: store.EventKinds})
	must(w.t, err)
	time.Sleep(100 * time.Millisecond)
	return hook
}

func (w *world) create(id string) store.Model {
	w.t.Helper()
	m, err := w.d.CreateModel(w.t.Context(), store.Model{ID: id, Collection: "c", Created: 1500, Maker: protocol.UserID{Username: "ada"}}, []byte("x"))
	must(w.t, err)
	return m
}

// until waits for something.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	for end := time.Now().Add(15 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("%s does not happen; the log says\n%s", what, w.log.String())
		}
	}
}

func (w *world) deliveries(id string) []store.Delivery {
	w.t.Helper()
	all, err := w.d.DeliveriesBefore(w.t.Context(), id, 0, 1000)
	must(w.t, err)
	return all
}

// last returns the newest delivery, the zero value when there is none.
func (w *world) last(id string) (x store.Delivery) {
	w.t.Helper()
	if all := w.deliveries(id); len(all) > 0 {
		x = all[0]
	}
	return x
}

// receiver keeps what it is called with.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	calls []call
	when  func(n int, w http.ResponseWriter, r *http.Request) // answers; the first call has number 1
}

type call struct {
	header http.Header
	body   []byte
}

func receive(t *testing.T, when func(n int, w http.ResponseWriter, r *http.Request)) *receiver {
	r := &receiver{when: when}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.calls = append(r.calls, call{q.Header, body})
		n := len(r.calls)
		r.mu.Unlock()
		if r.when != nil {
			r.when(n, w, q)
		}
	}))
	t.Cleanup(func() {
		r.CloseClientConnections()
		r.Close()
	})
	return r
}

func (r *receiver) received() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

var quick = patience{20 * time.Millisecond, time.Hour, time.Hour}
