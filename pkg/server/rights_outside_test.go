package server_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// everyMessage returns all attempts that the tables of TestForbidden have, sorted.
func everyMessage(w *secrets) []attempt {
	var all []attempt
	for _, rows := range []map[protocol.Body][]attempt{requestRows(w), noticeRows(w)} {
		for _, attempts := range rows {
			all = append(all, attempts...)
		}
	}
	all = append(all, attempt{send: &protocol.AutoCreateResponse{Creation: creation()}})
	slices.SortStableFunc(all, func(a, b attempt) int { return int(a.send.Body()) - int(b.send.Body()) })
	return all
}

// TestRightsOutside sends every message without a session and after a sign-in that was
// refused because the user is disabled: the connection ends and nothing else happens.
func TestRightsOutside(t *testing.T) {
	w := keepSecrets(t)
	must(t, w.beside().CreateUser(t.Context(), store.User{PasswordHash: hashOf("eve"), Disabled: true,
		User: protocol.User{UserID: protocol.UserID{Username: "eve"}}}))
	w.beforeAttempt = w.dump()
	seen := make(map[string]bool)
	for _, a := range everyMessage(w) {
		name := nameOf(a.send)
		if seen[name] {
			continue
		}
		seen[name] = true
		w.attempt("a stranger sends "+name, func() {
			c := dial(t, w.url).listen()
			c.send(1, 0, a.send)
			c.closedWith(protocol.CloseProtocolError)
		})
		w.attempt("a disabled user sends "+name, func() {
			c := dial(t, w.url).listen()
			no := call[*protocol.ConnectionResponse](c, credentials("eve")).Failure
			if no == nil || no.Code != protocol.CodeAuthenticationFailed && no.Code != protocol.CodeTooManyAttempts {
				t.Fatalf("a disabled user is answered with %+v", no)
			}
			data, err := protocol.Encode(2, 0, a.send)
			must(t, err)
			_ = c.socket.Write(t.Context(), 2, data) // the server may have gone by now
			for e := range c.in {
				t.Errorf("a disabled user who sends %s is answered with %T", name, e.Message)
			}
		})
	}
	for _, name := range fromClients() {
		if !seen[name] {
			t.Errorf("%s is not tried", name)
		}
	}
}

// TestRightsOtherDomain sends every message in a session of another domain, of a user
// of the same name: what is there is not here.
func TestRightsOtherDomain(t *testing.T) {
	w := keepSecrets(t)
	other := store.DomainName{Namespace: "convergence", ID: "other"}
	system, err := sqlite.Open(t.Context(), w.dir)
	must(t, err)
	defer system.Close()
	must(t, system.CreateDomain(t.Context(), store.DomainInfo{DomainName: other, Anonymous: true, Makers: store.MakersEverybody}))
	d, err := system.OpenDomain(t.Context(), other)
	must(t, err)
	defer d.Close()
	for _, user := range []string{"ada", "zoë"} {
		must(t, d.CreateUser(t.Context(), store.User{PasswordHash: hashOf(user), User: protocol.User{UserID: protocol.UserID{Username: user}}}))
	}
	there := &testServer{t: t, url: strings.TrimSuffix(w.url, name.String()) + other.String()}
	r := credentials("ada")
	r.Method, r.Secret = protocol.AuthReconnect, w.ada.token
	if no := call[*protocol.ConnectionResponse](dial(t, there.url).listen(), r).Failure; no == nil || no.Code != protocol.CodeAuthenticationFailed {
		t.Errorf("a token of one domain is answered in another one with %+v", no)
	}
	w.beforeAttempt = w.dump()
	for _, as := range []string{"ada", ""} {
		c := there.connect(as)
		show := func(data []byte) {
			// What the client says itself comes back, but for what ada has written.
			if bytes.Contains(data, []byte(marker)) && !bytes.Contains(data, []byte("nothing")) {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.leaked = append(w.leaked, w.doing)
			}
		}
		c.bytes.Store(&show)
		for _, a := range everyMessage(w) {
			if open, ok := a.send.(*protocol.OpenRequest); ok {
				open.AutoCreate = 0 // the server would ask for data, and wait
			}
			w.attempt("in another domain: "+nameOf(a.send), func() {
				if _, response := a.send.(*protocol.AutoCreateResponse); response {
					c.send(0, 1<<20, a.send)
				} else if slices.ContainsFunc(noticeRows(w)[a.send.Body()], func(n attempt) bool { return n.send.Body() == a.send.Body() }) {
					c.tell(a.send)
				} else {
					c.answerTo(a.send)
				}
				c.answerTo(&protocol.ServerTimeRequest{})
			})
		}
		c.socket.CloseNow()
	}
	w.adaHasHeardNothing()
}

// TestMakers lets a collection come into being by use for those whom the domain's
// setting names.
func TestMakers(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	system, err := sqlite.Open(t.Context(), s.dir)
	must(t, err)
	defer system.Close()
	d := s.beside()
	ada, guest := s.connect("ada"), s.connect("")
	try := func(c *client, collection string, want bool) {
		t.Helper()
		r := &protocol.CreateRequest{Creation: creation()}
		r.Creation.Collection = collection
		if e, refused := c.answerTo(r).(*protocol.Error); refused == want || refused && e.Code != protocol.CodeNoCollection {
			t.Errorf("making collection %q: %+v", collection, e)
		}
		c2, err := d.Collection(t.Context(), collection)
		if made := err == nil; made != want || made && (c2.World != store.UsualRights || len(c2.Users)+len(c2.Groups) > 0) {
			t.Errorf("collection %q is %+v, %v", collection, c2, err)
		}
	}
	set := func(m store.Makers) {
		t.Helper()
		must(t, system.SetDomain(t.Context(), store.DomainInfo{DomainName: name, Anonymous: true, Makers: m}))
	}
	try(guest, "everybody", true)
	set(store.MakersUsers)
	try(guest, "guest", false)
	try(ada, "user", true)
	try(guest, "user", true) // it is there now
	set(store.MakersNobody)
	try(ada, "nobody", false)
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "made", World: store.UsualRights}, 0))
	try(ada, "made", true)
}
