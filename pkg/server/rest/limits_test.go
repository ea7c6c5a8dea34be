package rest_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestLimits expects the limits of clients to hold here too: sizes are bytes, and quotas
// are those of the domain.
func TestLimits(t *testing.T) {
	w := start(t, server.Options{})
	long := strings.Repeat("ä", 200) // 400 bytes
	w.want(422, w.root, "POST", modelsPath, object{"id": long, "collection": "notes", "data": object{}})
	w.want(422, w.root, "POST", modelsPath, object{"id": "m", "collection": "notes", "data": object{strings.Repeat("k", 70<<10): 1}})
	w.want(422, w.root, "POST", "/domains/"+here.String()+"/chats", object{"id": long, "type": "room", "membership": "public"})
	w.want(422, w.root, "POST", "/domains/"+here.String()+"/administrators", object{"name": "server/root", "password": secret})

	w.want(201, w.root, "POST", modelsPath, object{"id": "m", "collection": "notes", "data": object{"n": 1}})
	w.want(200, w.root, "PUT", modelsPath+"/m", object{"collection": "notes", "data": object{"n": 2}})
	w.want(422, w.root, "PUT", modelsPath+"/m", object{"collection": "notes", "data": object{strings.Repeat("k", 70<<10): 1}})
	info, err := w.system.Domain(t.Context(), here)
	must(t, err)
	info.Quotas.Storage = 1
	must(t, w.system.SetDomain(t.Context(), info))
	n := 2
	eventually(t, "a change over the quota is refused", func() bool {
		n++
		got := w.send(w.root, "PUT", modelsPath+"/m", object{"collection": "notes", "data": object{"n": n}})
		return got.status == 422 && strings.Contains(string(got.text), "--max-storage")
	})
	if m, _ := w.model("m"); !strings.Contains(string(m.Data), "n") || m.Version < 2 {
		t.Errorf("the model is %s at version %d", m.Data, m.Version)
	}
}

// TestAddressesAreText expects nothing to be made, or asked for, under a name that is no text: a domain
// with such a model could not be exported. Halves of characters, which JavaScript knows, are text.
func TestAddressesAreText(t *testing.T) {
	w := start(t, server.Options{})
	for _, bad := range []string{modelsPath + "/%FF", modelsPath + "/a%C0%80", "/domains/" + here.String() + "/chats?text=%FF"} {
		method, body := "PUT", any(object{"collection": "notes", "data": object{}})
		if strings.Contains(bad, "?") {
			method, body = "GET", nil
		}
		w.want(400, w.root, method, bad, body)
	}
	w.want(201, w.root, "PUT", modelsPath+"/%ED%A0%80", object{"collection": "notes", "data": object{}})
	w.want(200, w.root, "GET", "/domains/"+here.String()+"/export", nil)
}

// TestGoneBeforeLookedUp has somebody go before the token is looked up: that is no trouble of the server, and not in
// its log as such.
func TestGoneBeforeLookedUp(t *testing.T) {
	var log bytes.Buffer
	w := start(t, server.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))})
	for _, token := range []string{w.root, "cvk_AAAAAAAAAAAAAAAAAAAAAAAAAA"} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		r := httptest.NewRequestWithContext(ctx, "GET", rest.Prefix+"/domains", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w.handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	if log.Len() > 0 {
		t.Errorf("the log says:\n%s", log.String())
	}
}

// TestNewDomain expects a domain to begin with the settings of all new ones.
func TestNewDomain(t *testing.T) {
	w := start(t, server.Options{})
	w.want(201, w.root, "POST", "/domains", settings("namespace", "space", "id", "new"))
	info, err := w.system.Domain(t.Context(), store.DomainName{Namespace: "space", ID: "new"})
	must(t, err)
	if info.Quotas != store.DefaultQuotas() || info.Keeping != store.DefaultKeeping() {
		t.Errorf("it has %+v and keeps %+v", info.Quotas, info.Keeping)
	}
}

// TestStrangersInAudit expects those who are not let in to leave nothing in the audit log.
func TestStrangersInAudit(t *testing.T) {
	w := start(t, server.Options{})
	before := len(w.acts())
	for _, body := range []any{object{"name": "root", "password": "a wrong one"}, object{"name": "nobody", "password": secret}, "broken"} {
		if got := w.send("", "POST", "/auth/login", body); got.status < 400 {
			t.Errorf("let in with %v: %d", body, got.status)
		}
	}
	if acts := w.acts(); len(acts) != before {
		t.Errorf("strangers left %d acts", len(acts)-before)
	}
	w.logIn("root", "")
	if acts := w.acts(); len(acts) != before+1 || acts[0].Act != "login" || acts[0].Status != 200 || !strings.Contains(acts[0].Target, "root") {
		t.Errorf("who was let in is not there: %+v", acts)
	}
}
