package server_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// TestAvailability ends the connections of those whom a domain does not let in any more, and
// lets nobody else in either, until it does again.
func TestAvailability(t *testing.T) {
	s := start(t, t.TempDir(), brisk)
	system, err := sqlite.Open(t.Context(), s.dir)
	must(t, err)
	defer system.Close()
	d, err := system.OpenDomain(t.Context(), name)
	must(t, err)
	defer d.Close()
	public, private, err := webtoken.Generate()
	must(t, err)
	must(t, d.AddKey(t.Context(), store.Key{ID: "admin", Public: public, Admin: true}))
	must(t, d.AddKey(t.Context(), store.Key{ID: "k", Public: public}))
	with := func(user, key string) *protocol.ConnectionRequest {
		r := credentials("")
		token, err := webtoken.Sign(webtoken.Claims{Username: user}, key, private, time.Now(), time.Minute)
		must(t, err)
		r.Method, r.Secret = protocol.AuthJWT, token
		return r
	}
	set := func(a store.Availability) {
		t.Helper()
		info, err := system.Domain(t.Context(), name)
		must(t, err)
		info.Availability = a
		must(t, system.SetDomain(t.Context(), info))
	}
	refused := func(why string, all ...*protocol.ConnectionRequest) {
		t.Helper()
		for _, r := range all {
			c, answer := s.signIn(r)
			f := answer.Failure
			if f == nil || f.Code != protocol.CodeDomainUnavailable || !f.RetryOK || f.RetryAfter == 0 || !strings.Contains(f.Message, why) {
				t.Fatalf("%v of %q is answered with %+v", r.Method, r.Username, answer)
			}
			c.closedWith(protocol.CloseBusy)
		}
	}
	ada, guest, root := s.connect("ada"), s.connect(""), s.connectAs(with("root", "admin"))
	rootAgain := s.connectAs(with("root", "admin"))

	set(store.Maintenance)
	for _, c := range []*client{ada, guest} {
		if reason := c.closedWith(protocol.CloseUnavailable); !strings.Contains(reason, "maintained") {
			t.Errorf("the reason is %q", reason)
		}
	}
	if protocol.CloseUnavailable.Retry() != protocol.RetryLater {
		t.Error("clients do not come back later")
	}
	refused("maintained", credentials("ada"), credentials(""), withToken(ada.token), withToken(guest.token), with("new", "k"))
	if _, err := d.User(t.Context(), administration.Normal("new")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("somebody who is not let in was made a user: %v", err)
	}
	root.quiet()
	s.connectAs(with("root", "admin")).quiet()
	s.connectAs(withToken(rootAgain.token)).quiet()

	set(store.Offline)
	if reason := root.closedWith(protocol.CloseUnavailable); !strings.Contains(reason, "offline") {
		t.Errorf("the reason is %q", reason)
	}
	refused("offline", credentials("ada"), credentials(""), withToken(ada.token), with("root", "admin"), with("new", "k"))

	set(store.Online)
	s.connectAs(withToken(ada.token)).quiet()
	s.connectAs(withToken(guest.token)).quiet()
	s.connectAs(with("root", "admin")).quiet()
}
