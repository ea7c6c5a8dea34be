package nodes

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/bus"
	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Domain is what the nodes do together in one domain.
type Domain struct {
	nodes *Nodes
	name  store.DomainName
	store store.Together
}

// Domain returns the part of a domain. Its store must be one that several servers can have.
func (n *Nodes) Domain(name store.DomainName, st store.Domain) (*Domain, error) {
	together, ok := st.(store.Together)
	if !ok {
		return nil, errors.New("the store is for one server only")
	}
	return &Domain{n, name, together}, nil
}

// Serve has what other nodes pass on given to the taker until the domain ends.
func (d *Domain) Serve(to Taker) {
	d.nodes.mu.Lock()
	defer d.nodes.mu.Unlock()
	d.nodes.takers[d.name] = to
}

// End ends that.
func (d *Domain) End() {
	d.nodes.mu.Lock()
	defer d.nodes.mu.Unlock()
	delete(d.nodes.takers, d.name)
}

// Store is the store of the domain.
func (d *Domain) Store() store.Together { return d.store }

// ID names this node.
func (d *Domain) ID() string { return d.nodes.id }

// Lead makes this node lead a model unless another one does, and returns which one does.
func (d *Domain) Lead(model int64) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	return d.nodes.store.Lead(ctx, d.name, model)
}

// Yield ends leading a model. When that fails, another node finds out by asking this one.
func (d *Domain) Yield(model int64) {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	if err := d.nodes.store.Yield(ctx, d.name, model); err != nil {
		d.nodes.log.Debug("leading a model cannot be ended", "error", err)
	}
}

// Pass has another node append operations. It does not wait: answered is called from another
// goroutine, with nil when no answer came in time, or when they are too much for a message. The runs
// of an answer are for themselves.
func (d *Domain) Pass(to, id string, model int64, p ordering.Passed, answered func(*ordering.Answer, ordering.Source)) {
	data, err := encodePassing(passing{d.name, id, model, p})
	if err != nil || len(data) > bus.MostBytes {
		go answered(nil, nil)
		return
	}
	go func() { answered(d.ask(to, data)) }()
}

// ask has another node asked to append, and returns nil when no answer came in time.
func (d *Domain) ask(to string, data []byte) (answer *ordering.Answer, runs ordering.Source) {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	err := d.nodes.bus.Ask(ctx, bus.Subject("n", to), data, func(data []byte) bool {
		if a, of, err := decodeAnswer(data); err == nil {
			answer, runs = &a, of
		}
		return false
	})
	if err != nil {
		d.nodes.log.Debug("another node cannot be asked", "to", to, "error", err)
	}
	return answer, runs
}

func (d *Domain) subject(id string) string {
	return bus.Subject("d", d.name.Namespace, d.name.ID, "m", id)
}

// Publish tells the other nodes what is stored. What they do not hear they find in the store.
func (d *Domain) Publish(id string, model int64, runs []ordering.Run) {
	data, err := encodeNews(d.nodes.id, model, runs)
	if err == nil && len(data) > bus.MostBytes {
		data, err = encodeNews(d.nodes.id, model, nil)
	}
	if err == nil {
		err = d.nodes.bus.Publish(d.subject(id), data)
	}
	if err != nil {
		d.nodes.log.Debug("other nodes cannot be told", "error", err)
	}
}

// Tell has the other nodes told what Listen calls told with. What is lost has to be asked for.
func (d *Domain) Tell(id string, data []byte) {
	if err := d.nodes.bus.Publish(d.subject(id), append([]byte{telling}, data...)); err != nil {
		d.nodes.log.Debug("other nodes cannot be told", "error", err)
	}
}

// telling begins what is told, other than news, which are MessagePack arrays.
const telling = 0

// Listen hears of what other nodes publish and tell about a model; without runs, something may
// have been lost.
func (d *Domain) Listen(id string, heard func(model int64, runs ordering.Source), told func(data []byte)) (stop func(), err error) {
	return d.nodes.bus.Listen(d.subject(id), bus.Listener{
		Heard: func(m bus.Message) {
			if len(m.Data) > 0 && m.Data[0] == telling {
				told(m.Data[1:])
				return
			}
			if toldBy(m.Data, d.nodes.id) {
				return
			}
			model, runs, err := decodeNews(m.Data)
			if err != nil {
				d.nodes.log.Error("news of another node cannot be read", "error", err)
				heard(0, nil)
				return
			}
			heard(model, runs)
		},
		Lost: func() { go heard(0, nil) },
	})
}

// Part is something of a domain about which all nodes tell each other.
type Part string

// The parts.
const (
	People     Part = "p" // who is there
	Chats      Part = "c"
	Activities Part = "a"
	used       Part = "u"
)

func (d *Domain) of(part Part) string {
	return bus.Subject("d", d.name.Namespace, d.name.ID, string(part))
}

// TellAll tells the other nodes about a part of the domain. What is lost has to be asked for.
func (d *Domain) TellAll(part Part, data []byte) {
	if err := d.nodes.bus.Publish(d.of(part), data); err != nil {
		d.nodes.log.Debug("other nodes cannot be told", "part", part, "error", err)
	}
}

// HearAll hears of a part of the domain until ctx ends. ask is called at the beginning, and when
// something may have been lost.
func (d *Domain) HearAll(ctx context.Context, part Part, heard func(data []byte) error, ask func()) {
	l := bus.Listener{Heard: func(m bus.Message) {
		if err := heard(m.Data); err != nil {
			d.nodes.log.Error("what another node tells cannot be read", "part", part, "error", err)
		}
	}, Lost: func() { go ask() }}
	d.listen(ctx, part, l, ask)
}

// TellUsed tells the other nodes what was added to the domain here.
func (d *Domain) TellUsed(data []byte) error {
	return d.nodes.bus.Publish(d.of(used), append(append([]byte(d.nodes.id), 0), data...))
}

// HearUsed hears of the same from other nodes until ctx ends; missed is called when something may
// have been lost.
func (d *Domain) HearUsed(ctx context.Context, heard func(data []byte) error, missed func()) {
	l := bus.Listener{Heard: func(m bus.Message) {
		by, data, _ := bytes.Cut(m.Data, []byte{0})
		if string(by) == d.nodes.id {
			return
		}
		if err := heard(data); err != nil {
			d.nodes.log.Error("it cannot be read what another node has added", "error", err)
		}
	}, Lost: missed}
	d.listen(ctx, used, l, missed)
}

// Cut reports whether what other nodes tell does not come at present.
func (d *Domain) Cut() bool { return d.nodes.bus.Check() != nil }

// listen listens to a part of the domain until ctx ends, and calls began when it has begun.
func (d *Domain) listen(ctx context.Context, part Part, l bus.Listener, began func()) {
	for {
		stop, err := d.nodes.bus.Listen(d.of(part), l)
		if err == nil {
			began()
			<-ctx.Done()
			stop()
			return
		}
		d.nodes.log.Warn("other nodes are not heard", "part", part, "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(answerWithin):
		}
	}
}

// HoldModel has the store keep an ephemeral model that this node has open, or fails with
// [store.ErrNotFound].
func (d *Domain) HoldModel(model int64) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return d.store.HoldModel(ctx, model)
}

// ReleaseModel ends that, and removes the model when no other node has it open.
func (d *Domain) ReleaseModel(model int64) (freed int64, removed bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return d.store.ReleaseModel(ctx, model)
}

// ofActivity is the subject of one activity.
func (d *Domain) ofActivity(name protocol.ActivityName) string {
	return bus.Subject("d", d.name.Namespace, d.name.ID, string(Activities), name.Type, name.ID)
}

// TellActivity tells the other nodes that have an activity open.
func (d *Domain) TellActivity(name protocol.ActivityName, data []byte) {
	if err := d.nodes.bus.Publish(d.ofActivity(name), data); err != nil {
		d.nodes.log.Debug("other nodes cannot be told of an activity", "error", err)
	}
}

// ListenActivity hears of what other nodes tell of an activity; lost is called when something may
// have been lost.
func (d *Domain) ListenActivity(name protocol.ActivityName, heard func(data []byte), lost func()) (stop func(), err error) {
	return d.nodes.bus.Listen(d.ofActivity(name), bus.Listener{Heard: func(m bus.Message) { heard(m.Data) }, Lost: func() { go lost() }})
}

// Others returns how many other nodes live.
func (d *Domain) Others() int { return max(0, int(d.nodes.living.Load())-1) }

// Versions returns the versions of those models that exist.
func (d *Domain) Versions(ctx context.Context, models []int64) (map[int64]int64, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return d.store.Versions(ctx, models)
}
