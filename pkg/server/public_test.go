package server_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// getPublic reads a model without a session.
func (s *testServer) getPublic(model string, header http.Header) (status int, body string, answer http.Header) {
	s.t.Helper()
	url := strings.Replace(strings.Replace(s.url, "ws", "http", 1), "/api/realtime/", "/api/public/", 1) + "/models/" + model
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, url, nil)
	must(s.t, err)
	if header != nil {
		r.Header = header
	}
	w, err := http.DefaultClient.Do(r)
	must(s.t, err)
	defer w.Body.Close()
	data, err := io.ReadAll(w.Body)
	must(s.t, err)
	return w.StatusCode, string(data), w.Header
}

// TestPublicRights tries, for every way in which rights are given, that somebody without a session reads what
// a guest who has just come does.
func TestPublicRights(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	d := people(s)
	ada := s.connect("ada")
	ada.create("first", nil)
	guestID := func() protocol.UserID { g := s.connect(""); return g.people[g.session] }()
	none, read, write := protocol.Permissions(0), protocol.PermissionRead, protocol.PermissionWrite
	for name, c := range map[string]struct {
		collection, model store.RightsUpdate
		overrides, reads  bool
	}{
		"a collection for everybody":              {reads: true},
		"a collection that everybody may read":    {collection: store.RightsUpdate{World: &read}, reads: true},
		"a collection for nobody":                 {collection: store.RightsUpdate{World: &none}},
		"a private model":                         {model: store.RightsUpdate{World: &none}, overrides: true},
		"a public model in a private collection":  {collection: store.RightsUpdate{World: &none}, model: store.RightsUpdate{World: &read}, overrides: true, reads: true},
		"a model that everybody may only write":   {model: store.RightsUpdate{World: &write}, overrides: true},
		"a model for one user":                    {model: store.RightsUpdate{World: &none, SetUsers: userRights(bobID, 15)}, overrides: true},
		"a model for one guest":                   {model: store.RightsUpdate{World: &none, SetUsers: userRights(guestID, 15)}, overrides: true},
		"a model for a group":                     {model: store.RightsUpdate{World: &none, SetGroups: groupRights("g", 15)}, overrides: true},
		"a model for everybody, less for a group": {model: store.RightsUpdate{World: &read, SetGroups: groupRights("g", 0)}, overrides: true, reads: true},
		"a collection for one user":               {collection: store.RightsUpdate{World: &none, SetUsers: userRights(bobID, 31)}},
		"a collection for a group":                {collection: store.RightsUpdate{World: &none, SetGroups: groupRights("g", 31)}},
	} {
		all := store.AllRights
		must(t, d.SetCollectionRights(t.Context(), "c", store.RightsUpdate{World: &all, ReplaceUsers: true, ReplaceGroups: true}))
		id := strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), ",", "")
		ada.create(id, func(m *protocol.Creation) {
			m.Data.Members[0].Value.Text = ot.MustText(marker)
			m.OverrideWorld, m.World, m.Users, m.Groups = c.overrides, c.model.World, c.model.SetUsers, c.model.SetGroups
		})
		must(t, d.SetCollectionRights(t.Context(), "c", c.collection))
		guest := s.connect("")
		guest.ask(&protocol.HistoryDataRequest{ModelID: id})
		_, guestReads := guest.receive().Message.(*protocol.HistoryDataResponse)
		status, body, _ := s.getPublic(id, nil)
		if guestReads != c.reads || (status == http.StatusOK) != c.reads || strings.Contains(body, marker) != c.reads {
			t.Errorf("%s: a guest reads %v, and without a session the answer is %d %q", name, guestReads, status, body)
		}
		if !c.reads {
			if other, why, _ := s.getPublic("nothing", nil); status != other || body != why {
				t.Errorf("%s: %d %q; what does not exist %d %q", name, status, body, other, why)
			}
		}
	}
}

// TestPublic reads models without a session: as they are now, and only where guests are let in.
func TestPublic(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	ada.create("m", nil)
	get := func(model string, header http.Header, status int, body string) http.Header {
		t.Helper()
		is, text, answer := s.getPublic(model, header)
		if is != status || !strings.Contains(text, body) {
			t.Errorf("%s: %d %q, should be %d with %q", model, is, text, status, body)
		}
		return answer
	}
	first := get("m", nil, http.StatusOK, `{"version":1,"data":{"text":"","list":[]}}`)
	if h := first; h.Get("Content-Type") != "application/json" || h.Get("Cache-Control") != "no-cache" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
		t.Errorf("the headers are %v", h)
	}
	for _, tag := range []string{first.Get("ETag"), `"x", W/` + first.Get("ETag"), "*"} {
		get("m", http.Header{"If-None-Match": {tag}}, http.StatusNotModified, "")
	}
	r := ada.open("m")
	r.edit(splice(0, 0, "Hello"))
	r.sendPending()
	r.step()
	second := get("m", http.Header{"If-None-Match": {first.Get("ETag")}}, http.StatusOK, `"text":"Hello"`)
	if second.Get("ETag") == first.Get("ETag") {
		t.Error("the ETag is that of before")
	}
	get("m", http.Header{"Origin": {"https://other.example"}}, http.StatusForbidden, "--origins")

	// Not more than there is room for.
	ada.createJSON("c", "large", `{"text": "`+strings.Repeat("x", 300<<10)+`"}`)
	get("large", nil, http.StatusRequestEntityTooLarge, "connect")
	ada.createJSON("c", "huge", `{"text": "`+strings.Repeat("x", 2<<20)+`"}`)
	get("huge", nil, http.StatusRequestEntityTooLarge, "connect")

	system, err := sqlite.Open(t.Context(), s.dir)
	must(t, err)
	defer system.Close()
	with := func(change func(*store.DomainInfo)) {
		t.Helper()
		info := store.DomainInfo{DomainName: name, Anonymous: true}
		change(&info)
		must(t, system.SetDomain(t.Context(), info))
	}
	with(func(i *store.DomainInfo) { i.Origins = "https://other.example" })
	if h := get("m", http.Header{"Origin": {"https://other.example"}}, http.StatusOK, "Hello"); h.Get("Access-Control-Allow-Origin") != "https://other.example" {
		t.Errorf("the headers are %v", h)
	}
	with(func(i *store.DomainInfo) { i.Anonymous = false })
	get("m", nil, http.StatusNotFound, "guest")
	with(func(i *store.DomainInfo) { i.Availability = store.Maintenance })
	get("m", nil, http.StatusNotFound, "guest")
	with(func(i *store.DomainInfo) {})
	get("m", nil, http.StatusOK, "Hello")

	// From the store, after nobody has it open; and not without end.
	s.stop()
	again := start(t, s.dir, server.Options{})
	for i := range 100 {
		status, body, h := again.getPublic("m", nil)
		switch {
		case status == http.StatusOK && strings.Contains(body, "Hello"):
		case status == http.StatusTooManyRequests && h.Get("Retry-After") != "" && i >= 60:
			return
		default:
			t.Fatalf("request %d is answered with %d %s", i, status, body)
		}
	}
	t.Error("a hundred requests at once are answered")
}

// TestPublicHooks hands out nothing where the program decides.
func TestPublicHooks(t *testing.T) {
	for what, hooks := range map[string]server.Hooks{
		"who comes in": {Authenticate: func(context.Context, server.AuthRequest) (server.User, error) { return server.User{}, server.ErrPass }},
		"who may what": {Authorize: func(_ context.Context, r server.AccessRequest) (protocol.Permissions, error) { return r.Kept, nil }},
	} {
		s := start(t, t.TempDir(), server.Options{Hooks: hooks})
		s.connect("ada").create("m", nil)
		if status, body, _ := s.getPublic("m", nil); status != http.StatusNotFound {
			t.Errorf("where the program decides %s the answer is %d %s", what, status, body)
		}
	}
}
