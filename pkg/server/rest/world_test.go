package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

var (
	here  = store.DomainName{Namespace: "space", ID: "here"}
	there = store.DomainName{Namespace: "space", ID: "there"}
)

// world is a server with two domains and the tokens of everybody.
type world struct {
	handler http.Handler // what answers at url
	t       *testing.T
	url     string
	system  store.System
	domain  store.Domain // here
	doc     map[string]any
	schema  *jsonschema.Compiler

	root, admin string // sessions: of the server, of here
	link        func(administrator string) string
	origin      string // of the next requests
}

const secret = "correct horse"

// secretHash is made once: hashing takes its time.
var secretHash = password.Hash(secret)

func start(t *testing.T, options server.Options) *world {
	t.Helper()
	system, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	for _, name := range []store.DomainName{here, there} {
		must(t, system.CreateDomain(t.Context(), store.DomainInfo{DomainName: name, Anonymous: true, Makers: store.MakersEverybody}))
	}
	d, err := system.OpenDomain(t.Context(), here)
	must(t, err)
	must(t, d.CreateUser(t.Context(), store.User{User: protocol.User{UserID: administration.Administrator("admin")}, PasswordHash: secretHash}))
	must(t, d.CreateUser(t.Context(), store.User{User: protocol.User{UserID: administration.Normal("ada"), DisplayName: "Ada"}, PasswordHash: secretHash}))
	must(t, system.AddAdministrator(t.Context(), store.Administrator{Name: "root", PasswordHash: secretHash}))
	s := server.New(system, options)
	handler := s.Handler(server.Pages{})
	web := httptest.NewServer(handler)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		web.Close()
		d.Close()
		system.Close()
	})
	w := &world{t: t, url: web.URL, handler: handler, system: system, domain: d, link: s.SignInLink}
	w.readDocument()
	w.root = w.logIn("root", "")
	w.admin = w.logIn("admin", here.String())
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// readDocument reads the OpenAPI document, whose schemas check every answer.
func (w *world) readDocument() {
	w.t.Helper()
	answer, err := http.Get(w.url + rest.Prefix + "/openapi.json")
	must(w.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(w.t, err)
	must(w.t, json.Unmarshal(text, &w.doc))
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	must(w.t, err)
	w.schema = jsonschema.NewCompiler()
	w.schema.DefaultDraft(jsonschema.Draft2020)
	w.schema.AssertFormat()
	must(w.t, w.schema.AddResource("openapi.json", parsed))
}

// operation is a route as the document has it.
type operation struct {
	method, path string
	needs        string
	audited      bool
	responses    map[string]any
}

// operations returns the routes of the document, by id.
func (w *world) operations() map[string]operation {
	all := make(map[string]operation)
	for path, item := range w.doc["paths"].(map[string]any) {
		for method, o := range item.(map[string]any) {
			op := o.(map[string]any)
			all[op["operationId"].(string)] = operation{strings.ToUpper(method), path, op["x-scope"].(string), op["x-audited"].(bool), op["responses"].(map[string]any)}
		}
	}
	return all
}

// find returns the route of a request.
func (w *world) find(method, path string) (id string, op operation) {
	w.t.Helper()
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	best := -1
	for name, o := range w.operations() {
		want := strings.Split(o.path, "/")
		literal := 0
		if o.method != method || len(want) != len(parts) {
			continue
		}
		fits := true
		for i := range want {
			if want[i] == parts[i] {
				literal++
			} else if !strings.HasPrefix(want[i], "{") {
				fits = false
			}
		}
		if fits && literal > best {
			best, id, op = literal, name, o
		}
	}
	if best < 0 {
		w.t.Fatalf("%s %s is no route of the document", method, path)
	}
	return id, op
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	text   []byte
}

// read decodes the body.
func (a answer) read(into any) {
	if err := json.Unmarshal(a.text, into); err != nil {
		panic(fmt.Sprintf("%s: %v", a.text, err))
	}
}

// send sends a request, and fails the test when the answer is not one that the document
// allows.
func (w *world) send(token, method, path string, body any, headers ...string) answer {
	w.t.Helper()
	var content io.Reader
	if text, ok := body.(string); ok {
		content = strings.NewReader(text)
	} else if body != nil {
		text, err := json.Marshal(body)
		must(w.t, err)
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+rest.Prefix+path, content)
	must(w.t, err)
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if w.origin != "" {
		r.Header.Set("Origin", w.origin)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	must(w.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	must(w.t, err)
	got := answer{response.StatusCode, response.Header, text}
	if len(response.Cookies()) > 0 {
		w.t.Errorf("%s %s sets cookies", method, path)
	}
	w.check(method, path, got)
	return got
}

// check compares an answer with the document.
func (w *world) check(method, path string, got answer) {
	w.t.Helper()
	id, op := w.find(method, path)
	said, ok := op.responses[fmt.Sprint(got.status)].(map[string]any)
	if !ok {
		w.t.Errorf("%s answers %d, which the document does not know: %s", id, got.status, got.text)
		return
	}
	if at := got.header.Get("Location"); at != "" && !strings.HasPrefix(at, rest.Prefix+path+"/") {
		w.t.Errorf("%s has made something at %s", id, at)
	}
	content, _ := said["content"].(map[string]any)
	kind, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
	if len(content) == 0 {
		if len(got.text) > 0 {
			w.t.Errorf("%s answers %d with a body, which the document does not know: %s", id, got.status, got.text)
		}
		return
	}
	if content[kind] == nil {
		w.t.Errorf("%s answers %d as %q, and the document says %v", id, got.status, kind, content)
		return
	}
	headers, _ := said["headers"].(map[string]any)
	for name := range headers {
		if got.header.Get(name) == "" {
			w.t.Errorf("%s answers %d without the header %s", id, got.status, name)
		}
	}
	if kind == "application/x-ndjson" { // whose schema is that of any line
		for line := range strings.Lines(string(got.text)) {
			if !json.Valid([]byte(line)) {
				w.t.Errorf("%s answers with a line that is none: %s", id, line)
			}
		}
		return
	}
	pointer := fmt.Sprintf("openapi.json#/paths/%s/%s/responses/%d/content/%s/schema", escaped(op.path), strings.ToLower(method), got.status, escaped(kind))
	schema, err := w.schema.Compile(pointer)
	must(w.t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.text))
	must(w.t, err)
	if err := schema.Validate(value); err != nil {
		w.t.Errorf("%s answers %d with what the document does not allow: %v\n%s", id, got.status, err, got.text)
	}
}

// escaped writes a part of a JSON pointer within a URL.
func escaped(part string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(part)
}

// want is send for an answer with a status.
func (w *world) want(status int, token, method, path string, body any, headers ...string) answer {
	w.t.Helper()
	got := w.send(token, method, path, body, headers...)
	if got.status != status {
		w.t.Errorf("%s %s answers %d instead of %d: %s", method, path, got.status, status, got.text)
	}
	return got
}

// logIn begins a session and returns its token.
func (w *world) logIn(name, domain string) string {
	w.t.Helper()
	body := map[string]string{"name": name, "password": secret}
	if domain != "" {
		body["domain"] = domain
	}
	var s rest.Session
	w.want(http.StatusOK, "", "POST", "/auth/login", body).read(&s)
	return s.Token
}

// key makes an API key and returns its token.
func (w *world) key(domain store.DomainName, scopes ...string) string {
	w.t.Helper()
	_, token, err := administration.AddAPIKey(w.t.Context(), w.system, store.APIKey{ID: strings.ToLower(administration.NewToken("k")), Domain: domain, Scopes: scopes})
	must(w.t, err)
	return token
}

func (w *world) acts() []store.AuditEntry {
	w.t.Helper()
	all, err := w.system.AuditBefore(w.t.Context(), 0, "", 1000)
	must(w.t, err)
	return all
}
