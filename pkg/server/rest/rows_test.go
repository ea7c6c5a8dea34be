package rest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// row tries a route: somebody who may sends it and gets the status, and others do not.
type row struct {
	id     string
	path   string // below the domain here, when it begins with "."
	body   any
	status int
}

type object = map[string]any

// rows are the routes in an order in which all work.
func rows(w *world) []row {
	public, _, err := webtoken.Generate()
	must(w.t, err)
	rights := func(users ...any) object {
		return object{"world": []string{"read"}, "users": append([]any{}, users...), "groups": []object{{"group": "editors", "rights": []string{"read", "write"}}}}
	}
	all := []row{
		{"login", "/auth/login", object{"name": "root", "password": secret}, 200},
		{"login-by-link", "/auth/link", object{"token": w.link("root")}, 200},
		{"get-token", "/auth/token", nil, 200},
		{"add-api-key", "/api-keys", object{"id": "website", "domain": here.String(), "scopes": []string{"models:read"}}, 201},
		{"list-api-keys", "/api-keys", nil, 200},
		{"remove-api-key", "/api-keys/website", nil, 204},
		{"add-administrator", "/administrators", object{"name": "second", "password": "long enough"}, 201},
		{"list-administrators", "/administrators", nil, 200},
		{"set-administrator-password", "/administrators/second/password", object{"password": "longer than it"}, 204},
		{"remove-administrator", "/administrators/second", nil, 204},
		{"get-configuration", "/configuration", nil, 200},
		{"add-domain", "/domains", settings("namespace", "space", "id", "new"), 201},
		{"list-domains", "/domains", nil, 200},
		{"remove-domain", "/domains/space/new", nil, 204},
		{"get-domain", ".", nil, 200},
		{"set-domain", ".", settings(), 200},
		{"set-domain", ".", settings("availability", "maintenance", "quotas", quotas(10), "keeping", object{"guests": 1, "sessions": 2, "emptyChats": 0}), 200},
		{"set-domain", ".", settings("availability", "online", "quotas", quotas(0)), 200},
		{"export-domain", "./export?history=none", nil, 200},
		{"add-user", "./users", object{"name": "grace", "email": "g@example.org", "password": "long enough"}, 201},
		{"list-users", "./users", nil, 200},
		{"get-user", "./users/grace", nil, 200},
		{"set-user", "./users/grace", profile("Grace"), 200},
		{"set-user-password", "./users/grace/password", object{"password": "longer than it"}, 204},
		{"add-domain-administrator", "./administrators", object{"name": "boss"}, 201},
		{"list-domain-administrators", "./administrators", nil, 200},
		{"get-domain-administrator", "./administrators/boss", nil, 200},
		{"set-domain-administrator", "./administrators/boss", profile("The Boss"), 200},
		{"set-domain-administrator-password", "./administrators/boss/password", object{"password": "longer than it"}, 204},
		{"remove-domain-administrator", "./administrators/boss", nil, 204},
		{"add-group", "./groups", object{"id": "editors"}, 201},
		{"list-groups", "./groups", nil, 200},
		{"get-group", "./groups/editors", nil, 200},
		{"set-group", "./groups/editors", object{"description": "who may change texts"}, 200},
		{"add-group-member", "./groups/editors/members/grace", nil, 204},
		{"add-jwt-key", "./jwt-keys", object{"id": "site", "public": public}, 201},
		{"list-jwt-keys", "./jwt-keys", nil, 200},
		{"get-jwt-key", "./jwt-keys/site", nil, 200},
		{"remove-jwt-key", "./jwt-keys/site", nil, 204},
		{"add-collection", "./collections", with(rights(), "id", "notes"), 201},
		{"list-collections", "./collections", nil, 200},
		{"get-collection", "./collections/notes", nil, 200},
		{"set-collection", "./collections/notes", rights(object{"user": object{"type": "normal", "name": "grace"}, "rights": []string{"read", "create"}}), 200},
		{"add-model", "./models", object{"id": "m", "collection": "notes", "data": object{"title": "a"}}, 201},
		{"list-models", "./models?collection=notes", nil, 200},
		{"set-model", "./models/m", object{"collection": "notes", "data": object{"title": "b"}}, 200},
		{"get-model", "./models/m", nil, 200},
		{"query-models", "./model-query", object{"query": "SELECT * FROM notes WHERE title = 'b'"}, 200},
		{"get-model-history", "./models/m/history", nil, 200},
		{"name-model-version", "./models/m/versions", object{"name": "first", "version": 1}, 201},
		{"list-model-versions", "./models/m/versions", nil, 200},
		{"restore-model", "./models/m/restore", object{"version": 1}, 200},
		{"remove-model-version", "./models/m/versions/first", nil, 204},
		{"get-model-rights", "./models/m/rights", nil, 200},
		{"set-model-rights", "./models/m/rights", with(rights(), "overridesCollection", true), 200},
		{"remove-model", "./models/m", nil, 204},
		{"add-chat", "./chats", object{"id": "talk", "type": "channel", "membership": "private", "members": []object{{"type": "normal", "name": "ada"}}}, 201},
		{"list-chats", "./chats?text=TALK", nil, 200},
		{"get-chat", "./chats/talk", nil, 200},
		{"set-chat", "./chats/talk", object{"name": "Talk", "topic": "this and that"}, 200},
		{"add-chat-member", "./chats/talk/members/grace", nil, 204},
		{"remove-chat-member", "./chats/talk/members/grace", nil, 204},
		{"list-chat-events", "./chats/talk/events", nil, 200},
		{"remove-chat", "./chats/talk", nil, 204},
		{"list-activities", "./activities", nil, 200},
		{"get-activity", "./activities/editing/nothing", nil, 404},
		{"add-webhook", "./webhooks", object{"id": "archive", "url": "https://example.org/hook", "events": []string{"model.changed"}}, 201},
		{"list-webhooks", "./webhooks", nil, 200},
		{"get-webhook", "./webhooks/archive", nil, 200},
		{"set-webhook", "./webhooks/archive", object{"url": "https://example.net/hook", "events": []string{"chat.message"}, "enabled": true, "description": "what is said"}, 200},
		{"test-webhook", "./webhooks/archive/test", nil, 202},
		{"list-webhook-deliveries", "./webhooks/archive/deliveries", nil, 200},
		{"remove-webhook", "./webhooks/archive", nil, 204},
		{"get-statistics", "./statistics", nil, 200},
		{"get-server-statistics", "/statistics", nil, 200},
		{"list-sessions", "./sessions", nil, 200},
		{"list-sign-ins", "./sign-ins", nil, 200},
		{"admit-session", "./session-token", nil, 200},
		{"kick-session", "./sessions/zz", nil, 404},
		{"list-audit", "/audit", nil, 200},
		{"remove-collection", "./collections/notes", nil, 204},
		{"remove-group-member", "./groups/editors/members/grace", nil, 204},
		{"remove-group", "./groups/editors", nil, 204},
		{"remove-user", "./users/grace", nil, 204},
		{"logout", "/auth/logout", nil, 204}, // the last one: it ends the session that others use
	}
	for i := range all {
		if strings.HasPrefix(all[i].path, ".") {
			all[i].path = "/domains/" + here.String() + all[i].path[1:]
		}
	}
	return all
}

// with adds properties to an object.
func with(o object, more ...any) object {
	for i := 0; i < len(more); i += 2 {
		o[more[i].(string)] = more[i+1]
	}
	return o
}

func settings(more ...any) object {
	return with(object{"anonymous": true, "emails": "users", "collections": "nobody", "origins": []string{"https://app.example"}}, more...)
}

func quotas(models int) object {
	return object{"models": models, "storage": 1 << 40, "chats": 0, "modelsPerUser": 0, "storagePerUser": 0, "chatsPerUser": 0}
}

func profile(name string) object {
	return object{"displayName": name, "firstName": "", "lastName": "", "email": "", "disabled": false}
}

// TestRows tries every route of the document for those who may not use it, who are refused
// and leave no trace, and then for somebody who may.
func TestRows(t *testing.T) {
	w := start(t, server.Options{})
	routes := w.operations()
	seen := make(map[string]bool)
	all := administration.Scopes()
	everything := w.key(store.DomainName{}, all...)
	elsewhere := w.key(there, all...)
	revoked := w.key(store.DomainName{}, all...)
	for _, k := range keys(w) {
		if string(k.Hash) == string(administration.TokenHash(revoked)) {
			must(t, w.system.RemoveAPIKey(t.Context(), k.ID))
		}
	}
	for _, r := range rows(w) {
		route, ok := routes[r.id]
		if !ok {
			t.Errorf("row %q is of no route", r.id)
			continue
		}
		seen[r.id] = true
		before := len(w.acts())
		try := func(what string, status int, token string, headers ...string) {
			t.Helper()
			if got := w.send(token, route.method, r.path, r.body, headers...); got.status != status {
				t.Errorf("%s, %s: %d instead of %d: %s", r.id, what, got.status, status, got.text)
			}
		}
		person := strings.HasPrefix(route.needs, "session of")
		scope, ofServer, _ := strings.Cut(route.needs, ",")
		scoped := strings.Contains(scope, ":")
		ofDomain := strings.HasPrefix(r.path, "/domains/")
		if route.needs != "no token" {
			try("no token", 401, "")
			try("no token, but a cookie", 401, "", "Cookie", "token="+w.root)
			try("a token that is none", 401, "cvk_AAAAAAAAAAAAAAAAAAAAAAAAAA")
			try("the name of a user", 401, "ada")
			try("another scheme", 401, "", "Authorization", "Basic "+w.root)
			try("revoked key", 401, revoked)
			expired := administration.NewToken(administration.SessionPrefix) // each time: the next sign-in forgets it
			must(t, w.system.BeginAdminSession(t.Context(), store.AdminSession{Hash: administration.TokenHash(expired), Name: "root",
				Credential: administration.TokenHash(secretHash), Deadline: time.Now().Add(-time.Second).UnixMilli()}))
			try("expired session", 401, expired)
		}
		if ofDomain || ofServer != "" {
			try("key of another domain", 403, elsewhere)
		}
		if ofServer != "" {
			try("administrator of a domain", 403, w.admin)
		}
		if person {
			try("key instead of a session", 403, everything)
		}
		if scoped {
			var others []string
			for _, s := range all {
				if resource, _, _ := strings.Cut(scope, ":"); s != scope && s != resource+":write" {
					others = append(others, s)
				}
			}
			try("key without the scope", 403, w.key(store.DomainName{}, others...))
		}
		try("a page of somebody else", 403, w.root, "Origin", "https://evil.example")
		try("a page without an origin", 403, w.root, "Origin", "null")
		if now := len(w.acts()); now != before {
			t.Errorf("%s: what was refused left %d acts in the audit log", r.id, now-before)
		}
		token := w.root
		if scoped && !person {
			token = w.key(store.DomainName{}, scope)
		}
		try("who may", r.status, token)
		if acts := w.acts(); route.audited && (len(acts) != before+1 || acts[0].Act != r.id || acts[0].Status != r.status) {
			t.Errorf("%s is not in the audit log, or not as it was: %+v", r.id, acts[0])
		} else if !route.audited && len(acts) != before {
			t.Errorf("%s is in the audit log", r.id)
		}
		if route.audited != (route.method != http.MethodGet) && r.id != "query-models" && r.id != "export-domain" {
			t.Errorf("%s %s: audited is %v", route.method, r.id, route.audited)
		}
	}
	for id := range routes {
		if !seen[id] {
			t.Errorf("route %s has no row", id)
		}
	}
}

func keys(w *world) []store.APIKey {
	all, err := w.system.APIKeys(w.t.Context())
	must(w.t, err)
	return all
}

// TestOfDomain lets the administrator of a domain do everything there and nothing else.
func TestOfDomain(t *testing.T) {
	w := start(t, server.Options{})
	w.want(201, w.admin, "POST", "/domains/space/here/users", object{"name": "zoë"})
	w.want(403, w.admin, "POST", "/domains/space/there/users", object{"name": "zoë"})
	w.want(403, w.admin, "GET", "/domains/space/nowhere", nil) // whether it is there or not
	w.want(404, w.root, "GET", "/domains/space/nowhere", nil)
	var domains rest.Page[rest.DomainEntry]
	w.want(200, w.admin, "GET", "/domains", nil).read(&domains)
	if len(domains.Items) != 1 || domains.Items[0].ID != here.ID {
		t.Errorf("the administrator of a domain sees %+v", domains.Items)
	}
	w.want(403, w.admin, "POST", "/api-keys", object{"id": "a", "scopes": []string{"models:read"}})
	w.want(403, w.admin, "POST", "/api-keys", object{"id": "a", "domain": there.String(), "scopes": []string{"models:read"}})
	w.want(201, w.root, "POST", "/api-keys", object{"id": "of-server", "scopes": []string{"models:read"}})
	w.want(201, w.admin, "POST", "/api-keys", object{"id": "of-domain", "domain": here.String(), "scopes": []string{"users:write"}})
	w.want(404, w.admin, "DELETE", "/api-keys/of-server", nil)
	var own rest.Page[rest.APIKey]
	w.want(200, w.admin, "GET", "/api-keys", nil).read(&own)
	if len(own.Items) != 1 || own.Items[0].ID != "of-domain" {
		t.Errorf("the administrator of a domain sees the keys %+v", own.Items)
	}
	var acts rest.Page[rest.Act]
	w.want(200, w.admin, "GET", "/audit", nil).read(&acts)
	for _, act := range acts.Items {
		if act.Domain != here.String() {
			t.Errorf("the administrator of a domain sees %+v", act)
		}
	}
	if n := len(acts.Items); n == 0 || acts.Items[n-1].Act != "login" {
		t.Errorf("the administrator of a domain sees the acts %+v", acts.Items)
	}
	w.want(403, w.admin, "GET", "/audit?of=space/there", nil)
}
