package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// receiver is called by webhooks.
type receiver struct {
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	secret string
	refuse int  // how many calls to answer with 500
	hang   bool // whether to answer none
	calls  int  // refused ones too
	got    []hook
	ids    map[string]int // how often each was received
}

// hook is what was received.
type hook struct {
	Type string
	Data struct {
		Domain, Model, Collection, Chat, Text, Session, Method string
		FromVersion, Version, Number                           int64
		User                                                   struct{ Type, Name string }
	}
}

func receive(t *testing.T) *receiver {
	r := &receiver{t: t, ids: make(map[string]int)}
	r.Server = httptest.NewServer(http.HandlerFunc(r.call))
	t.Cleanup(func() {
		r.CloseClientConnections()
		r.Close()
	})
	return r
}

// believe has calls signed with a secret.
func (r *receiver) believe(secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secret = secret
}

func (r *receiver) call(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if r.hang {
		r.mu.Unlock()
		<-q.Context().Done()
		r.mu.Lock()
		return
	}
	var h hook
	if err == nil {
		err = json.Unmarshal(body, &h)
	}
	verifier, wrong := standardwebhooks.NewWebhook(r.secret)
	if wrong == nil {
		wrong = verifier.Verify(body, q.Header)
	}
	if err != nil || wrong != nil {
		r.t.Errorf("%s: %v, %v", body, err, wrong)
	}
	if r.refuse > 0 {
		r.refuse--
		w.WriteHeader(500)
		return
	}
	if id := q.Header.Get("webhook-id"); r.ids[id] == 0 {
		r.got = append(r.got, h)
		r.ids[id]++
	}
}

// wait waits for an event, and returns it.
func (r *receiver) wait(kind string, is func(h *hook) bool) (found hook) {
	r.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		r.mu.Lock()
		for _, h := range r.got {
			if h.Type == kind && (is == nil || is(&h)) {
				found = h
			}
		}
		texts := fmt.Sprintf("%+v", r.got)
		r.mu.Unlock()
		if found.Type != "" {
			return found
		}
		if time.Now().After(end) {
			r.t.Fatalf("there is no %s; there are %s", kind, texts)
		}
	}
}

func ofModel(id string) func(*hook) bool {
	return func(h *hook) bool { return h.Data.Model == id }
}

// hooked is a server whose domain calls a receiver.
type hooked struct {
	t    *testing.T
	data string
	*process
	*receiver
}

func serveHooked(t *testing.T) *hooked {
	t.Helper()
	w := &hooked{t: t, data: t.TempDir(), receiver: receive(t)}
	w.process = serveProcess(t, w.data, "--dev")
	secret := strings.TrimSpace(w.command("webhook", "add", "hook", w.receiver.URL))
	if !strings.HasPrefix(secret, "whsec_") {
		t.Fatal(secret)
	}
	w.believe(secret)
	// A test arrives once the server has seen the webhook.
	if said := w.command("webhook", "test", "hook"); !strings.Contains(said, "200") {
		t.Fatal(said)
	}
	return w
}

func (w *hooked) command(args ...string) string {
	w.t.Helper()
	said, err := convergence(w.t, "", append(args, "--data", w.data)...)
	if err != nil {
		w.t.Fatalf("%v: %v\n%s", args, err, said)
	}
	return said
}

func (w *hooked) connect(ctx context.Context) *native.Domain {
	w.t.Helper()
	d, err := native.Connect(ctx, strings.Replace(w.process.url, "ws", "http", 1)+"convergence/default", native.Options{Username: "demo", Password: "demo"})
	must(w.t, err)
	w.t.Cleanup(d.Close)
	return d
}

func (w *hooked) create(ctx context.Context, d *native.Domain, id string) *native.Model {
	w.t.Helper()
	data, err := native.Value(map[string]any{"text": ""})
	must(w.t, err)
	m, err := d.AutoCreate(ctx, id, client.Creation{Collection: "notes", Data: data})
	must(w.t, err)
	return m
}

// TestWebhookEvents expects every kind of event at a real receiver, signed, also after it was
// refused.
func TestWebhookEvents(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	w := serveHooked(t)
	d := w.connect(ctx)
	session := d.Session().Participant.SessionID
	if h := w.wait("session.connected", nil); h.Data.Session != session || h.Data.User.Name != "demo" || h.Data.Method != "password" || h.Data.Domain != "convergence/default" {
		t.Errorf("%+v", h)
	}
	w.receiver.mu.Lock()
	w.refuse = 1
	w.receiver.mu.Unlock()
	m := w.create(ctx, d, "m")
	if h := w.wait("model.created", nil); h.Data.Model != "m" || h.Data.Collection != "notes" || h.Data.User.Name != "demo" || h.Data.User.Type != "normal" {
		t.Errorf("%+v", h)
	}
	if said := w.command("webhook", "deliveries", "hook"); !strings.Contains(said, "model.created") || !strings.Contains(said, "arrived") {
		t.Error(said)
	}
	first := m.Status().Version
	for range 5 {
		must(t, m.Element().At("text").Insert(0, "x"))
		must(t, m.Committed(ctx))
	}
	if h := w.wait("model.changed", nil); h.Data.Model != "m" || h.Data.FromVersion != first || h.Data.Version != m.Status().Version || h.Data.Version != first+5 {
		t.Errorf("versions %d to %d: %+v", first, m.Status().Version, h)
	}
	chat, answer := connect(t, w.process.url+"convergence/default", "demo", "demo", "chatting")
	if answer.Success == nil {
		t.Fatalf("%+v", answer.Failure)
	}
	chat.send(2, 0, &protocol.ChatCreateRequest{ID: "talk", Type: protocol.ChatChannel, Membership: "private"})
	chat.send(3, 0, &protocol.ChatPublishRequest{ID: "talk", Text: "hello 😀"})
	if h := w.wait("chat.message", nil); h.Data.Chat != "talk" || h.Data.Text != "hello 😀" || h.Data.Number != 1 || h.Data.User.Name != "demo" {
		t.Errorf("%+v", h)
	}
	must(t, d.Remove(ctx, "m"))
	if h := w.wait("model.removed", nil); h.Data.Model != "m" || h.Data.Version != first+5 {
		t.Errorf("%+v", h)
	}
	d.Close()
	if h := w.wait("session.disconnected", nil); h.Data.Session != session || h.Data.User.Name != "demo" {
		t.Errorf("%+v", h)
	}
	w.command("webhook", "edit", "hook", "--enabled=false")
	if said := w.command("webhook", "list", "--json"); !strings.Contains(said, `"enabled":false`) {
		t.Error(said)
	}
	w.command("webhook", "remove", "hook")
}

// TestWebhookKilled kills the server between what happens and the delivery of it, with
// signal 9: what was acknowledged arrives all the same, once the server runs again and
// nobody is connected.
func TestWebhookKilled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	w := serveHooked(t)
	d := w.connect(ctx)
	w.wait("session.connected", nil)
	w.receiver.mu.Lock()
	w.hang = true
	w.receiver.mu.Unlock()
	m := w.create(ctx, d, "m")
	must(t, m.Element().At("text").Insert(0, "x"))
	must(t, m.Committed(ctx))
	n := w.create(ctx, d, "n")
	must(t, n.Element().At("text").Insert(0, "x"))
	must(t, n.Committed(ctx))
	must(t, w.process.Process.Kill())
	<-w.process.done
	session := d.Session().Participant.SessionID
	d.Close()
	w.receiver.mu.Lock()
	w.hang = false
	w.receiver.mu.Unlock()
	w.process = serveProcess(t, w.data, "--dev")
	for _, id := range []string{"m", "n"} {
		w.wait("model.created", ofModel(id))
		if h := w.wait("model.changed", ofModel(id)); h.Data.FromVersion != 1 || h.Data.Version != 2 {
			t.Errorf("%+v", h)
		}
	}
	w.wait("session.disconnected", func(h *hook) bool { return h.Data.Session == session })
}

// TestWebhookHangs has a receiver that answers nothing: clients notice nothing of it.
func TestWebhookHangs(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	w := serveHooked(t)
	other := receive(t)
	other.believe(strings.TrimSpace(w.command("webhook", "add", "other", other.URL, "--events", "model.created,model.removed")))
	w.command("webhook", "test", "other")
	w.receiver.mu.Lock()
	w.hang = true
	w.receiver.mu.Unlock()
	d := w.connect(ctx)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		w.receiver.mu.Lock()
		hanging := w.calls
		w.receiver.mu.Unlock()
		if hanging >= 2 { // the first one was a test
			break
		}
		if time.Now().After(end) {
			t.Fatal("nothing hangs")
		}
	}
	longest := time.Duration(0)
	for i := range 30 {
		begun := time.Now()
		m := w.create(ctx, d, fmt.Sprint("m", i))
		must(t, m.Element().At("text").Insert(0, "x"))
		must(t, m.Committed(ctx))
		longest = max(longest, time.Since(begun))
	}
	if longest > 5*time.Second { // a call may take 15
		t.Errorf("making and editing a model took %v", longest)
	}
	other.wait("model.created", ofModel("m29"))
	begun := time.Now()
	must(t, w.process.Process.Signal(syscall.SIGTERM))
	<-w.process.done
	if took := time.Since(begun); took > 8*time.Second {
		t.Errorf("stopping took %v", took)
	}
}

// TestWebhookPrivate expects addresses of this machine not to be called, unless the server is
// told to.
func TestWebhookPrivate(t *testing.T) {
	r := receive(t)
	data := t.TempDir()
	for _, step := range []struct {
		flags []string
		fails bool
		says  string
	}{{nil, true, "--webhook-private"}, {[]string{"--webhook-private"}, false, "200"}} {
		p := serveProcess(t, data, step.flags...)
		if step.fails {
			for _, args := range [][]string{{"domain", "add", "space/one"}, {"webhook", "add", "hook", r.URL}} {
				said, err := convergence(t, "", append(args, "--data", data)...)
				must(t, err)
				r.believe(strings.TrimSpace(said))
			}
		}
		said, err := convergence(t, "", "webhook", "test", "hook", "--data", data)
		if (err != nil) != step.fails || !strings.Contains(said, step.says) {
			t.Errorf("%v: %v\n%s", step.flags, err, said)
		}
		must(t, p.Process.Kill())
		<-p.done
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"webhook", "add", "other", "nonsense"}, "https://example.org/path"}, {[]string{"webhook", "add", "other", "https://example.org", "--events", "fire"}, "no event"},
		{[]string{"webhook", "edit", "other"}, "webhook list"}, {[]string{"webhook", "test", "other"}, "webhook list"}, {[]string{"webhook", "remove", "other"}, "webhook list"},
		{[]string{"webhook", "add", "hook", "https://example.org"}, "exists already"},
	} {
		if said, err := convergence(t, "", append(c.args, "--data", data)...); err == nil || !strings.Contains(said, c.says) {
			t.Errorf("%v: %v\n%s", c.args, err, said)
		}
	}
}
