package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Events are some of those that a webhook can be for.
type Events []store.EventKind

// Schema implements huma.SchemaProvider.
func (Events) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: oneOf(store.KindNames(store.EventKinds))}
}

// DeliveryState is what has become of a delivery, in words.
type DeliveryState string

// Schema implements huma.SchemaProvider.
func (DeliveryState) Schema(huma.Registry) *huma.Schema {
	var names []string
	for s := store.DeliveryWaiting; administration.DeliveryStates[s] != ""; s++ {
		names = append(names, administration.DeliveryStates[s])
	}
	return oneOf(names)
}

// oneOf is the schema of one of some texts.
func oneOf(texts []string) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, text := range texts {
		s.Enum = append(s.Enum, text)
	}
	return s
}

// WebhookSettings are what can be changed of a webhook.
type WebhookSettings struct {
	URL         string `json:"url" minLength:"1" maxLength:"2000" doc:"https, and of the public Internet unless the server runs with --webhook-private"`
	Events      Events `json:"events" nullable:"false" minItems:"1" maxItems:"20" doc:"for which it is called"`
	Enabled     bool   `json:"enabled" doc:"whether it is called; enabling it again forgets why it was disabled"`
	Description string `json:"description" maxLength:"1000"`
}

// Webhook is an address that is called when something happens in a domain.
type Webhook struct {
	ID string `json:"id"`
	WebhookSettings
	Disabled string    `json:"disabled,omitempty" doc:"why the server has disabled it"`
	Created  time.Time `json:"created"`
}

// NewWebhook is a webhook with its secret.
type NewWebhook struct {
	Webhook
	Secret string `json:"secret" doc:"signs the calls, see docs/programs.md; it is not shown again"`
}

func webhookOf(w store.Webhook) Webhook {
	return Webhook{w.ID, WebhookSettings{w.URL, w.Events, w.Enabled, w.Description}, w.Disabled, time.UnixMilli(w.Created).UTC()}
}

// WebhookDelivery is an event on its way to a webhook.
type WebhookDelivery struct {
	ID       string          `json:"id" doc:"the header webhook-id, the same at every attempt"`
	Event    store.EventKind `json:"event"`
	Subject  string          `json:"subject,omitempty" doc:"the model or session that it is about"`
	Created  time.Time       `json:"created"`
	State    DeliveryState   `json:"state"`
	Attempts int             `json:"attempts"`
	Tried    *time.Time      `json:"tried,omitempty" doc:"the last attempt"`
	Due      *time.Time      `json:"due,omitempty" doc:"the next attempt"`
	Status   int             `json:"status,omitempty" doc:"of the answer to the last attempt; left out when there was none"`
	Error    string          `json:"error,omitempty" doc:"why the last attempt has failed"`
}

func webhookDeliveryOf(x store.Delivery) WebhookDelivery {
	at := func(millis int64) *time.Time {
		t := time.UnixMilli(millis).UTC()
		return &t
	}
	out := WebhookDelivery{ID: x.ID, Event: x.Event, Subject: x.Subject, Created: *at(x.Created), State: DeliveryState(administration.DeliveryStates[x.State]),
		Attempts: x.Attempts, Status: x.Status, Error: x.Error}
	if x.Attempts > 0 {
		out.Tried = at(x.Tried)
	}
	if x.State == store.DeliveryWaiting {
		out.Due = at(x.Due)
	}
	return out
}

// OneWebhook names a webhook.
type OneWebhook struct {
	InDomain
	Webhook string `path:"webhook" maxLength:"63" doc:"id of the webhook"`
}

func (a *API) declareWebhooks() {
	const tag, path = "Webhooks", domainPath + "/webhooks"
	const one, reading, writing = path + "/{webhook}", "webhooks:read", "webhooks:write"
	show := func(ctx context.Context, d *Domain, id string) func() (Webhook, error) {
		return func() (Webhook, error) {
			w, err := d.Store.Webhook(ctx, id)
			return webhookOf(w), missing("webhook", id, err)
		}
	}
	serve(a, route{id: "list-webhooks", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: reading, errors: []int{http.StatusBadRequest}, summary: "Addresses that are called when something happens, by id"},
		func(ctx context.Context, in *InList) (*Listed[Webhook], error) {
			return listIn(ctx, a, in.InDomain, in.Paging, func(d *Domain, after string) ([]store.Webhook, error) {
				return d.Store.Webhooks(ctx)
			}, func(w store.Webhook) string { return w.ID }, webhookOf)
		})
	type addInput struct {
		InDomain
		Body struct {
			ID          string `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" patternDescription:"letters, digits, '.', '_' and '-'"`
			URL         string `json:"url" minLength:"1" maxLength:"2000"`
			Events      Events `json:"events" nullable:"false" minItems:"1" maxItems:"20"`
			Description string `json:"description,omitempty" maxLength:"1000"`
		} `nameHint:"WebhookRequest"`
	}
	serve(a, route{id: "add-webhook", method: http.MethodPost, path: path, tag: tag, who: ofDomain, scope: writing, status: http.StatusCreated, errors: []int{http.StatusConflict},
		summary: "Have an address called; the secret that signs the calls is shown once"},
		func(ctx context.Context, in *addInput) (*Made[NewWebhook], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			made(ctx, in.Body.ID)
			w, err := administration.AddWebhook(ctx, d.Store, store.Webhook{ID: in.Body.ID, URL: in.Body.URL, Events: in.Body.Events, Description: in.Body.Description, Enabled: true})
			return &Made[NewWebhook]{entityTag(webhookOf(w)), d.location("webhooks", w.ID), NewWebhook{webhookOf(w), w.Secret}}, err
		})
	serve(a, route{id: "get-webhook", method: http.MethodGet, path: one, tag: tag, who: ofDomain, scope: reading, summary: "A webhook"},
		func(ctx context.Context, in *OneWebhook) (*Tagged[Webhook], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			w, err := show(ctx, d, in.Webhook)()
			return tagged(w), err
		})
	type setInput struct {
		OneWebhook
		Matching
		Body WebhookSettings
	}
	serve(a, route{id: "set-webhook", method: http.MethodPut, path: one, tag: tag, who: ofDomain, scope: writing, errors: []int{http.StatusPreconditionFailed}, summary: "Change a webhook, but not its secret"},
		func(ctx context.Context, in *setInput) (*Tagged[Webhook], error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return change(a.changing(in.name()), in.Matching, show(ctx, d, in.Webhook), func(Webhook) error {
				w, err := d.Store.Webhook(ctx, in.Webhook)
				if err != nil {
					return err
				}
				w.URL, w.Events, w.Enabled, w.Description = in.Body.URL, in.Body.Events, in.Body.Enabled, in.Body.Description
				return administration.SetWebhook(ctx, d.Store, w)
			})
		})
	type removeInput struct {
		OneWebhook
		Matching
	}
	serve(a, route{id: "remove-webhook", method: http.MethodDelete, path: one, tag: tag, who: ofDomain, scope: writing, errors: []int{http.StatusPreconditionFailed}, summary: "Remove a webhook, and what was not delivered to it"},
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return remove(a.changing(in.name()), in.Matching, show(ctx, d, in.Webhook), func() error { return d.Store.RemoveWebhook(ctx, in.Webhook) })
		})
	type tested struct {
		Body struct {
			ID string `json:"id" doc:"of the delivery"`
		} `nameHint:"WebhookTest"`
	}
	serve(a, route{id: "test-webhook", method: http.MethodPost, path: one + "/test", tag: tag, who: ofDomain, scope: writing, status: http.StatusAccepted,
		summary: "Have a webhook called with an event webhook.test; its deliveries say what becomes of it"},
		func(ctx context.Context, in *OneWebhook) (out *tested, err error) {
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			out = &tested{}
			out.Body.ID, err = administration.TestWebhook(ctx, d.Store, in.Webhook)
			return out, err
		})
	type deliveriesInput struct {
		OneWebhook
		Paging
	}
	serve(a, route{id: "list-webhook-deliveries", method: http.MethodGet, path: one + "/deliveries", tag: tag, who: ofDomain, scope: reading, errors: []int{http.StatusBadRequest},
		summary: "What a webhook was called with and what became of it, the newest first"},
		func(ctx context.Context, in *deliveriesInput) (*Listed[WebhookDelivery], error) {
			before, err := in.number()
			if err != nil {
				return nil, err
			}
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			if _, err := show(ctx, d, in.Webhook)(); err != nil {
				return nil, err
			}
			all, err := d.Store.DeliveriesBefore(ctx, in.Webhook, before, in.Limit+1)
			return listed(all, in.Limit, func(x store.Delivery) string { return decimal(x.Number) }, webhookDeliveryOf), err
		})
}
