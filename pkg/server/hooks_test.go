package server_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	core "github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// program connects a native client, or returns why it cannot.
func (s *testServer) program(o native.Options) (*native.Domain, error) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	co := core.DefaultOptions()
	co.AutoReconnectOnInitial = false // what fails, fails at once
	o.Client = &co
	d, err := native.Connect(ctx, s.url, o)
	if err == nil {
		s.t.Cleanup(d.Close)
	}
	return d, err
}

func (s *testServer) mustProgram(o native.Options) *native.Domain {
	s.t.Helper()
	d, err := s.program(o)
	must(s.t, err)
	return d
}

// inStore has something done with the store of the domain.
func (s *testServer) inStore(do func(d store.Domain)) {
	s.t.Helper()
	system, err := sqlite.Open(s.t.Context(), s.dir)
	must(s.t, err)
	defer system.Close()
	d, err := system.OpenDomain(s.t.Context(), name)
	must(s.t, err)
	defer d.Close()
	do(d)
}

func create(t *testing.T, d *native.Domain, id, collection string) (*native.Model, error) {
	t.Helper()
	data, err := native.Value(map[string]any{"text": ""})
	must(t, err)
	return d.AutoCreate(t.Context(), id, core.Creation{Collection: collection, Data: data})
}

func codeOf(err error) protocol.Code {
	if e, ok := errors.AsType[*core.Error](err); ok {
		return e.Code
	}
	return ""
}

// TestAuthenticateHook has a program say who people are.
func TestAuthenticateHook(t *testing.T) {
	var mu sync.Mutex
	var asked []server.AuthRequest
	s := start(t, t.TempDir(), server.Options{Hooks: server.Hooks{Authenticate: func(_ context.Context, r server.AuthRequest) (server.User, error) {
		mu.Lock()
		asked = append(asked, r)
		mu.Unlock()
		switch {
		case r.Method == protocol.AuthAnonymous:
			return server.User{}, &server.Denied{Reason: "guests are not wanted"}
		case r.Secret == "opaque token of eve":
			return server.User{User: protocol.User{UserID: protocol.UserID{Username: "eve"}, DisplayName: "Eve", Email: "eve@example.org"}, Groups: []string{"editors", "nobody"}}, nil
		case r.Secret == "of the robot":
			return server.User{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "robot"}}}, nil
		case r.Secret == "nobody":
			return server.User{}, nil
		case r.Secret == "broken":
			return server.User{}, errors.New("the database is gone")
		case r.Secret == "panic":
			panic("at once")
		case r.Username == "carl" && r.Secret == "carl's":
			return server.User{User: protocol.User{UserID: protocol.UserID{Username: "carl"}}}, nil
		case r.Username == "carl":
			return server.User{}, &server.Denied{Reason: "no"}
		}
		return server.User{}, server.ErrPass
	}}})
	s.inStore(func(d store.Domain) { must(t, d.CreateGroup(t.Context(), "editors", "")) })

	eve := s.mustProgram(native.Options{JWT: "opaque token of eve"})
	if u := eve.Session().Participant.User; u.Username != "eve" || u.DisplayName != "Eve" || u.Type != protocol.UserNormal {
		t.Errorf("%+v", u)
	}
	s.inStore(func(d store.Domain) {
		groups, err := d.GroupsOf(t.Context(), protocol.UserID{Username: "eve"})
		if err != nil || !slices.Equal(groups, []string{"editors"}) {
			t.Errorf("eve is in %v, %v", groups, err)
		}
	})
	if u := s.mustProgram(native.Options{JWT: "of the robot"}).Session().Participant.User; u.Type != protocol.UserConvergence || u.DisplayName != "robot" {
		t.Errorf("%+v", u)
	}
	s.mustProgram(native.Options{Username: "ada", Password: "ada"}) // by the server
	s.mustProgram(native.Options{Username: "carl", Password: "carl's"})
	mu.Lock()
	n := len(asked)
	if first := asked[0]; first.Domain != name || first.Method != protocol.AuthJWT || !first.Remote.IsLoopback() {
		t.Errorf("%+v", first)
	}
	mu.Unlock()
	s.mustProgram(native.Options{Token: eve.Session().ReconnectToken})
	mu.Lock()
	if len(asked) != n {
		t.Error("it is asked about a reconnect token")
	}
	mu.Unlock()
	for _, c := range []struct {
		with native.Options
		code protocol.Code
		says string
	}{
		{native.Options{DisplayName: "Guest"}, protocol.CodeAuthenticationFailed, "guests are not wanted"},
		{native.Options{Username: "ada", Password: "wrong"}, protocol.CodeAuthenticationFailed, "username or password"},
		{native.Options{JWT: "of nobody"}, protocol.CodeAuthenticationFailed, "JSON Web Token"},
	} {
		_, err := s.program(c.with)
		if codeOf(err) != c.code || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%+v: %s, %v", c.with, codeOf(err), err)
		}
	}
	for _, token := range []string{"nobody", "broken", "panic"} {
		r := credentials("")
		r.Method, r.Secret = protocol.AuthJWT, token
		if _, answer := s.signIn(r); answer.Failure == nil || answer.Failure.Code != protocol.CodeServerError || !answer.Failure.RetryOK {
			t.Errorf("%s: %+v", token, answer.Failure)
		}
	}
	// Guesses slow down the next ones.
	code := protocol.Code("")
	for range 8 {
		r := credentials("carl")
		r.Secret = "guess"
		_, answer := s.signIn(r)
		code = answer.Failure.Code
	}
	if code != protocol.CodeTooManyAttempts {
		t.Errorf("the eighth guess is answered with %s", code)
	}
}

// TestAuthorizeHook has a program say who may do what.
func TestAuthorizeHook(t *testing.T) {
	var mu sync.Mutex
	closed, broken := false, true
	about := make(map[protocol.UserType]int)
	s := start(t, t.TempDir(), server.Options{RightsEvery: 20 * time.Millisecond, Hooks: server.Hooks{Authorize: func(_ context.Context, r server.AccessRequest) (protocol.Permissions, error) {
		mu.Lock()
		defer mu.Unlock()
		about[r.User.Type]++
		switch {
		case r.Model == "shown":
			return r.Kept & protocol.PermissionRead, nil
		case r.Model == "secret" && r.User.Username != "ada":
			return 0, nil
		case r.Model == "later" && closed:
			return 0, nil
		case r.Model == "decided":
			return protocol.PermissionRead | protocol.PermissionWrite, nil
		case r.Collection == "locked" && r.Model == "":
			return 0, nil
		case r.Model == "unknown" && broken:
			return 0, errors.New("the database is gone")
		}
		return r.Kept, nil
	}}})
	ada, bob := s.mustProgram(native.Options{Username: "ada", Password: "ada"}), s.mustProgram(native.Options{Username: "bob", Password: "bob"})
	for _, id := range []string{"shown", "secret", "later", "decided", "unknown"} {
		data, err := native.Value(map[string]any{"text": ""})
		must(t, err)
		none := protocol.Permissions(0)
		_, err = ada.Create(t.Context(), id, core.Creation{Collection: "notes", Data: data, OverrideWorld: id == "decided", World: &none})
		must(t, err)
	}
	if _, err := create(t, ada, "new", "locked"); codeOf(err) != protocol.CodeUnauthorized {
		t.Errorf("a model is made where none may be: %v", err)
	}
	// Narrowed: who has made it may only read it.
	shown, err := ada.Open(t.Context(), "shown")
	must(t, err)
	if p := shown.Status().Permissions; p != protocol.PermissionRead {
		t.Errorf("the rights on what is shown are %v", p)
	}
	if _, err := bob.Open(t.Context(), "secret"); codeOf(err) != protocol.CodeUnauthorized {
		t.Errorf("bob opens the secret: %v", err)
	}
	if _, err := ada.Open(t.Context(), "secret"); err != nil {
		t.Error(err)
	}
	// Decided: bob has no right on it otherwise.
	decided, err := bob.Open(t.Context(), "decided")
	must(t, err)
	must(t, decided.Element().At("text").Insert(0, "x"))
	must(t, decided.Committed(t.Context()))
	if _, err := bob.Open(t.Context(), "unknown"); err == nil {
		t.Error("without an answer bob opens it")
	}
	query := &protocol.QueryRequest{Query: "SELECT * FROM notes"}
	s.connect("bob").refused(query, protocol.CodeUnknown) // since nothing is known of one of them
	mu.Lock()
	broken = false
	mu.Unlock()
	ids := func(found *protocol.QueryResponse) (ids []string) {
		for _, r := range found.Results {
			ids = append(ids, r.ModelID)
		}
		slices.Sort(ids)
		return ids
	}
	if found := call[*protocol.QueryResponse](s.connect("bob"), query); !slices.Equal(ids(found), []string{"later", "shown", "unknown"}) || found.Total != 3 {
		t.Errorf("bob finds %v of %d", ids(found), found.Total)
	}
	// Asked again.
	later, err := bob.Open(t.Context(), "later")
	must(t, err)
	gone := make(chan protocol.CloseReason, 1)
	later.OnEvent(func(e core.ModelEvent) { gone <- e.Reason }, core.ModelClosed)
	mu.Lock()
	closed = true
	mu.Unlock()
	s.server.ReviewRights(name, "later")
	select {
	case reason := <-gone:
		if reason != protocol.ReasonPermissionsChanged {
			t.Errorf("closed because of %v", reason)
		}
	case <-time.After(patience):
		t.Error("the model stays open")
	}
	s.server.ReviewRights(name, "")
	s.server.ReviewRights(store.DomainName{Namespace: "no", ID: "domain"}, "later")
	boss := protocol.UserID{Type: protocol.UserConvergence, Username: "boss"}
	token := ""
	s.inStore(func(d store.Domain) {
		public, private, err := webtoken.Generate()
		must(t, err)
		must(t, d.AddKey(t.Context(), store.Key{ID: "k", Public: public, Private: private, Admin: true}))
		token, err = webtoken.Sign(webtoken.Claims{Username: boss.Username}, "k", private, time.Now(), time.Hour)
		must(t, err)
	})
	if _, err := s.mustProgram(native.Options{JWT: token}).Open(t.Context(), "later"); err != nil {
		t.Errorf("who may do everything may not open it: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	if about[protocol.UserNormal] == 0 || len(about) != 1 {
		t.Errorf("it is asked about %v", about)
	}
}
