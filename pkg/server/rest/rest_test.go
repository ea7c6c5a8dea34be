package rest_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/archive"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestTwoAdministrators has two change the same thing: who has not seen the change of the
// other one is refused.
func TestTwoAdministrators(t *testing.T) {
	w := start(t, server.Options{})
	base := "/domains/" + here.String()
	w.want(201, w.root, "POST", base+"/groups", object{"id": "g"})
	w.want(201, w.root, "POST", base+"/collections", object{"id": "c", "world": []string{}, "users": []any{}, "groups": []any{}})
	for path, bodies := range map[string][2]object{
		base:                    {settings(), settings("anonymous", false)},
		base + "/users/ada":     {profile("A"), profile("B")},
		base + "/groups/g":      {{"description": "a"}, {"description": "b"}},
		base + "/collections/c": {{"world": []string{"read"}, "users": []any{}, "groups": []any{}}, {"world": []string{"read", "write"}, "users": []any{}, "groups": []any{}}},
	} {
		seen := w.want(200, w.root, "GET", path, nil).header.Get("ETag")
		first := w.want(200, w.root, "PUT", path, bodies[0], "If-Match", seen).header.Get("ETag")
		if first == seen {
			t.Errorf("%s: the ETag stays %s", path, seen)
		}
		w.want(412, w.admin, "PUT", path, bodies[1], "If-Match", seen)
		if now := w.want(200, w.root, "GET", path, nil).header.Get("ETag"); now != first {
			t.Errorf("%s: what was refused has changed it", path)
		}
		w.want(200, w.admin, "PUT", path, bodies[1], "If-Match", `"x", `+first)
		w.want(200, w.root, "PUT", path, bodies[0])
		if path != base {
			w.want(412, w.root, "DELETE", path, nil, "If-Match", seen+"x")
		}
	}
}

// TestDomainSettings changes quotas, what is kept and who may be connected: what is left out
// stays, and quotas are not for those whom they bound.
func TestDomainSettings(t *testing.T) {
	w := start(t, server.Options{})
	base := "/domains/" + here.String()
	keeping := object{"guests": 1, "sessions": 2, "emptyChats": 3, "history": 4}
	tag := w.want(200, w.root, "PUT", base, settings("availability", "offline", "quotas", quotas(7), "keeping", keeping)).header.Get("ETag")
	w.want(412, w.root, "PUT", base, settings("quotas", quotas(8)), "If-Match", `"x"`)
	w.want(403, w.admin, "PUT", base, settings("quotas", quotas(8)))
	want := rest.DomainEntry{Availability: "offline", Quotas: rest.Quotas{Models: 7, Storage: 1 << 40}, Keeping: rest.Keeping{Guests: 1, Sessions: 2, Chats: 3, History: 4}}
	for _, body := range []object{settings(), settings("quotas", quotas(7))} { // as it is
		var got rest.DomainEntry
		answer := w.want(200, w.admin, "PUT", base, body)
		answer.read(&got)
		if got.Availability != want.Availability || got.Quotas != want.Quotas || got.Keeping != want.Keeping || answer.header.Get("ETag") != tag {
			t.Errorf("%v makes it %+v", body, got)
		}
	}
	if info, err := w.system.Domain(t.Context(), here); err != nil || info.Availability != store.Offline || info.Quotas.Models != 7 || info.Keeping.Chats != 3 || info.Keeping.History != 4 {
		t.Errorf("it is stored as %+v, %v", info, err)
	}
	w.want(200, w.admin, "PUT", base, settings("availability", "online", "keeping", object{"guests": 0, "sessions": 0, "emptyChats": 0, "history": 0}))
	var made rest.DomainEntry
	w.want(201, w.root, "POST", "/domains", settings("namespace", "space", "id", "new", "quotas", quotas(5))).read(&made)
	if made.Quotas.Models != 5 || made.Availability != "online" || made.Keeping != rest.Keeping(store.DefaultKeeping()) {
		t.Errorf("a new one is %+v", made)
	}
	for name, body := range map[string]object{
		"a quota below zero": settings("quotas", quotas(-1)), "half of the quotas": settings("quotas", object{"models": 1}),
		"an availability that is none": settings("availability", "away"), "days that are no number": settings("keeping", object{"guests": "1", "sessions": 0, "emptyChats": 0, "history": 0}),
	} {
		if got := w.send(w.root, "PUT", base, body); got.status != 422 {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
}

// TestExport gives a domain away that can be imported, to its administrators, and has that in
// the audit log.
func TestExport(t *testing.T) {
	w := start(t, server.Options{})
	base := "/domains/" + here.String()
	w.want(201, w.root, "POST", base+"/groups", object{"id": "g"})
	got := w.want(200, w.admin, "GET", base+"/export", nil)
	if kind := got.header.Get("Content-Type"); kind != "application/x-ndjson" {
		t.Errorf("it is of type %q", kind)
	}
	other := store.DomainName{Namespace: "space", ID: "copy"}
	_, counts, err := archive.Import(t.Context(), strings.NewReader(string(got.text)), w.system, archive.ImportOptions{Name: &other})
	if err != nil || counts.Groups != 1 || counts.Users != 2 {
		t.Errorf("imported, it has %+v, %v", counts, err)
	}
	if acts := w.acts(); acts[0].Act != "export-domain" || acts[0].Status != 200 {
		t.Errorf("the last act is %+v", acts[0])
	}
	w.want(403, w.admin, "GET", "/domains/"+there.String()+"/export", nil)
	w.want(422, w.admin, "GET", base+"/export?history=some", nil)
}

// TestExportUnread has a client that reads nothing of an export, and one that goes away in its
// middle: each ends, is in the audit log as one that did, and others export.
func TestExportUnread(t *testing.T) {
	w := start(t, server.Options{WriteTimeout: 300 * time.Millisecond})
	base := "/domains/" + here.String()
	must(t, w.domain.CreateCollection(t.Context(), store.Collection{ID: "large"}, 0))
	data, err := protocol.AppendValue(nil, ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{
		{Key: "text", Value: ot.Value{Kind: ot.KindString, ID: "@:1", Text: ot.MustText(strings.Repeat("x", 4<<20))}}}})
	must(t, err)
	for i := range 10 { // more than waits between two programs
		_, err := w.domain.CreateModel(t.Context(), store.Model{ID: fmt.Sprint(i), Collection: "large"}, data)
		must(t, err)
	}
	for name, read := range map[string]func(net.Conn){
		"reads nothing": func(c net.Conn) {},
		"goes away":     func(c net.Conn) { io.ReadFull(c, make([]byte, 1<<20)); c.Close() },
	} {
		before := w.acts()[0].Number
		c, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		must(t, err)
		defer c.Close()
		fmt.Fprintf(c, "GET %s%s/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", rest.Prefix, base, w.admin)
		read(c)
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			if act := w.acts()[0]; act.Number > before && act.Status != 0 {
				if act.Status != 499 {
					t.Errorf("one that %s ends with %d", name, act.Status)
				}
				break
			}
			if time.Now().After(end) {
				t.Fatalf("one that %s does not end: %+v", name, w.acts()[0])
			}
		}
		c.Close()
		w.want(200, w.admin, "GET", base+"/export", nil)
	}
}

// TestPages reads a list page by page.
func TestPages(t *testing.T) {
	w := start(t, server.Options{})
	for i := range 7 {
		must(t, w.domain.CreateUser(t.Context(), store.User{User: protocol.User{UserID: administration.Normal(fmt.Sprintf("user%d", i)), Email: "X@example.org"}}))
	}
	path := "/domains/" + here.String() + "/users?limit=3&text=x@EXAMPLE"
	var names []string
	pages := 0
	for next := ""; pages < 10; pages++ {
		var page rest.Page[rest.User]
		w.want(200, w.root, "GET", path+"&cursor="+next, nil).read(&page)
		for _, u := range page.Items {
			names = append(names, u.Name)
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if got := strings.Join(names, " "); got != "user0 user1 user2 user3 user4 user5 user6" || pages != 2 {
		t.Errorf("%d pages have %s", pages+1, got)
	}
	w.want(400, w.root, "GET", path+"&cursor=!", nil)
	for _, limit := range []string{"0", "1001", "-1", "x"} {
		w.want(422, w.root, "GET", "/domains/"+here.String()+"/users?limit="+limit, nil)
	}
}

// TestGuesses lets nobody try passwords at will.
func TestGuesses(t *testing.T) {
	w := start(t, server.Options{})
	guess := func(name, with, domain string) answer {
		return w.send("", "POST", "/auth/login", object{"name": name, "password": with, "domain": domain})
	}
	for _, name := range []string{"admin", "nobody"} {
		for i := range 6 {
			want := 401
			if i == 5 {
				want = 429
			}
			got := guess(name, "wrong", there.String())
			if got.status != want || (want == 429) != (got.header.Get("Retry-After") != "") {
				t.Errorf("guess %d at %s: %d, Retry-After %q", i+1, name, got.status, got.header.Get("Retry-After"))
			}
		}
	}
	if got := guess("admin", secret, here.String()); got.status != 200 {
		t.Errorf("the administrator of another domain: %d %s", got.status, got.text)
	}
	must(t, w.domain.SetDisabled(t.Context(), administration.Administrator("admin"), true))
	if got := guess("admin", secret, here.String()); got.status != 401 {
		t.Errorf("a disabled administrator: %d", got.status)
	}
	if got := guess("ada", secret, here.String()); got.status != 401 {
		t.Errorf("a user who is no administrator: %d", got.status)
	}
}

// TestSessionsEnd ends sessions and keys with what they come from.
func TestSessionsEnd(t *testing.T) {
	w := start(t, server.Options{})
	again := w.logIn("root", "")
	w.want(204, again, "POST", "/auth/logout", nil)
	w.want(401, again, "GET", "/auth/token", nil)
	w.want(200, w.root, "GET", "/auth/token", nil)

	w.want(200, w.admin, "GET", "/auth/token", nil)
	must(t, w.domain.SetPassword(t.Context(), administration.Administrator("admin"), secretHash[:len(secretHash)-1]))
	w.want(401, w.admin, "GET", "/auth/token", nil)
	must(t, w.domain.SetPassword(t.Context(), administration.Administrator("admin"), secretHash))
	admin := w.logIn("admin", here.String())
	must(t, w.domain.SetDisabled(t.Context(), administration.Administrator("admin"), true))
	w.want(401, admin, "GET", "/auth/token", nil)

	key := w.key(there, "users:read")
	w.want(200, key, "GET", "/domains/"+there.String()+"/users", nil)
	w.want(204, w.root, "DELETE", "/domains/"+there.String(), nil)
	w.want(401, key, "GET", "/auth/token", nil)
	must(t, w.system.CreateDomain(t.Context(), store.DomainInfo{DomainName: there}))
	w.want(401, key, "GET", "/auth/token", nil)

	must(t, w.system.RemoveAdministrator(t.Context(), "root"))
	w.want(401, w.root, "GET", "/auth/token", nil)
	must(t, w.system.AddAdministrator(t.Context(), store.Administrator{Name: "root", PasswordHash: administration.NewToken("")}))
	w.want(401, w.root, "GET", "/auth/token", nil)
}

// TestPagesOfOthers lets pages of origins that a domain names use what is about it.
func TestPagesOfOthers(t *testing.T) {
	w := start(t, server.Options{Origins: []string{"https://console.example"}})
	base := "/domains/" + here.String()
	w.want(200, w.root, "PUT", base, settings())
	for _, c := range []struct {
		origin, path string
		allowed      bool
	}{
		{"https://app.example", base, true},
		{"https://app.example", "/domains/" + there.String(), false},
		{"https://app.example", "/domains", false},
		{"https://console.example", "/domains", true},
		{w.url, "/domains", true},
	} {
		status, preflight, allow := 403, 403, ""
		if c.allowed {
			status, preflight, allow = 200, 204, c.origin
		}
		got := w.want(status, w.root, "GET", c.path, nil, "Origin", c.origin)
		if got.header.Get("Access-Control-Allow-Origin") != allow || got.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("a page of %s may read %s: %q", c.origin, c.path, got.header)
		}
		r, err := http.NewRequest("OPTIONS", w.url+rest.Prefix+c.path, nil)
		must(t, err)
		r.Header.Set("Origin", c.origin)
		r.Header.Set("Access-Control-Request-Method", "PUT")
		asked, err := http.DefaultClient.Do(r)
		must(t, err)
		asked.Body.Close()
		if asked.StatusCode != preflight || asked.Header.Get("Access-Control-Allow-Origin") != allow {
			t.Errorf("a browser asks for %s about %s: %d %v", c.origin, c.path, asked.StatusCode, asked.Header)
		}
	}
}

// TestBadRequests demands a problem, and the right one, for what makes no sense.
func TestBadRequests(t *testing.T) {
	w := start(t, server.Options{})
	users := "/domains/" + here.String() + "/users"
	for what, c := range map[string]struct {
		status       int
		method, path string
		body         any
	}{
		"broken JSON":       {400, "POST", users, `{"name":`},
		"nothing":           {400, "POST", users, ""},
		"another type":      {422, "POST", users, `{"name":5}`},
		"a list":            {422, "POST", users, `[]`},
		"unknown property":  {422, "POST", users, object{"name": "x", "rank": 1}},
		"a short password":  {422, "POST", users, object{"name": "x", "password": "short"}},
		"a long name":       {422, "POST", users, object{"name": strings.Repeat("x", 256)}},
		"too much":          {413, "POST", users, object{"name": strings.Repeat("x", 300<<10)}},
		"unknown parameter": {422, "GET", users + "?page=2", nil},
		"a name twice":      {409, "POST", users, object{"name": "ada"}},
		"no such user":      {404, "GET", users + "/bob", nil},
		"a bad origin":      {422, "PUT", "/domains/" + here.String(), settings("origins", []string{"https://a.example https://b.example"})},
		"no such right":     {422, "POST", "/domains/" + here.String() + "/collections", object{"id": "c", "world": []string{"fly"}, "users": []any{}, "groups": []any{}}},
		"a missing grantee": {404, "POST", "/domains/" + here.String() + "/collections", object{"id": "c", "world": []string{}, "users": []any{}, "groups": []object{{"group": "g", "rights": []string{}}}}},
		"no key":            {422, "POST", "/domains/" + here.String() + "/jwt-keys", object{"id": "k", "public": "x"}},
		"no scope":          {422, "POST", "/api-keys", object{"id": "k", "scopes": []string{"everything"}}},
	} {
		got := w.send(w.root, c.method, c.path, c.body)
		var problem struct {
			Title, Detail string
			Status        int
		}
		got.read(&problem)
		if got.status != c.status || got.header.Get("Content-Type") != "application/problem+json" || problem.Status != c.status || problem.Title != http.StatusText(c.status) || problem.Detail == "" {
			t.Errorf("%s: %d %s %s", what, got.status, got.header.Get("Content-Type"), got.text)
		}
	}
	w.want(415, w.root, "POST", users, `name=x`, "Content-Type", "application/x-www-form-urlencoded")
	for path, want := range map[string]int{"/nothing": 404, "": 404, "/": 404, "/auth/login": 405} {
		answer, err := http.Get(w.url + rest.Prefix + path)
		must(t, err)
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != want || answer.Header.Get("Content-Type") != "application/problem+json" || (want == 405) != (answer.Header.Get("Allow") == "POST") {
			t.Errorf("%q: %d %v %s", path, answer.StatusCode, answer.Header, text)
		}
	}
}

// TestPage looks at the page about the routes: everything is in it, and nothing in it runs.
func TestPage(t *testing.T) {
	w := start(t, server.Options{})
	answer, err := http.Get(w.url + rest.Prefix + "/docs")
	must(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	page := string(text)
	policy := answer.Header.Get("Content-Security-Policy")
	if answer.StatusCode != 200 || !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("the page: %d, %s", answer.StatusCode, policy)
	}
	for _, no := range []string{"<script", "http://", "https://", " style=", "javascript:"} {
		if strings.Contains(page, no) {
			t.Errorf("the page has %q", no)
		}
	}
	for id, op := range w.operations() {
		if !strings.Contains(page, `id="`+id+`"`) || !strings.Contains(page, rest.Prefix+op.path) {
			t.Errorf("the page has no %s %s", id, op.path)
		}
	}
}
