package native

import (
	"context"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Model is an open model. Its methods may be called by any number of
// goroutines.
type Model struct {
	*client.Model
	domain *Domain
	change Change // being emitted; guarded by the domain's lock

	mu     sync.Mutex // a leaf
	woken  chan struct{}
	wanted uint32 // kinds of model events that somebody hears
}

// model returns the wrapper of a model.
func (d *Domain) model(core *client.Model) *Model {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.models[core]
	if m == nil {
		m = &Model{Model: core, domain: d, woken: make(chan struct{}), wanted: client.ModelCommitted.Bit()}
		d.models[core] = m
	}
	return m
}

// known is model without making a wrapper: events of a model that nobody has
// been given yet concern nobody.
func (d *Domain) known(core *client.Model) *Model {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.models[core]
}

func (d *Domain) dropModel(core *client.Model) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.models, core)
}

// Open opens a model. One that is open is handed out again.
func (d *Domain) Open(ctx context.Context, id string) (*Model, error) {
	return d.open(ctx, id, 0)
}

// AutoCreate opens a model, and makes it where it does not exist. The id may be
// empty: the server then chooses one.
func (d *Domain) AutoCreate(ctx context.Context, id string, c client.Creation) (*Model, error) {
	number := d.asked.Add(1)
	d.mu.Lock()
	d.data[number] = c
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.data, number)
	}()
	return d.open(ctx, id, number)
}

func (d *Domain) open(ctx context.Context, id string, autoCreate uint32) (*Model, error) {
	core, err := await(ctx, func(done func(*client.Model, *client.Error)) { d.core.OpenModel(id, autoCreate, done) })
	if err != nil {
		return nil, err
	}
	m := d.model(core)
	m.mu.Lock()
	defer m.mu.Unlock()
	core.Listen(m.wanted)
	return m, nil
}

// Create makes a model without opening it and returns its id.
func (d *Domain) Create(ctx context.Context, id string, c client.Creation) (string, error) {
	return await(ctx, func(done func(string, *client.Error)) { d.core.CreateModel(id, c, done) })
}

// Remove deletes a model for everybody.
func (d *Domain) Remove(ctx context.Context, id string) error {
	_, err := await(ctx, func(done func(struct{}, *client.Error)) {
		d.core.RemoveModel(id, func(err *client.Error) { done(struct{}{}, err) })
	})
	return err
}

// ServerTime asks the server what time it is.
func (d *Domain) ServerTime(ctx context.Context) (time.Time, error) {
	millis, err := await(ctx, d.core.ServerTime)
	return time.UnixMilli(millis), err
}

// Close closes the model once the server has acknowledged everything; without
// a connection at once. When ctx ends first it goes on closing.
func (m *Model) Close(ctx context.Context) error {
	_, err := await(ctx, func(done func(struct{}, *client.Error)) {
		m.Model.Close(func(err *client.Error) { done(struct{}{}, err) })
	})
	return err
}

// Committed waits until the server has acknowledged every edit, which then
// survives a crash of it. It fails when the model is closed or ctx ends first.
func (m *Model) Committed(ctx context.Context) error {
	for {
		m.mu.Lock()
		woken := m.woken
		m.mu.Unlock()
		s := m.Status()
		if s.Committed {
			return nil
		}
		if !s.Open {
			return errClosed
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (m *Model) wake() {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.woken)
	m.woken = make(chan struct{})
}

// Element returns the root of the model.
func (m *Model) Element() Element { return Element{m, m.Root()} }

// OnEvent calls f for each event of the domain until stop is called. See
// [Model.OnEvent] for how.
func (d *Domain) OnEvent(f func(client.DomainEvent)) (stop func()) {
	return d.events.add(d.core, func(e any) { f(e.(client.DomainEvent)) })
}

// OnEvent calls f for the model events of the given kinds until stop is called.
// All listeners of a domain are called one after the other, in the order in
// which things happened, on a goroutine of their own; they may call any method.
// What they find may be newer than the event.
func (m *Model) OnEvent(f func(client.ModelEvent), kinds ...client.ModelEventKind) (stop func()) {
	var mask uint32
	for _, k := range kinds {
		mask |= k.Bit()
	}
	stop = m.domain.events.add(m.Model, func(e any) {
		if e := e.(client.ModelEvent); mask&e.Kind.Bit() != 0 {
			f(e)
		}
	})
	m.mu.Lock()
	m.wanted |= mask
	m.Listen(m.wanted)
	m.mu.Unlock()
	return stop
}

// Change is a change of an element.
type Change struct {
	Element Element // the one that was changed
	Kind    client.ElementEventKind
	Local   bool
	By      *client.Participant
	Op      ot.Op   // what was done, with positions and new values
	Removed ot.Text // the text that a splice deleted
}

// OnChange calls f for every change that others make to the element or
// anything inside it, and for one's own after SetEmitLocal, until stop is
// called or the element is gone. See [Model.OnEvent] for how.
func (e Element) OnChange(f func(Change)) (stop func()) {
	stop = e.m.domain.events.add(e.n, func(event any) { f(event.(Change)) })
	e.m.ListenElement(e.n, client.ElementModelChanged.Bit()|client.ElementDetached.Bit())
	return stop
}

// Node returns the element of package document. It must be read within
// [client.Tree.View] only.
func (e Element) Node() *document.Node { return e.n }
