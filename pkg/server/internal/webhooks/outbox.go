package webhooks

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/internal/metrics"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Options are what an outbox needs. All must be set, unless something else is said.
type Options struct {
	Store  store.Domain
	Domain store.DomainName
	Log    *slog.Logger
	Client *Client
	Counts *metrics.Domain
	Tracer *tracing.Tracer // nil without traces

	// Mine reports whether this server serves them, one of several that have the domain. It is
	// asked every time, and may be nil for the only one.
	Mine func() bool

	Every time.Duration // looking for what has happened, and for changes of webhooks
	Quiet time.Duration // a model was not changed, before its change is told
	Long  time.Duration // it may be changed all the time, before that is told
}

// Outbox are the webhooks of a domain at work. Make it with [New] and serve it with
// [Outbox.Run].
type Outbox struct {
	Options
	patience patience
	sending  sync.WaitGroup

	mu   sync.Mutex
	busy map[string]bool // webhooks that something is being sent to

	recorded []store.EventKind // of the goroutine of Run
}

// New returns the outbox of a domain.
func New(o Options) *Outbox {
	return &Outbox{Options: o, patience: usualPatience, busy: make(map[string]bool)}
}

// Record has the store record what the webhooks of a domain are for.
func Record(ctx context.Context, st store.Domain) error {
	all, err := st.Webhooks(ctx)
	if err != nil {
		return err
	}
	return st.Record(ctx, store.ConsumerWebhooks, kindsOf(all))
}

// kindsOf returns what webhooks are for, without those that are disabled.
func kindsOf(all []store.Webhook) (kinds []store.EventKind) {
	for _, w := range all {
		if w.Enabled {
			kinds = append(kinds, w.Events...)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// Run serves the webhooks until ctx ends. What is on its way then is sent again by the next
// one.
func (o *Outbox) Run(ctx context.Context) {
	defer o.sending.Wait()
	tick := time.NewTicker(o.Every)
	defer tick.Stop()
	failing := false
	for {
		err := o.turn(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			o.Log.Error("webhooks cannot be served", "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// turn does what there is to do at a time.
func (o *Outbox) turn(ctx context.Context) error {
	if o.Mine != nil && !o.Mine() {
		o.recorded = nil // whoever serves them meanwhile may have other ones recorded
		return nil
	}
	all, err := o.Store.Webhooks(ctx)
	if err != nil {
		return err
	}
	if kinds := kindsOf(all); !slices.Equal(kinds, o.recorded) {
		if err := o.Store.Record(ctx, store.ConsumerWebhooks, kinds); err != nil {
			return err
		}
		o.recorded = kinds
	}
	if len(o.recorded) == 0 {
		return nil
	}
	if err := o.take(ctx, all); err != nil {
		return err
	}
	for _, w := range all {
		if err := o.start(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// portion is how many events are made deliveries at once.
const portion = 100

// take makes deliveries of all that has happened.
func (o *Outbox) take(ctx context.Context, all []store.Webhook) error {
	for {
		now := time.Now()
		events, err := o.Store.Happened(ctx, store.ConsumerWebhooks, portion, now.Add(-o.Quiet).UnixMilli(), now.Add(-o.Long).UnixMilli())
		if err != nil || len(events) == 0 {
			return err
		}
		deliveries, err := o.deliveries(all, events, now)
		if err == nil {
			err = o.Store.Deliver(ctx, events, deliveries)
		}
		if err != nil || len(events) < portion {
			return err
		}
	}
}

// deliveries are what events are for webhooks.
func (o *Outbox) deliveries(all []store.Webhook, events []store.Event, now time.Time) (made []store.Delivery, err error) {
	for i := range events {
		e := &events[i]
		x := store.Delivery{ID: e.ID, Event: e.Kind, Subject: subjectOf(e), Created: now.UnixMilli(), Due: now.UnixMilli()}
		if x.ID == "" {
			x.ID = administration.NewDeliveryID()
		}
		if x.Body, err = bodyOf(o.Domain.String(), e); err != nil {
			return nil, err
		}
		for _, w := range all {
			if w.Wants(e) {
				x.Webhook = w.ID
				made = append(made, x)
			}
		}
	}
	return made, nil
}

// start has what is due sent to a webhook that is enabled, unless something is being sent to it
// already.
func (o *Outbox) start(ctx context.Context, w store.Webhook) error {
	o.mu.Lock()
	busy := o.busy[w.ID]
	o.mu.Unlock()
	if busy || !w.Enabled {
		return nil
	}
	due, err := o.due(ctx, w.ID)
	if err != nil || len(due) == 0 {
		return err
	}
	o.mu.Lock()
	o.busy[w.ID] = true
	o.mu.Unlock()
	o.sending.Go(func() {
		defer func() {
			o.mu.Lock()
			delete(o.busy, w.ID)
			o.mu.Unlock()
		}()
		if err := o.send(ctx, w.ID, due); err != nil && ctx.Err() == nil {
			o.Log.Error("a webhook cannot be served", "webhook", w.ID, "error", err)
			select { // what could not be recorded comes again
			case <-ctx.Done():
			case <-time.After(o.patience.first):
			}
		}
	})
	return nil
}

// atOnce is how many deliveries are on their way to a webhook at once, and in memory.
const atOnce = 8

func (o *Outbox) due(ctx context.Context, webhook string) ([]store.Delivery, error) {
	return o.Store.DueDeliveries(ctx, webhook, time.Now().UnixMilli(), atOnce)
}
