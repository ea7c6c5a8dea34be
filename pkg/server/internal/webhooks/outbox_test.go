package webhooks

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestSigned expects calls that a library of others takes for those of the secret, with what
// has happened.
func TestSigned(t *testing.T) {
	w := start(t, true, quick)
	r := receive(t, nil)
	hook := w.add("w", r.URL)
	w.create("m")
	w.until("a call", func() bool { return len(r.received()) == 1 })
	got := r.received()[0]
	verifier, err := standardwebhooks.NewWebhook(hook.Secret)
	must(t, err)
	must(t, verifier.Verify(got.body, got.header))
	got.body[0] = ' '
	if verifier.Verify(got.body, got.header) == nil {
		t.Error("another body has the same signature")
	}
	got.body[0] = '{'
	const want = `{"type":"model.created","timestamp":"1970-01-01T00:00:01.500Z","data":{"domain":"space/domain","model":"m","collection":"c","version":1,"user":{"type":"normal","name":"ada"}}}`
	if string(got.body) != want || got.header.Get("Content-Type") != "application/json" || got.header.Get("User-Agent") != "test" {
		t.Errorf("%s\n%v", got.body, got.header)
	}
	w.until("its record", func() bool {
		all := w.deliveries("w")
		return len(all) == 1 && all[0].State == store.DeliveryDone && all[0].Status == 200 && all[0].ID == got.header.Get("webhook-id")
	})
}

// TestHalfCharacters expects a text that is no UTF-8, as JavaScript and so clients have them, to come
// as it is: in JSON that everybody can read, and from there to those who look at it.
func TestHalfCharacters(t *testing.T) {
	w := start(t, true, quick)
	r := receive(t, nil)
	w.add("w", r.URL)
	const half = "a\xed\xa0\xbdz" // U+D83D
	by := protocol.UserID{Username: "ada" + half}
	chat := store.ChatChange{Key: 1, Create: &store.Chat{Key: 1, ChatInfo: protocol.ChatInfo{ID: "talk", Type: protocol.ChatChannel, Membership: protocol.MembershipPrivate}},
		Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatCreated, User: by}}}}
	said := store.ChatChange{Key: 1, Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatMessage, ChatID: "talk", Number: 1, User: by, Text: half}}}}
	must(t, w.d.ChangeChats(t.Context(), []store.ChatChange{chat, said}))
	w.until("a call", func() bool { return len(r.received()) == 1 })
	body := r.received()[0].body
	var m message
	must(t, json.Unmarshal(body, &m))
	if !utf8.Valid(body) || !strings.Contains(string(body), `"text":"a\ud83dz"`) || m.Data.Text != half || string(m.Data.User.Name) != by.Username {
		t.Errorf("%s\n%+v", body, m)
	}
}

// TestAgain expects a call that has failed to come again with the same id and body, later
// each time.
func TestAgain(t *testing.T) {
	w := start(t, true, quick)
	r := receive(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n < 4 {
			w.WriteHeader(500)
		}
	})
	w.add("w", r.URL)
	w.create("m")
	begun := time.Now()
	w.until("the fourth call", func() bool { return len(r.received()) == 4 })
	if took := time.Since(begun); took < (20+60+180)*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	calls := r.received()
	for _, c := range calls[1:] {
		if c.header.Get("webhook-id") != calls[0].header.Get("webhook-id") || string(c.body) != string(calls[0].body) {
			t.Errorf("it came again as %v %s", c.header, c.body)
		}
	}
	w.until("its record", func() bool { x := w.last("w"); return x.State == store.DeliveryDone && x.Attempts == 4 })
}

// TestGivenUp expects a call to be given up in the end and kept to be looked at, and the
// webhook to be disabled in the end.
func TestGivenUp(t *testing.T) {
	w := start(t, true, patience{20 * time.Millisecond, 300 * time.Millisecond, 700 * time.Millisecond})
	r := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	w.add("w", r.URL)
	w.create("a")
	w.until("giving up", func() bool { x := w.last("w"); return x.State == store.DeliveryGivenUp })
	x := w.last("w")
	if x.Attempts < 2 || x.Status != 503 || !strings.Contains(x.Error, "503") || len(x.Body) == 0 {
		t.Errorf("%+v", x)
	}
	w.until("disabling", func() bool {
		w.create(fmt.Sprint("b", time.Now().UnixNano()))
		time.Sleep(100 * time.Millisecond)
		hook, err := w.d.Webhook(t.Context(), "w")
		must(t, err)
		return !hook.Enabled
	})
	hook, err := w.d.Webhook(t.Context(), "w")
	must(t, err)
	if !strings.Contains(hook.Disabled, "every call has failed since") || !strings.Contains(w.log.String(), "a webhook is disabled") {
		t.Errorf("%q, %s", hook.Disabled, w.log.String())
	}
	time.Sleep(100 * time.Millisecond)
	n, kept := len(r.received()), len(w.deliveries("w"))
	w.create("c") // is not recorded
	time.Sleep(100 * time.Millisecond)
	if len(r.received()) != n || len(w.deliveries("w")) != kept {
		t.Errorf("%d calls, %d deliveries; %d, %d before", len(r.received()), len(w.deliveries("w")), n, kept)
	}
	must(t, administration.SetWebhook(t.Context(), w.d, store.Webhook{ID: "w", URL: r.URL, Events: store.EventKinds, Enabled: true}))
	w.until("another call", func() bool {
		w.create(fmt.Sprint("d", time.Now().UnixNano()))
		return len(r.received()) > n
	})
}

// TestGone expects no more calls where there is nobody any more.
func TestGone(t *testing.T) {
	w := start(t, true, quick)
	r := receive(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) })
	w.add("w", r.URL)
	w.create("a")
	w.until("disabling", func() bool { hook, err := w.d.Webhook(t.Context(), "w"); must(t, err); return !hook.Enabled })
	if x := w.last("w"); x.State != store.DeliveryGivenUp || x.Attempts != 1 {
		t.Errorf("%+v", x)
	}
}

// TestGoneLate changes a webhook while it is called: that the old address is gone by then
// is not held against the new one, which is called with what the old one has not taken.
func TestGoneLate(t *testing.T) {
	w := start(t, true, quick)
	fine := receive(t, nil)
	var old *receiver
	old = receive(t, func(_ int, a http.ResponseWriter, _ *http.Request) {
		hook, err := w.d.Webhook(context.Background(), "w")
		if err == nil && hook.URL == old.URL {
			hook.URL = fine.URL
			err = administration.SetWebhook(context.Background(), w.d, hook)
		}
		if err != nil {
			t.Error(err)
		}
		a.WriteHeader(410)
	})
	w.add("w", old.URL)
	w.create("a")
	w.until("a call of the new address", func() bool { return w.last("w").State == store.DeliveryDone && len(fine.received()) == 1 })
	if hook, err := w.d.Webhook(t.Context(), "w"); err != nil || !hook.Enabled || hook.Disabled != "" || strings.Contains(w.log.String(), "is disabled") {
		t.Errorf("%+v, %v\n%s", hook, err, w.log.String())
	}
}

// TestRedirect expects a redirect to be no answer, and not to be followed.
func TestRedirect(t *testing.T) {
	w := start(t, true, quick)
	elsewhere := receive(t, nil)
	r := receive(t, func(_ int, w http.ResponseWriter, q *http.Request) { http.Redirect(w, q, elsewhere.URL, 307) })
	w.add("w", r.URL)
	w.create("a")
	w.until("a second call", func() bool { return len(r.received()) == 2 })
	if len(elsewhere.received()) > 0 {
		t.Error("the redirect was followed")
	}
}

// TestHanging expects an address that does not answer to hold up no other one.
func TestHanging(t *testing.T) {
	w := start(t, true, quick)
	hanging := receive(t, func(_ int, _ http.ResponseWriter, q *http.Request) { <-q.Context().Done() })
	r := receive(t, nil)
	w.add("hanging", hanging.URL)
	w.add("quick", r.URL)
	const many = 30
	begun := time.Now()
	for i := range many {
		w.create(fmt.Sprint("m", i))
	}
	w.until("all calls", func() bool { return len(r.received()) == many })
	if took := time.Since(begun); took > 4*time.Second { // it is given 5
		t.Errorf("it took %v", took)
	}
	if n := len(hanging.received()); n == 0 || n > atOnce {
		t.Errorf("%d calls hang at once", n)
	}
	w.until("its end", func() bool {
		all := w.deliveries("hanging")
		return slices.ContainsFunc(all, func(x store.Delivery) bool { return x.Error == "there was no answer within 5s" })
	})
}

// TestInOrder expects the events of each model in order: each once the one before has been
// answered.
func TestInOrder(t *testing.T) {
	w := start(t, true, quick)
	var mu sync.Mutex
	seen := make(map[string]string)
	release := make(chan struct{})
	var r *receiver
	r = receive(t, func(n int, _ http.ResponseWriter, _ *http.Request) {
		var m message
		body := r.received()[n-1].body
		if err := json.Unmarshal(body, &m); err != nil || m.Type == store.EventModelChanged && (m.Data.From != 1 || m.Data.Version != 2) {
			t.Errorf("%s, %v", body, err)
		}
		if m.Type == store.EventModelCreated {
			time.Sleep(20 * time.Millisecond)
		}
		if m.Data.Model == "first" {
			<-release
		}
		mu.Lock()
		defer mu.Unlock()
		seen[string(m.Data.Model)] += strings.TrimPrefix(string(m.Type), "model.") + " "
	})
	w.add("w", r.URL)
	const models = 8
	must(t, w.d.ClaimInstance(t.Context(), "i", protocol.UserID{Username: "ada"}))
	w.create("first") // behind which the events of several models come together
	for i := range models {
		if i == models/2 {
			close(release)
		}
		m := w.create(fmt.Sprint("m", i))
		for _, err := range w.d.Append(t.Context(), []store.Append{{Model: m.Key, Version: 1, Entries: []store.Entry{{
			Version: 1, Count: 1, Instance: "i", First: 1, Millis: time.Now().UnixMilli(), Operations: []byte("1"), Inverses: []byte("1")}}}}) {
			must(t, err)
		}
		if i >= models/2 { // else its change may not be told before it is removed
			w.until("its change", func() bool {
				return slices.ContainsFunc(w.deliveries("w"), func(x store.Delivery) bool { return x.Event == store.EventModelChanged && x.Subject == "model "+m.ID })
			})
		}
		_, err := w.d.DeleteModel(t.Context(), m.Key)
		must(t, err)
	}
	w.until("all calls", func() bool {
		all := w.deliveries("w")
		// The last thing that happens is the last that is told; how many changes are is not certain.
		return slices.ContainsFunc(all, func(x store.Delivery) bool {
			return x.Event == store.EventModelRemoved && x.Subject == fmt.Sprint("model m", models-1)
		}) && !slices.ContainsFunc(all, func(x store.Delivery) bool { return x.State == store.DeliveryWaiting })
	})
	mu.Lock()
	defer mu.Unlock()
	for model, got := range seen {
		if got != "created changed removed " && got != "created removed " && model != "first" {
			t.Errorf("%s is %s", model, got)
		}
	}
}

// TestPrivate expects no connection to where the public Internet does not reach, however it
// is named, and nothing without TLS.
func TestPrivate(t *testing.T) {
	w := start(t, false, quick)
	r := receive(t, nil)
	port := r.URL[strings.LastIndex(r.URL, ":"):]
	for i, url := range []string{"https://127.0.0.1" + port, "https://localhost" + port, "https://[::1]" + port, "https://[::ffff:127.0.0.1]" + port, "https://0.0.0.0" + port, "https://169.254.169.254/latest"} {
		w.add(fmt.Sprint("w", i), url)
	}
	w.add("plain", r.URL)
	w.create("a")
	for _, id := range []string{"w0", "w1", "w2", "w3", "w4", "w5", "plain"} {
		w.until("an attempt", func() bool { return w.last(id).Attempts > 0 })
		x := w.last(id)
		if id == "plain" && x.Error != errPlainHTTP.Error() || id != "plain" && !strings.Contains(x.Error, errPrivate.Error()) {
			t.Errorf("%s: %+v", id, x)
		}
	}
	if len(r.received()) > 0 {
		t.Error("it was called")
	}
	_, _ = w.out.Client.http.Get("http://" + "127.0.0.1" + port) // also without a name of ours
	if len(r.received()) > 0 {
		t.Error("it was called")
	}
}

// TestBroken expects what the server was stopped in the middle of to count as not tried.
func TestBroken(t *testing.T) {
	w := start(t, true, quick)
	ctx, cancel := context.WithCancel(t.Context())
	r := receive(t, func(_ int, _ http.ResponseWriter, q *http.Request) {
		cancel()
		<-q.Context().Done()
	})
	w.add("w", r.URL)
	x := store.Delivery{ID: "x", Webhook: "w", Body: []byte("{}"), Due: time.Now().Add(time.Hour).UnixMilli()}
	must(t, w.d.Deliver(t.Context(), nil, []store.Delivery{x}))
	if err := w.out.send(ctx, "w", w.deliveries("w")); err != nil {
		t.Error(err)
	}
	if got := w.last("w"); got.Attempts != 0 || got.State != store.DeliveryWaiting || len(r.received()) != 1 {
		t.Errorf("what was broken off is %+v", got)
	}
}
