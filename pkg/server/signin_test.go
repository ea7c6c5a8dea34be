package server_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// signIn asks to be let in and returns the answer.
func (s *testServer) signIn(r *protocol.ConnectionRequest) (*client, *protocol.ConnectionResponse) {
	s.t.Helper()
	c := dial(s.t, s.url).listen()
	return c, call[*protocol.ConnectionResponse](c, r)
}

func withToken(token string) *protocol.ConnectionRequest {
	r := credentials("")
	r.Method, r.Secret = protocol.AuthReconnect, token
	return r
}

// logged is a log that tests read.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) has(t *testing.T, parts ...string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.SplitSeq(l.text.String(), "\n") {
		all := true
		for _, p := range parts {
			all = all && strings.Contains(line, p)
		}
		if all {
			return
		}
	}
	t.Errorf("the log has no line with %q:\n%s", parts, l.text.String())
}

func (l *logged) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func log(l *logged) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// TestReconnectTokens uses tokens: each takes the place of the one before once the
// client has it.
func TestReconnectTokens(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	d := s.beside()
	ada := s.connect("ada")
	first := ada.token
	lost := s.connectAs(withToken(first)) // whose answer might be lost
	again := s.connectAs(withToken(first))
	if again.token == first || again.token == lost.token {
		t.Fatal("a token is not rotated")
	}
	refused := func(token string) {
		t.Helper()
		if _, no := s.signIn(withToken(token)); no.Failure == nil || no.Failure.Code != protocol.CodeAuthenticationFailed {
			t.Errorf("a token that should be gone is answered with %+v", no)
		}
	}
	refused(lost.token)
	again.quiet() // so it has its answer
	gone := func(token string) {
		t.Helper()
		for begin := time.Now(); time.Since(begin) < patience; time.Sleep(10 * time.Millisecond) {
			if _, answer := s.signIn(withToken(token)); answer.Failure != nil {
				return
			}
		}
		t.Error("a token that was used stays good")
	}
	time.Sleep(200 * time.Millisecond)
	gone(first)
	third := s.connectAs(withToken(again.token))

	// Signing out.
	call[*protocol.OK](third, &protocol.SignOutRequest{})
	refused(third.token)
	refused(again.token)
	// Another password.
	other := s.connect("ada")
	must(t, d.SetPassword(t.Context(), adaID, hashOf("new")))
	refused(other.token)
	other.quiet() // who is in stays in
	r := credentials("ada")
	if _, no := s.signIn(r); no.Failure == nil {
		t.Error("the former password is good")
	}
	r.Secret = "new"
	if _, yes := s.signIn(r); yes.Success == nil {
		t.Errorf("the new password: %+v", yes.Failure)
	}
}

// TestDisabledAtOnce disables, removes and kicks people who are connected, from another
// process.
func TestDisabledAtOnce(t *testing.T) {
	var l logged
	s := start(t, t.TempDir(), server.Options{Log: log(&l)})
	d := people(s)
	ada, bob, bob2, zoe := s.connect("ada"), s.connect("bob"), s.connect("bob"), s.connect("zoë")
	ada.create("m", nil)
	bob.open("m")
	begin := time.Now()
	must(t, d.SetDisabled(t.Context(), bobID, true))
	bob.closedWith(protocol.CloseKicked)
	bob2.closedWith(protocol.CloseKicked)
	soon(t, begin)
	for _, r := range []*protocol.ConnectionRequest{credentials("bob"), withToken(bob.token)} {
		if _, no := s.signIn(r); no.Failure == nil || no.Failure.Code != protocol.CodeAuthenticationFailed {
			t.Errorf("a disabled user is answered with %+v", no)
		}
	}
	must(t, d.RemoveUser(t.Context(), zoeID))
	zoe.closedWith(protocol.CloseKicked)
	if _, no := s.signIn(credentials("zoë")); no.Failure == nil {
		t.Error("a removed user is let in")
	}
	must(t, d.SetDisabled(t.Context(), bobID, false))
	s.connect("bob").quiet()
	// One session of several.
	kept := s.connect("ada")
	must(t, d.Kick(t.Context(), ada.session))
	if reason := ada.closedWith(protocol.CloseKicked); !strings.Contains(reason, "administrator") {
		t.Errorf("kicked for %q", reason)
	}
	if _, no := s.signIn(withToken(ada.token)); no.Failure == nil {
		t.Error("a session that was ended comes back by its token")
	}
	kept.quiet()
	connected, err := d.Connected(t.Context())
	for begin := time.Now(); len(connected) > 2 && time.Since(begin) < patience; time.Sleep(20 * time.Millisecond) {
		connected, err = d.Connected(t.Context())
	}
	if err != nil || len(connected) != 2 || connected[1].ID != kept.session {
		t.Errorf("connected are %+v, %v", connected, err)
	}
	l.has(t, "INFO", "signed in", "user=ada")
	l.has(t, "WARN", "sign-in refused", "user=bob")
	l.has(t, "disabled", "user=bob")
}

// TestWebTokens signs in by JSON Web Tokens.
func TestWebTokens(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	d := s.beside()
	public, private, err := webtoken.Generate()
	must(t, err)
	must(t, d.AddKey(t.Context(), store.Key{ID: "k", Public: public}))
	must(t, d.CreateGroup(t.Context(), "g", ""))
	with := func(c webtoken.Claims, key string) *protocol.ConnectionRequest {
		t.Helper()
		token, err := webtoken.Sign(c, key, private, time.Now(), time.Minute)
		must(t, err)
		r := credentials("")
		r.Method, r.Secret = protocol.AuthJWT, token
		return r
	}
	text := func(s string) *string { return &s }
	eve := protocol.UserID{Username: "eve"}
	s.connectAs(with(webtoken.Claims{Username: "eve"}, "k"))
	check := func(want protocol.User, groups ...string) {
		t.Helper()
		u, err := d.User(t.Context(), eve)
		in, _ := d.GroupsOf(t.Context(), eve)
		if err != nil || u.User != want || u.PasswordHash != "" || fmt.Sprint(in) != fmt.Sprint(groups) {
			t.Errorf("the user is %+v in %v, %v", u, in, err)
		}
	}
	check(protocol.User{UserID: eve, DisplayName: "eve"})
	s.connectAs(with(webtoken.Claims{Username: "eve", FirstName: text("E"), Email: text("e@x"), Groups: []string{"g", "no such group"}}, "k"))
	check(protocol.User{UserID: eve, DisplayName: "eve", FirstName: "E", Email: "e@x"}, "g")
	in := s.connectAs(with(webtoken.Claims{Username: "eve", DisplayName: text("Eve")}, "k"))
	check(protocol.User{UserID: eve, DisplayName: "Eve", FirstName: "E", Email: "e@x"}, "g")
	s.connectAs(with(webtoken.Claims{Username: "eve", Groups: []string{}}, "k"))
	check(protocol.User{UserID: eve, DisplayName: "Eve", FirstName: "E", Email: "e@x"})
	s.connectAs(withToken(in.token))

	refused := func(r *protocol.ConnectionRequest, why string) {
		t.Helper()
		_, no := s.signIn(r)
		if no.Failure == nil || no.Failure.Code != protocol.CodeAuthenticationFailed || !strings.Contains(no.Failure.Message, why) {
			t.Errorf("%q: answered with %+v", why, no.Failure)
		}
	}
	refused(with(webtoken.Claims{Username: "eve"}, "unknown"), "key add")
	refused(with(webtoken.Claims{Username: strings.Repeat("x", 256)}, "k"), "at most 255")
	must(t, d.SetDisabled(t.Context(), eve, true))
	refused(with(webtoken.Claims{Username: "eve"}, "k"), "disabled")
	must(t, d.RemoveKey(t.Context(), "k"))
	refused(with(webtoken.Claims{Username: "zoe"}, "k"), "key add")

	// A key for administrators.
	must(t, d.AddKey(t.Context(), store.Key{ID: "admin", Public: public, Admin: true}))
	root := s.connectAs(with(webtoken.Claims{Username: "root"}, "admin"))
	s.connect("ada").create("m", func(c *protocol.Creation) { c.OverrideWorld = true })
	root.open("m")
	none := protocol.Permissions(0)
	root.setPermissions(protocol.SetPermissionsRequest{ID: "c", Target: protocol.TargetCollection, World: &none})
	if c, err := d.Collection(t.Context(), "c"); err != nil || c.World != 0 {
		t.Errorf("the collection is %+v, %v", c, err)
	}
}

// TestGuessing guesses at ada's password until that has to wait. She is let in all the
// same from where she was before, and from elsewhere when the time has come.
func TestGuessing(t *testing.T) {
	var l logged
	s := start(t, t.TempDir(), server.Options{Log: log(&l), TrustedProxies: everyAddress})
	from := func(address, secret string) *protocol.ConnectionFailure {
		t.Helper()
		c := dialFrom(t, s.url, address).listen()
		r := credentials("ada")
		r.Secret = secret
		return call[*protocol.ConnectionResponse](c, r).Failure
	}
	if no := from("192.0.2.1", "ada"); no != nil {
		t.Fatalf("ada is refused: %+v", no)
	}
	var last *protocol.ConnectionFailure
	for i := range 8 {
		if last = from(fmt.Sprintf("198.51.100.%d", i), "wrong"); last == nil {
			t.Fatal("a wrong password is right")
		}
	}
	if last.Code != protocol.CodeTooManyAttempts || last.RetryAfter < 1000 || !strings.Contains(last.Message, "tried in ") || last.RetryOK {
		t.Errorf("guessing is answered with %+v", last)
	}
	if no := from("203.0.113.1", "ada"); no == nil || no.Code != protocol.CodeTooManyAttempts {
		t.Errorf("the next guess is looked at: %+v", no)
	}
	if no := from("192.0.2.1", "ada"); no != nil {
		t.Errorf("ada is locked out where she was before: %+v", no)
	}
	time.Sleep(time.Duration(last.RetryAfter) * time.Millisecond)
	if no := from("203.0.113.1", "ada"); no != nil {
		t.Errorf("ada is locked out after the wait: %+v", no)
	}
	l.has(t, "sign-in refused", "user=ada", "code=too_many_attempts", "198.51.100.7")
}

// TestAbandonedSignIns has many ask and go: who stays is let in soon.
func TestAbandonedSignIns(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	must(t, s.beside().CreateUser(t.Context(), store.User{PasswordHash: password.Hash("slow"), User: protocol.User{UserID: protocol.UserID{Username: "slow"}}}))
	for i := range 200 {
		c := dial(t, s.url)
		r := credentials(fmt.Sprint("nobody", i)) // costs as much as somebody
		c.send(1, 0, r)
		c.socket.CloseNow()
	}
	begin := time.Now()
	r := credentials("slow")
	for {
		_, answer := s.signIn(r)
		if answer.Success != nil {
			break
		}
		if !answer.Failure.RetryOK || time.Since(begin) > patience {
			t.Fatalf("after %v: %+v", time.Since(begin), answer.Failure)
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("let in after %v", time.Since(begin))
	if took := time.Since(begin); took > 10*time.Second && !raceDetector {
		t.Errorf("the right password is out for %v", took)
	}
}

// TestManyAtOnce has 40 sessions of one user sign in at once, as the tabs of somebody do
// when a server comes back. All are let in.
func TestManyAtOnce(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	s.connect("ada")
	var all sync.WaitGroup
	for range 40 {
		c := dial(t, s.url).listen()
		all.Go(func() {
			if no := call[*protocol.ConnectionResponse](c, credentials("ada")).Failure; no != nil {
				t.Errorf("refused: %+v", no)
			}
		})
	}
	all.Wait()
}
