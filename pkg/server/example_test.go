package server_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	core "github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// serveNotes serves the domain example/notes until stop is called.
func serveNotes(options server.Options) (url string, system store.System, stop func()) {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	if system, err = sqlite.Open(context.Background(), dir); err != nil {
		panic(err)
	}
	notes := store.NewDomain(store.DomainName{Namespace: "example", ID: "notes"})
	if err := system.CreateDomain(context.Background(), notes); err != nil {
		panic(err)
	}
	options.RightsEvery, options.ChangedQuiet = 20*time.Millisecond, 100*time.Millisecond // examples are not patient
	s := server.New(system, options)
	web := httptest.NewServer(s.Handler(server.Pages{}))
	return web.URL + "/api/realtime/example/notes", system, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.Shutdown(ctx)
		web.Close()
		system.Close()
		os.RemoveAll(dir)
	}
}

// note makes a note in a collection as somebody.
func note(ctx context.Context, d *native.Domain, id, collection, text string) error {
	data, err := native.Value(map[string]any{"text": ""})
	if err != nil {
		return err
	}
	made, err := d.AutoCreate(ctx, id, core.Creation{Collection: collection, Data: data})
	if err != nil {
		return err
	}
	if err := made.Element().At("text").Insert(0, text); err != nil {
		return err
	}
	return made.Committed(ctx)
}

// A program serves a domain beside what it serves otherwise.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	system, err := sqlite.Open(ctx, dir)
	if err != nil {
		panic(err)
	}
	defer system.Close()
	notes := store.NewDomain(store.DomainName{Namespace: "example", ID: "notes"})
	notes.Anonymous = true
	if err := system.CreateDomain(ctx, notes); err != nil {
		panic(err)
	}
	collaboration := server.New(system, server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/api/", collaboration.Handler(server.Pages{}))
	mux.HandleFunc("GET /about", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "notes for everybody") })
	web := httptest.NewServer(mux) // or an http.Server that listens somewhere
	defer web.Close()
	defer collaboration.Shutdown(ctx) // first: the http.Server does not know of WebSockets

	guest, err := native.Connect(ctx, web.URL+"/api/realtime/example/notes", native.Options{DisplayName: "Ada"})
	if err != nil {
		panic(err)
	}
	defer guest.Close()
	fmt.Println(guest.Session().Participant.User.DisplayName, "is connected")
	// Output: Ada is connected
}

// The program knows its users, and says who a token is of.
func ExampleHooks_authenticate() {
	accounts := map[string]string{"token-of-ada": "ada"}
	url, _, stop := serveNotes(server.Options{Hooks: server.Hooks{
		Authenticate: func(ctx context.Context, r server.AuthRequest) (server.User, error) {
			name, ok := accounts[r.Secret]
			if r.Method != protocol.AuthJWT || !ok {
				return server.User{}, &server.Denied{Reason: "sign in to the shop first"}
			}
			return server.User{User: protocol.User{
				UserID: protocol.UserID{Type: protocol.UserNormal, Username: name}, DisplayName: "Ada L.",
			}}, nil
		},
	}})
	defer stop()

	ctx := context.Background()
	ada, err := native.Connect(ctx, url, native.Options{JWT: "token-of-ada"}) // in a page: Convergence.connectWithJwt(url, token)
	if err != nil {
		panic(err)
	}
	defer ada.Close()
	fmt.Println(ada.Session().Participant.User.DisplayName)
	_, err = native.Connect(ctx, url, native.Options{JWT: "token-of-eve"})
	fmt.Println(err)
	// Output:
	// Ada L.
	// sign in to the shop first (authentication_failed)
}

// The program says who may do what: here, everybody may only read what is published.
func ExampleHooks_authorize() {
	url, _, stop := serveNotes(server.Options{Hooks: server.Hooks{
		Authenticate: func(_ context.Context, r server.AuthRequest) (server.User, error) {
			return server.User{User: protocol.User{UserID: protocol.UserID{Username: r.Secret}}}, nil
		},
		Authorize: func(ctx context.Context, r server.AccessRequest) (protocol.Permissions, error) {
			if r.Collection == "published" && r.User.Username != "editor" {
				return r.Kept & protocol.PermissionRead, nil
			}
			return r.Kept, nil
		},
	}})
	defer stop()

	ctx := context.Background()
	for _, user := range []string{"editor", "reader"} {
		d, err := native.Connect(ctx, url, native.Options{JWT: user})
		if err != nil {
			panic(err)
		}
		defer d.Close()
		fmt.Println(user+":", note(ctx, d, "note of "+user, "published", "Hello"))
	}
	// Output:
	// editor: <nil>
	// reader: model "note of reader" could not be created: you may not create models in collection "published" (unauthorized)
}

// The program hears of what happens, such as to keep an index.
func ExampleHooks_onModelChanged() {
	changes := make(chan server.ModelEvent, 10)
	url, _, stop := serveNotes(server.Options{Hooks: server.Hooks{
		Authenticate: func(_ context.Context, r server.AuthRequest) (server.User, error) {
			return server.User{User: protocol.User{UserID: protocol.UserID{Username: r.Secret}}}, nil
		},
		OnModelChanged: func(ctx context.Context, e server.ModelEvent) error {
			changes <- e
			return nil // or an error, to be told once more
		},
	}})
	defer stop()

	ctx := context.Background()
	ada, err := native.Connect(ctx, url, native.Options{JWT: "ada"})
	if err != nil {
		panic(err)
	}
	defer ada.Close()
	if err := note(ctx, ada, "first", "notes", "Hello"); err != nil {
		panic(err)
	}
	e := <-changes
	fmt.Printf("%s in %s: version %d to %d\n", e.Model, e.Collection, e.From, e.Version)
	// Output: first in notes: version 1 to 2
}

// Another program is called when something happens, and verifies that it is the server who
// calls.
func Example_webhook() {
	secrets := make(chan string, 1)
	heard := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret := <-secrets
		defer func() { secrets <- secret }()
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			return
		}
		verifier, err := standardwebhooks.NewWebhook(secret) // as convergence webhook add printed it
		if err != nil {
			panic(err)
		}
		if err := verifier.Verify(body, r.Header); err != nil {
			http.Error(w, "who is calling?", http.StatusUnauthorized)
			return
		}
		heard <- string(body) // r.Header.Get("webhook-id") is the same when it comes again
	}))
	defer receiver.Close()

	ctx := context.Background()
	url, system, stop := serveNotes(server.Options{WebhookPrivate: true, Hooks: server.Hooks{
		Authenticate: func(_ context.Context, r server.AuthRequest) (server.User, error) {
			return server.User{User: protocol.User{UserID: protocol.UserID{Username: r.Secret}}}, nil
		},
	}})
	defer stop()
	notes, err := system.OpenDomain(ctx, store.DomainName{Namespace: "example", ID: "notes"})
	if err != nil {
		panic(err)
	}
	defer notes.Close()
	hook, err := administration.AddWebhook(ctx, notes, store.Webhook{
		ID: "archive", URL: receiver.URL, Enabled: true, Events: []store.EventKind{store.EventModelChanged},
	})
	if err != nil {
		panic(err)
	}
	secrets <- hook.Secret
	time.Sleep(200 * time.Millisecond) // until the server has seen it

	ada, err := native.Connect(ctx, url, native.Options{JWT: "ada"})
	if err != nil {
		panic(err)
	}
	defer ada.Close()
	if err := note(ctx, ada, "first", "notes", "Hello"); err != nil {
		panic(err)
	}
	body := <-heard
	fmt.Println(body[len(`{"type":"model.changed","timestamp":"2006-01-02T15:04:05.000Z",`):])
	// Output: "data":{"domain":"example/notes","model":"first","collection":"notes","fromVersion":1,"version":2}}
}
