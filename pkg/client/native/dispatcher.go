package native

import (
	"sync"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// dispatcher calls the listeners of a domain, in the order of events, on one
// goroutine and under no lock. Its queue has no bound: a listener that is
// slower than the events makes it grow.
type dispatcher struct {
	mu        sync.Mutex // a leaf
	ready     *sync.Cond
	queue     []func()
	ended     bool
	listeners map[any][]*listener // by what they listen to
}

type listener struct {
	call func(event any)
	gone bool
}

func newDispatcher() *dispatcher {
	q := &dispatcher{listeners: make(map[any][]*listener)}
	q.ready = sync.NewCond(&q.mu)
	return q
}

// add has call called for the events of a target, until stop is called. No call
// begins after stop has returned.
func (q *dispatcher) add(target any, call func(event any)) (stop func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := &listener{call: call}
	q.listeners[target] = append(q.listeners[target], l)
	return func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		l.gone = true
		kept := q.listeners[target][:0:0]
		for _, other := range q.listeners[target] {
			if other != l {
				kept = append(kept, other)
			}
		}
		if q.listeners[target] = kept; len(kept) == 0 {
			delete(q.listeners, target)
		}
	}
}

// emit queues an event for those who listen to a target when its turn comes.
func (q *dispatcher) emit(target, event any) {
	q.post(func() {
		q.mu.Lock()
		all := q.listeners[target]
		q.mu.Unlock()
		for _, l := range all {
			q.mu.Lock()
			gone := l.gone
			q.mu.Unlock()
			if !gone {
				l.call(event)
			}
		}
	})
}

// forget drops the listeners of a target after the events so far.
func (q *dispatcher) forget(target any) {
	q.post(func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.listeners, target)
	})
}

func (q *dispatcher) post(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.ended {
		q.queue = append(q.queue, f)
		q.ready.Signal()
	}
}

// end lets run return when all events so far have been handled.
func (q *dispatcher) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.ready.Signal()
}

func (q *dispatcher) run() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.queue) == 0 {
			if q.ended {
				return
			}
			q.ready.Wait()
		}
		batch := q.queue
		q.queue = nil
		q.mu.Unlock()
		for _, f := range batch {
			f()
		}
		q.mu.Lock()
	}
}

// sink queues the events that the client emits under its lock.
type sink Domain

var _ client.Sink = (*sink)(nil)

// Busy implements [client.Sink]. Listeners run beside everything else, and may
// wait for what the server sends, so nothing waits for them.
func (s *sink) Busy() bool { return false }

func (s *sink) DomainEvent(d *client.Domain, e client.DomainEvent) { s.events.emit(d, e) }

func (s *sink) ModelEvent(core *client.Model, e client.ModelEvent) {
	s.events.emit(core, e)
	m := (*Domain)(s).known(core)
	if m != nil && (e.Kind == client.ModelCommitted || e.Kind == client.ModelClosed) {
		m.wake()
	}
	// A model that somebody else has deleted is emitted as closed, then as
	// deleted; one that is deleted here the other way round.
	switch e.Kind {
	case client.ModelClosed:
		(*Domain)(s).dropModel(core)
		if e.Reason != protocol.ReasonDeleted {
			s.events.forget(core)
		}
	case client.ModelDeleted:
		if !e.Local {
			s.events.forget(core)
		}
	}
}

func (s *sink) ElementEvent(t *client.Tree, _ *document.Node, e client.ElementEvent) {
	if m := (*Domain)(s).known(t.Model()); m != nil {
		// ElementChanged follows at once for each listener.
		m.change = Change{Kind: e.Kind, Local: e.Local, By: e.Participant, Op: e.Change.Op, Removed: e.Change.Removed}
	}
}

func (s *sink) ElementChanged(t *client.Tree, heard, changed *document.Node) {
	if m := (*Domain)(s).known(t.Model()); m != nil {
		c := m.change
		c.Element = Element{m, changed}
		s.events.emit(heard, c)
	}
}

func (s *sink) ElementDetached(_ *client.Tree, n *document.Node) { s.events.forget(n) }
func (s *sink) ElementBack(*client.Tree, *document.Node)         {} // there are no tags here

func (s *sink) ReferenceCreated(*client.Reference)                           {}
func (s *sink) ReferenceEvent(*client.Reference, client.ReferenceEvent)      {}
func (s *sink) HistoryEvent(*client.History, client.HistoryEventKind, int64) {}
func (s *sink) CredentialsWanted(d *client.Domain, n int, method protocol.AuthMethod) {
	go func() {
		if method == protocol.AuthReconnect && d.Session().ReconnectToken != "" {
			d.Credentials(n, client.Credentials{}) // the token in memory is newer than any other
			return
		}
		c, err := s.options.credentials()
		if err != nil {
			d.CredentialsFailed(n, err.Error())
			return
		}
		d.Credentials(n, c)
	}()
}

func (s *sink) DataWanted(d *client.Domain, number uint32) {
	s.mu.Lock()
	c, ok := s.data[number]
	s.mu.Unlock()
	if !ok { // whoever asked has given up
		go d.ModelDataFailed(number, "nobody waits for the model any more")
		return
	}
	go d.ModelData(number, c)
}
