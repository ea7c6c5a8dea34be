package store

import (
	"context"
	"slices"
)

// Webhook is an address that is called when something happens in a domain.
type Webhook struct {
	ID          string
	URL         string
	Secret      string // that calls are signed with, as whsec_ and base64
	Description string
	Events      []EventKind
	Enabled     bool
	Disabled    string // why the server has disabled it, if it has
	Failing     int64  // milliseconds; since when every call has failed, 0 when the last one has not
	Created     int64  // milliseconds
}

// Wants reports whether a webhook is called for an event.
func (w *Webhook) Wants(e *Event) bool {
	if !w.Enabled {
		return false
	}
	if e.Webhook != "" {
		return e.Webhook == w.ID
	}
	return slices.Contains(w.Events, e.Kind)
}

// DeliveryState says what has become of a delivery.
type DeliveryState uint8

// The states of a delivery.
const (
	DeliveryWaiting DeliveryState = iota
	DeliveryDone
	DeliveryGivenUp
)

// Delivery is one event on its way to one webhook.
type Delivery struct {
	Number  int64
	ID      string // the same at every attempt
	Webhook string
	Event   EventKind
	Subject string // those with the same one are first tried in order; empty: in any order
	Body    []byte // nothing of what has arrived
	Created int64  // milliseconds

	State    DeliveryState
	Attempts int
	Due      int64  // milliseconds; of the next attempt
	Tried    int64  // milliseconds; the last attempt
	Status   int    // HTTP's, of the last attempt; 0 when there was no answer
	Error    string // why the last attempt has failed
}

// How many deliveries there are of one webhook. Over that, the oldest ones that wait are
// given up, and the oldest of the others forgotten.
const (
	MostWaiting = 10_000
	MostKept    = 1000
)

// Webhooks keeps addresses to call, and what they are to be called with.
type Webhooks interface {
	// Webhooks returns all webhooks, by id.
	Webhooks(ctx context.Context) ([]Webhook, error)
	// Webhook returns a webhook, or ErrNotFound.
	Webhook(ctx context.Context, id string) (Webhook, error)
	// AddWebhook adds a webhook, also to what [System.DomainsWithWebhooks] returns. It fails
	// with ErrExists or ErrName.
	AddWebhook(ctx context.Context, w Webhook) error
	// SetWebhook changes a webhook, without its secret, or fails with ErrNotFound.
	SetWebhook(ctx context.Context, w Webhook) error
	// DisableWebhook disables a webhook and notes why, if it is still enabled and as w says:
	// its URL, its secret and since when it fails. It reports whether that was so.
	DisableWebhook(ctx context.Context, w Webhook, why string) (bool, error)
	// RemoveWebhook removes a webhook with its deliveries, or fails with ErrNotFound.
	RemoveWebhook(ctx context.Context, id string) error
	// TestWebhook records the event of a test, with its Webhook and ID.
	TestWebhook(ctx context.Context, e Event) error

	// Deliver adds deliveries, and forgets the events that they are of like Taken.
	Deliver(ctx context.Context, taken []Event, add []Delivery) error
	// DueDeliveries returns up to n deliveries of a webhook that are due at a time. Of those
	// with one subject, one that was never tried comes after the one before has been.
	DueDeliveries(ctx context.Context, webhook string, millis int64, n int) ([]Delivery, error)
	// Attempted records attempts: the last fields of the deliveries.
	Attempted(ctx context.Context, webhook string, all []Delivery) error
	// DeliveriesBefore returns up to n deliveries of a webhook with numbers below before, the
	// newest first. Before 0 is all.
	DeliveriesBefore(ctx context.Context, webhook string, before int64, n int) ([]Delivery, error)
}
