package administration

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// MostWebhooks is how many webhooks a domain may have.
const MostWebhooks = 20

// SecretPrefix is what the secrets of webhooks begin with. The rest is base64.
const SecretPrefix = "whsec_"

// NewDeliveryID returns the id of what webhooks are called with, which nothing else has.
func NewDeliveryID() string { return "msg_" + rand.Text() }

// CheckWebhook fails with [ErrInvalid] for a webhook that makes no sense.
func CheckWebhook(w *store.Webhook) error {
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(w.URL) > 2000:
		return fmt.Errorf("%q is no address to call: write it as https://example.org/path: %w", w.URL, ErrInvalid)
	case u.User != nil || u.Fragment != "":
		return fmt.Errorf("the address of a webhook has neither a user nor a fragment: %w", ErrInvalid)
	case len(w.Events) == 0:
		return fmt.Errorf("a webhook needs events: some of %s: %w", strings.Join(store.KindNames(store.EventKinds), ", "), ErrInvalid)
	}
	for _, k := range w.Events {
		if !slices.Contains(store.EventKinds, k) {
			return fmt.Errorf("%q is no event: they are %s: %w", k, strings.Join(store.KindNames(store.EventKinds), ", "), ErrInvalid)
		}
	}
	return nil
}

// AddWebhook adds a webhook with a secret that it makes.
func AddWebhook(ctx context.Context, d store.Webhooks, w store.Webhook) (store.Webhook, error) {
	if err := CheckWebhook(&w); err != nil {
		return w, err
	}
	all, err := d.Webhooks(ctx)
	if err != nil {
		return w, err
	}
	if len(all) >= MostWebhooks {
		return w, fmt.Errorf("a domain may have %d webhooks: %w", MostWebhooks, ErrInvalid)
	}
	key := make([]byte, 32)
	rand.Read(key) // which never fails
	w.Secret, w.Created = SecretPrefix+base64.StdEncoding.EncodeToString(key), time.Now().UnixMilli()
	return w, d.AddWebhook(ctx, w)
}

// SetWebhook changes a webhook. One that is enabled begins anew.
func SetWebhook(ctx context.Context, d store.Webhooks, w store.Webhook) error {
	if err := CheckWebhook(&w); err != nil {
		return err
	}
	if w.Enabled {
		w.Disabled, w.Failing = "", 0
	}
	return d.SetWebhook(ctx, w)
}

// TestWebhook has the server call a webhook with an event of no meaning, and returns the id
// of the delivery.
func TestWebhook(ctx context.Context, d store.Webhooks, id string) (string, error) {
	w, err := d.Webhook(ctx, id)
	if err != nil {
		return "", Missing("webhook", id, err)
	}
	if !w.Enabled {
		return "", fmt.Errorf("webhook %q is disabled: %w", id, ErrInvalid)
	}
	e := store.Event{Kind: store.EventTest, Millis: time.Now().UnixMilli(), Webhook: id, ID: NewDeliveryID()}
	return e.ID, d.TestWebhook(ctx, e)
}

// DeliveryStates are the states of deliveries, as they are written.
var DeliveryStates = map[store.DeliveryState]string{
	store.DeliveryWaiting: "waiting", store.DeliveryDone: "arrived", store.DeliveryGivenUp: "given up",
}
