package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// EventKind says what has happened.
type EventKind string

// The kinds of events.
const (
	EventModelCreated        EventKind = "model.created"
	EventModelChanged        EventKind = "model.changed"
	EventModelRemoved        EventKind = "model.removed"
	EventChatMessage         EventKind = "chat.message"
	EventSessionConnected    EventKind = "session.connected"
	EventSessionDisconnected EventKind = "session.disconnected"
	// EventTest happens when somebody tries a webhook, and is for that one only.
	EventTest EventKind = "webhook.test"
)

// EventKinds are the kinds that a webhook can be for.
var EventKinds = []EventKind{EventModelCreated, EventModelChanged, EventModelRemoved, EventChatMessage, EventSessionConnected, EventSessionDisconnected}

// KindNames returns the names of kinds.
func KindNames(kinds []EventKind) []string { return renamed[string](kinds) }

// KindsNamed returns the kinds of names, which may be of none that exist.
func KindsNamed(names []string) []EventKind { return renamed[EventKind](names) }

func renamed[To, From ~string](all []From) []To {
	out := make([]To, len(all))
	for i := range all {
		out[i] = To(all[i])
	}
	return out
}

// Event is something that has happened in a domain. What a kind does not have is empty.
type Event struct {
	Number int64
	Kind   EventKind
	Millis int64

	Key        int64 // of the model
	Model      string
	Collection string
	From       int64 // the version before what has changed
	Version    int64 // of the model
	Chat       string
	Message    int64 // the number of what was said among the events of the chat
	Text       string
	Session    string
	Method     string // of authentication
	Client     string
	User       protocol.UserID // who made the model, said it, or is behind the session
	Webhook    string
	ID         string // of a test
}

// Consumer is who takes events.
type Consumer uint8

// The consumers. Each takes every event that is recorded for it.
const (
	ConsumerWebhooks Consumer = 1
	ConsumerProgram  Consumer = 2 // that the server is part of
)

// MostEvents is how many events wait for a consumer, about. When it does not take them, the
// oldest are forgotten.
const MostEvents = 100_000

// Events keeps what has happened until those who are to hear of it have taken it.
type Events interface {
	// Record says which events this process records for a consumer from now on, each in the
	// transaction in which it happens. Without kinds it is none, and those that were not
	// taken are forgotten.
	Record(ctx context.Context, c Consumer, kinds []EventKind) error
	// Happened returns up to n events that a consumer has not taken, in order. Changes of a
	// model are gathered to one event, which comes when the model was last changed
	// before the time quiet, or began to be before the time long, and after all others.
	Happened(ctx context.Context, c Consumer, n int, quiet, long int64) ([]Event, error)
	// Taken forgets events that a consumer has taken. Of a model that was changed since
	// then there will be another event.
	Taken(ctx context.Context, c Consumer, events []Event) error
}
