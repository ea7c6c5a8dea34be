package rest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestWebhooks has an administrator add a webhook, try it and see what became of it. The
// secret is shown once.
func TestWebhooks(t *testing.T) {
	w := start(t, server.Options{WebhookPrivate: true, RightsEvery: 20 * time.Millisecond})
	var status atomic.Int32
	status.Store(204)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(status.Load())) }))
	defer receiver.Close()
	path := "/domains/" + here.String() + "/webhooks"
	body := object{"id": "w", "url": receiver.URL, "events": []string{"model.created"}}
	added := w.want(201, w.admin, "POST", path, body)
	var made rest.NewWebhook
	added.read(&made)
	if !strings.HasPrefix(made.Secret, "whsec_") || len(made.Secret) < 40 || !made.Enabled || made.URL != receiver.URL {
		t.Errorf("%+v", made)
	}
	w.want(409, w.admin, "POST", path, body)
	for _, wrong := range []object{
		{"id": "a b", "url": receiver.URL, "events": []string{"model.created"}}, {"id": "x", "url": "ftp://example.org", "events": []string{"model.created"}},
		{"id": "x", "url": "https://user:secret@example.org", "events": []string{"model.created"}}, {"id": "x", "url": "https://example.org", "events": []string{"model.burnt"}},
		{"id": "x", "url": "https://example.org", "events": []string{}},
	} {
		w.want(422, w.admin, "POST", path, wrong)
	}
	for _, text := range []string{string(w.want(200, w.admin, "GET", path, nil).text), string(w.want(200, w.admin, "GET", path+"/w", nil).text)} {
		if strings.Contains(text, "whsec_") {
			t.Errorf("the secret is shown again: %s", text)
		}
	}
	test := func(state string, code int) {
		t.Helper()
		var tested struct{ ID string }
		w.want(202, w.admin, "POST", path+"/w/test", nil).read(&tested)
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			var page rest.Page[rest.WebhookDelivery]
			w.want(200, w.admin, "GET", path+"/w/deliveries?limit=1", nil).read(&page)
			if len(page.Items) == 1 && page.Items[0].ID == tested.ID && page.Items[0].Attempts > 0 {
				if x := page.Items[0]; string(x.State) != state || x.Status != code || x.Tried == nil || (x.Due != nil) != (state == "waiting") || x.Event != store.EventTest {
					t.Errorf("%+v", x)
				}
				return
			}
			if time.Now().After(end) {
				t.Fatalf("nobody was called: %+v", page)
			}
		}
	}
	test("arrived", 204)
	status.Store(500)
	test("waiting", 500)
	set := object{"url": receiver.URL, "events": []string{"chat.message"}, "enabled": false, "description": "off"}
	w.want(412, w.admin, "PUT", path+"/w", set, "If-Match", `"x"`)
	w.want(200, w.admin, "PUT", path+"/w", set, "If-Match", w.want(200, w.admin, "GET", path+"/w", nil).header.Get("ETag"))
	w.want(422, w.admin, "POST", path+"/w/test", nil) // disabled
	w.want(404, w.admin, "GET", path+"/v/deliveries", nil)
	var page rest.Page[rest.WebhookDelivery]
	w.want(200, w.admin, "GET", path+"/w/deliveries?limit=1", nil).read(&page)
	next := page.Next
	w.want(200, w.admin, "GET", path+"/w/deliveries?limit=1&cursor="+next, nil).read(&page)
	if next == "" || len(page.Items) != 1 || page.Items[0].State != "arrived" {
		t.Errorf("the second page is %+v", page)
	}
	w.want(204, w.admin, "DELETE", path+"/w", nil)
	w.want(404, w.admin, "DELETE", path+"/w", nil)
}
