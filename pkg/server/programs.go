package server

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/webhooks"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Programs hear of what happens in a domain by webhooks, or by the hooks of a server that
// is part of them. Both take what the store records, each at its own pace.

// ModelEvent is what has happened to a model.
type ModelEvent struct {
	Domain     store.DomainName
	Model      string // id
	Collection string
	From       int64           // of a change: the version before it
	Version    int64           // ... and after it; of a removed model the last one
	Maker      protocol.UserID // of a new model
	At         time.Time
}

// ChatEvent is something that was said.
type ChatEvent struct {
	Domain store.DomainName
	Chat   string // id
	Number int64  // among the events of the chat
	Text   string
	User   protocol.UserID
	At     time.Time
}

// SessionEvent is that a client has come or gone.
type SessionEvent struct {
	Domain  store.DomainName
	Session string
	User    protocol.UserID
	Method  string // of authentication
	Client  string // name and version of the client software
	At      time.Time
}

// listens are the kinds of events of which the program hears.
func (h *Hooks) listens() (kinds []store.EventKind) {
	for _, k := range store.EventKinds {
		if h.teller(&store.Event{Kind: k}, store.DomainName{}) != nil {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// teller returns what tells an event, nil when nobody wants to hear of it.
func (h *Hooks) teller(e *store.Event, domain store.DomainName) func(context.Context) error {
	at := time.UnixMilli(e.Millis)
	model := ModelEvent{domain, e.Model, e.Collection, e.From, e.Version, e.User, at}
	session := SessionEvent{domain, e.Session, e.User, e.Method, e.Client, at}
	switch e.Kind {
	case store.EventModelCreated:
		return telling(h.OnModelCreated, model)
	case store.EventModelChanged:
		return telling(h.OnModelChanged, model)
	case store.EventModelRemoved:
		return telling(h.OnModelRemoved, model)
	case store.EventChatMessage:
		return telling(h.OnChatMessage, ChatEvent{domain, e.Chat, e.Message, e.Text, e.User, at})
	case store.EventSessionConnected:
		return telling(h.OnSessionConnected, session)
	case store.EventSessionDisconnected:
		return telling(h.OnSessionDisconnected, session)
	}
	return nil
}

func telling[E any](hook func(context.Context, E) error, e E) func(context.Context) error {
	if hook == nil {
		return nil
	}
	return func(ctx context.Context) error { return hook(ctx, e) }
}

// record has the store record what webhooks and the program want to know of a domain that
// is being opened, from before anything happens there.
func (s *Server) record(ctx context.Context, st store.Domain) error {
	err := st.Record(ctx, store.ConsumerProgram, s.options.Hooks.listens())
	if err == nil {
		err = webhooks.Record(ctx, st)
	}
	return err
}

// outbox returns the webhooks of a domain at work.
func (d *domain) outbox() *webhooks.Outbox {
	o := &d.server.options
	return webhooks.New(webhooks.Options{Store: d.store, Domain: d.name, Log: d.log, Client: d.server.webhooks, Counts: d.counts, Tracer: d.server.tracer.For(d.name.String()),
		Mine: d.foremost, Every: o.RightsEvery, Quiet: o.ChangedQuiet, Long: o.ChangedEvery})
}

// How many events are told before it is noted that they were, and how often each is when the
// program fails.
const (
	toldAtOnce = 50
	tellings   = 5
)

// tellProgram tells the program what happens, when it wants to hear of anything.
func (d *domain) tellProgram() {
	if len(d.server.options.Hooks.listens()) == 0 {
		return
	}
	ctx := d.life
	d.watch("events", nil, func() error {
		for ctx.Err() == nil && d.foremost() {
			quiet, long := d.server.options.ChangedQuiet, d.server.options.ChangedEvery
			now := time.Now()
			events, err := d.store.Happened(ctx, store.ConsumerProgram, toldAtOnce, now.Add(-quiet).UnixMilli(), now.Add(-long).UnixMilli())
			if err != nil || len(events) == 0 {
				return err
			}
			told := 0
			for told < len(events) && d.tell(ctx, &events[told]) {
				told++
			}
			if err := d.store.Taken(context.WithoutCancel(ctx), store.ConsumerProgram, events[:told]); err != nil {
				return err
			}
		}
		return nil
	})
}

// tell tells the program one event, again when it fails. It reports false when the server
// stops before that.
func (d *domain) tell(ctx context.Context, e *store.Event) bool {
	hook := d.server.options.Hooks.teller(e, d.name)
	if hook == nil { // of before the program was started anew
		return true
	}
	wait := 100 * time.Millisecond
	for n := 1; ; n++ {
		err := d.server.guarded(ctx, hook)
		switch {
		case err == nil:
			return true
		case ctx.Err() != nil:
			return false
		case n == tellings:
			d.log.Error("the program does not take what has happened", "event", e.Kind, "error", err)
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
		wait *= 4
	}
}

// startOutbox has the webhooks of a domain served, once. It reports false when the domain is
// not open.
func (s *Server) startOutbox(name store.DomainName) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.domains[name]
	if d == nil || s.stopped {
		return false
	}
	if !d.calling {
		d.calling = true
		d.running.Go(func() { d.outbox().Run(d.life) })
	}
	return true
}

// listWebhooks looks, again and again, in which domains there are webhooks, and has them served.
func (s *Server) listWebhooks(ctx context.Context) {
	told := make(chan []store.DomainName)
	s.gone.Go(func() { s.serveWebhooks(ctx, told) })
	s.again(ctx, s.log, "domains with webhooks", nil, func() error {
		all, err := s.system.DomainsWithWebhooks(ctx)
		if len(all) > 0 {
			select {
			case told <- all:
			default: // it opens some at present
			}
		}
		return err
	})
}

// serveWebhooks has the domains that have webhooks served, also while nobody is connected to
// them: what had happened before the server ended waits there. Domains that have none, most
// of them, cost nothing.
func (s *Server) serveWebhooks(ctx context.Context, told <-chan []store.DomainName) {
	tried := make(map[store.DomainName]time.Time)
	for {
		var all []store.DomainName
		select {
		case <-ctx.Done():
			return
		case all = <-told:
		}
		for _, name := range all {
			if s.startOutbox(name) || time.Since(tried[name]) < webhooksAgain {
				continue
			}
			tried[name] = time.Now()
			if _, _, err := s.openDomain(ctx, name); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNotFound) {
				s.log.Error("a domain cannot be opened for its webhooks", "domain", name.String(), "error", err)
			}
			s.startOutbox(name)
		}
	}
}

// webhooksAgain is how long it takes until a domain is tried to be opened again.
const webhooksAgain = 10 * time.Second
