package webhooks

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// patience is when a delivery is tried again, and when no more.
type patience struct {
	first        time.Duration // before the second attempt; and then three times as long as before
	giveUpAfter  time.Duration // since it was made
	disableAfter time.Duration // without one success
}

var usualPatience = patience{5 * time.Second, 3 * 24 * time.Hour, 5 * 24 * time.Hour}

const longestWait = 12 * time.Hour

// waitAfter returns how long to wait after so many attempts, with up to a quarter more, so
// that what has failed together does not come again together.
func (p *patience) waitAfter(attempts int) time.Duration {
	wait := p.first
	for i := 1; i < attempts && wait < longestWait; i++ {
		wait *= 3
	}
	wait = min(wait, longestWait)
	return wait + rand.N(wait/4)
}

// send sends deliveries to a webhook, and then what is due by then, until there is nothing
// or the webhook is disabled or removed.
func (o *Outbox) send(ctx context.Context, webhook string, due []store.Delivery) error {
	for len(due) > 0 {
		w, err := o.Store.Webhook(ctx, webhook)
		if errors.Is(err, store.ErrNotFound) || err == nil && !w.Enabled {
			return nil
		}
		if err != nil {
			return err
		}
		answers := make([]answer, len(due))
		var all sync.WaitGroup
		for i := range due {
			all.Go(func() { answers[i] = o.attempt(ctx, &w, &due[i]) })
		}
		all.Wait()
		if ctx.Err() != nil { // what was broken off counts as not tried
			return nil
		}
		now, err := o.still(ctx, &w)
		if err != nil {
			return err
		}
		gone := now != nil && slices.ContainsFunc(answers, func(a answer) bool { return a.status == http.StatusGone })
		for i := range due {
			o.settle(&due[i], answers[i], gone)
		}
		if err := o.Store.Attempted(ctx, webhook, due); err != nil {
			return err
		}
		if err := o.disableIf(ctx, &w, gone); err != nil {
			return err
		}
		if due, err = o.due(ctx, webhook); err != nil {
			return err
		}
	}
	return nil
}

// attempt makes one call.
func (o *Outbox) attempt(ctx context.Context, w *store.Webhook, x *store.Delivery) answer {
	header := make(http.Header)
	ctx, span := o.Tracer.Call(ctx, header, "webhook")
	defer span.End()
	a := o.Client.call(ctx, header, w, x)
	span.Text("convergence.webhook", w.ID)
	span.Number("convergence.attempt", x.Attempts+1)
	span.Number("convergence.bytes", len(x.Body))
	if a.status != 0 {
		span.Number("http.response.status_code", a.status)
	}
	if a.err != nil {
		span.Fail(a.err.Error())
	}
	return a
}

// settle notes in a delivery what became of an attempt. Where an address is not gone, because
// the webhook has another one by now, 410 is a failure like others.
func (o *Outbox) settle(x *store.Delivery, a answer, gone bool) {
	now := time.Now()
	x.Attempts++
	x.Tried, x.Status, x.Error = now.UnixMilli(), a.status, ""
	if a.err == nil {
		x.State = store.DeliveryDone
		o.Counts.Delivered("arrived")
		return
	}
	x.Error = a.err.Error()
	if gone && a.status == http.StatusGone || now.UnixMilli()-x.Created > o.patience.giveUpAfter.Milliseconds() {
		x.State = store.DeliveryGivenUp
		o.Counts.Delivered("given up")
		o.Log.Warn("a call of a webhook is given up", "webhook", x.Webhook, "delivery", x.ID, "attempts", x.Attempts, "reason", x.Error)
		return
	}
	o.Counts.Delivered("failed")
	x.Due = now.Add(max(o.patience.waitAfter(x.Attempts), a.retryAfter)).UnixMilli()
}

// still returns a webhook as it is now, nil when it is not the one any more that was called.
func (o *Outbox) still(ctx context.Context, called *store.Webhook) (*store.Webhook, error) {
	w, err := o.Store.Webhook(ctx, called.ID)
	if errors.Is(err, store.ErrNotFound) || err == nil && (w.URL != called.URL || w.Secret != called.Secret) {
		return nil, nil
	}
	return &w, err
}

// disableIf disables a webhook that is gone, or to which nothing has come for long, unless
// somebody has changed it since it was called.
func (o *Outbox) disableIf(ctx context.Context, called *store.Webhook, gone bool) error {
	w, err := o.still(ctx, called)
	if err != nil || w == nil {
		return err
	}
	why := ""
	switch {
	case gone:
		why = "it was answered that the address is gone (410)"
	case w.Failing != 0 && time.Now().UnixMilli()-w.Failing > o.patience.disableAfter.Milliseconds():
		why = "every call has failed since " + time.UnixMilli(w.Failing).UTC().Format(time.DateTime)
	default:
		return nil
	}
	done, err := o.Store.DisableWebhook(ctx, *w, why)
	if done {
		o.Log.Warn("a webhook is disabled", "webhook", w.ID, "reason", why)
	}
	return err
}
