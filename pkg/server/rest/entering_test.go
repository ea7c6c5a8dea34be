package rest_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestLink signs in with a link: once, from this machine, for an administrator who is one.
func TestLink(t *testing.T) {
	w := start(t, server.Options{})
	link := w.link("root")
	use := func(link string, status int, headers ...string) rest.Session {
		t.Helper()
		var s rest.Session
		w.want(status, "", "POST", "/auth/link", object{"token": link}, headers...).read(&s)
		return s
	}
	use(link, 401, "X-Forwarded-For", "203.0.113.5") // somebody else's, and it stays good
	use(link[:len(link)-1], 401)
	s := use(link, 200)
	var who rest.Holder
	w.want(200, s.Token, "GET", "/auth/token", nil).read(&who)
	if who.Name != "root" || who.Domain != "" || who.Expires == nil || time.Until(*who.Expires) > time.Hour {
		t.Errorf("the link signs in %+v", who)
	}
	if act := w.acts()[0]; act.Act != "login-by-link" || !strings.Contains(act.Target, "root") {
		t.Errorf("the audit log has %+v", act)
	}
	before := len(w.acts())
	use(link, 401)
	use("cvl_AAAAAAAAAAAAAAAAAAAAAAAAAA", 401)
	w.want(401, "", "POST", "/auth/link", object{"token": w.link("nobody")})
	if now := len(w.acts()); now != before {
		t.Errorf("what was refused left %d acts in the audit log", now-before)
	}
	must(t, w.system.RemoveAdministrator(t.Context(), "root"))
	w.want(401, s.Token, "GET", "/auth/token", nil)
}

// TestLinkElsewhere has a proxy that is believed say where a request comes from.
func TestLinkElsewhere(t *testing.T) {
	w := start(t, server.Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}})
	w.want(401, "", "POST", "/auth/link", object{"token": w.link("root")}, "X-Forwarded-For", "203.0.113.5")
	w.want(401, "", "POST", "/auth/link", object{"token": w.link("root")}, "X-Forwarded-For", "127.0.0.1")
}

// admit asks for a token to come in with.
func (w *world) admit(token string) string {
	w.t.Helper()
	var a rest.Admission
	w.want(200, token, "POST", "/domains/"+here.String()+"/session-token", nil).read(&a)
	return a.Token
}

// reconnect signs in with a token.
func (w *world) reconnect(token, instance string) (*wire, *protocol.ConnectionResponse) {
	w.t.Helper()
	c := w.open()
	c.send(&protocol.ConnectionRequest{Client: "test", ClientVersion: "1", ProtocolVersion: protocol.Version, Method: protocol.AuthReconnect, Secret: token, Instance: instance})
	return c, hear[*protocol.ConnectionResponse](c)
}

// closed waits for the end of a connection and returns its code.
func closed(c *wire) websocket.StatusCode {
	c.t.Helper()
	for {
		if _, err := c.next(); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

// TestAdmission lets administrators into a domain with a client, as those whom the history
// of the REST API names, with their rights and for as long as they are signed in.
func TestAdmission(t *testing.T) {
	w := start(t, server.Options{AdmissionEvery: 20 * time.Millisecond})
	w.want(201, w.root, "POST", "/domains/"+here.String()+"/models", object{"id": "m", "collection": "notes", "data": object{"title": "a"},
		"rights": object{"overridesCollection": true, "world": []string{}, "users": []object{}, "groups": []object{}}})
	for _, c := range []struct{ name, user, session string }{
		{"of the server", store.AuthorServer + "root", w.root}, {"of the domain", "admin", w.admin},
	} {
		t.Run(c.name, func(t *testing.T) {
			token := w.admit(c.session)
			wire, answer := w.reconnect(token, "i-"+c.user)
			if answer.Failure != nil || answer.Success.User.UserID != administration.Administrator(c.user) {
				t.Fatalf("%+v", answer)
			}
			wire.send(&protocol.OpenRequest{ModelID: "m"}) // on which nobody has any right
			if opened := hear[*protocol.OpenResponse](wire); !opened.Permissions.Can(protocol.AllPermissions) {
				t.Errorf("it may do %v", opened.Permissions)
			}
			for what, secret := range map[string]string{"the token again": token, "its token to reconnect": answer.Success.ReconnectToken} {
				if _, again := w.reconnect(secret, "i-"+c.user); again.Success != nil || again.Failure.Code != protocol.CodeAuthenticationFailed {
					t.Errorf("%s signs in: %+v", what, again)
				}
			}
			left := w.admit(c.session)
			w.want(204, c.session, "POST", "/auth/logout", nil)
			if code := closed(wire); code != websocket.StatusCode(protocol.CloseKicked) {
				t.Errorf("the connection ends with %d", code)
			}
			if _, late := w.reconnect(left, "j-"+c.user); late.Success != nil {
				t.Error("a token of a session that has ended signs in")
			}
		})
	}
}

// TestAdmissionElsewhere expects a token to be good for its domain only, and no right to
// become one that signs in by itself.
func TestAdmissionElsewhere(t *testing.T) {
	w := start(t, server.Options{})
	var a rest.Admission
	w.want(200, w.root, "POST", "/domains/"+there.String()+"/session-token", nil).read(&a)
	if _, answer := w.reconnect(a.Token, "i"); answer.Success != nil {
		t.Error("a token for another domain signs in")
	}
	w.want(404, w.root, "POST", "/domains/space/nowhere/session-token", nil)
	w.want(403, w.admin, "POST", "/domains/"+there.String()+"/session-token", nil)
	if _, answer := w.reconnect(w.admit(w.root), "i"); answer.Success == nil {
		t.Fatalf("%+v", answer.Failure)
	}
	u, err := w.domain.User(t.Context(), administration.Administrator(store.AuthorServer+"root"))
	if must(t, err); !u.Disabled || !u.Removed || u.PasswordHash != "" {
		t.Errorf("who was let in is kept as %+v", u)
	}
}
