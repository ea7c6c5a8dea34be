package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// editor is a native client that edits all models.
type editor struct {
	name     string
	instance string
	rng      *rand.Rand
	domain   *native.Domain
	models   []*native.Model
	marks    [][]string // by model
	edits    int
	talk     talk

	mu       sync.Mutex
	problems []string // events that must not happen
}

func newEditor(ctx context.Context, n int, seed uint64, url string, ids []string, c client.Creation) (*editor, error) {
	e := &editor{name: fmt.Sprintf("c%d", n), instance: fmt.Sprintf("chaos-%d-c%d", seed, n),
		rng: rand.New(rand.NewPCG(seed, uint64(n)+1)), marks: make([][]string, len(ids))}
	o := client.DefaultOptions()
	o.Instance = e.instance
	o.ConnectionTimeout, o.ConnectionRequestTimeout = 2*time.Second, 3*time.Second
	o.PingInterval, o.PongTimeout = time.Second, 2*time.Second
	o.ReconnectIntervals = []time.Duration{0, 100 * time.Millisecond, 300 * time.Millisecond, time.Second}
	d, err := native.Connect(ctx, url, native.Options{DisplayName: e.name, Client: &o, Events: func(ev client.DomainEvent) {
		if ev.Kind == client.DomainError || ev.Kind == client.DomainDisconnected {
			e.problem("%s: domain event %d: %s", e.name, ev.Kind, ev.Message)
		}
	}})
	if err != nil {
		return nil, err
	}
	e.domain = d
	for _, id := range ids {
		m, err := d.AutoCreate(ctx, id, c)
		if err != nil {
			return nil, err
		}
		m.OnEvent(func(ev client.ModelEvent) { e.problem("%s: model %s: event %d: %s", e.name, id, ev.Kind, ev.Message) },
			client.ModelClosed, client.ModelDeleted, client.ModelError, client.ModelResyncError)
		e.models = append(e.models, m)
	}
	return e, e.makeChats(ctx)
}

func (e *editor) problem(format string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.problems = append(e.problems, fmt.Sprintf(format, args...))
}

func (e *editor) taken() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.problems
}

// run edits and talks until stop is closed, in bursts with rests between them.
func (e *editor) run(stop <-chan struct{}) {
	for {
		for range 1 + e.rng.IntN(6) {
			i := e.rng.IntN(len(e.models))
			if err := e.edit(i); err != nil {
				e.problem("%s: editing model %d: %v", e.name, i, err)
				return
			}
			e.edits++
		}
		if e.rng.IntN(3) == 0 {
			e.say()
		}
		select {
		case <-stop:
			return
		case <-time.After(time.Duration(e.rng.IntN(120)) * time.Millisecond):
		}
	}
}

func (e *editor) edit(i int) error {
	m := e.models[i]
	batch := e.rng.IntN(12) == 0
	if batch {
		if err := m.StartBatch(); err != nil {
			return err
		}
	}
	var err error
	if batch || e.rng.IntN(5) == 0 {
		err = e.mark(i)
	}
	if err == nil {
		err = e.play(m)
	}
	if batch && err == nil {
		err = m.CompleteBatch()
	}
	return err
}

// mark leaves a mark in all places of a model.
func (e *editor) mark(i int) error {
	root := e.models[i].Element()
	mark := fmt.Sprintf("<%s.%d>", e.name, len(e.marks[i]))
	// At the beginning: elsewhere others might split it, or be split by it.
	if err := root.At("text").Insert(0, mark); err != nil {
		return err
	}
	list := root.At("list")
	if err := list.InsertEntry(e.rng.IntN(list.Len()+1), mark); err != nil { // it only grows
		return err
	}
	if err := root.At("keys").Put(mark, true); err != nil {
		return err
	}
	if err := root.At("sum").Add(1); err != nil {
		return err
	}
	e.marks[i] = append(e.marks[i], mark)
	return nil
}

// play edits something at random. Edits that do not fit any more, because
// others were faster, are refused and skipped.
func (e *editor) play(m *native.Model) error {
	var all []*document.Node
	lengths := map[*document.Node]int{}
	kinds := map[*document.Node]ot.ValueKind{}
	play := m.Element().At("play").Node()
	m.View(func() {
		var collect func(n *document.Node)
		collect = func(n *document.Node) {
			all = append(all, n)
			lengths[n], kinds[n] = n.Len(), n.Kind()
			n.Members(func(kid *document.Node) bool { collect(kid); return true })
		}
		collect(play)
	})
	n := all[e.rng.IntN(len(all))]
	length, rng := lengths[n], e.rng
	var err error
	switch kinds[n] {
	case ot.KindString:
		if rng.IntN(20) == 0 {
			err = m.SetText(n, ot.MustText("set"))
			break
		}
		at := rng.IntN(length + 1)
		insert := strings.Repeat("é", rng.IntN(4))
		if length > 300 {
			insert = ""
		}
		err = m.Splice(n, at, rng.IntN(min(length-at, 4)+1), ot.MustText(insert).AppendUTF16(nil))
	case ot.KindNumber:
		if err = m.AddNumber(n, float64(rng.IntN(9)-4)); rng.IntN(5) == 0 {
			err = m.SetNumber(n, float64(rng.IntN(100)))
		}
	case ot.KindBoolean:
		err = m.SetBool(n, rng.IntN(2) == 0)
	case ot.KindDate:
		err = m.SetDate(n, rng.Int64N(1e12))
	case ot.KindArray:
		at := rng.IntN(length + 1)
		switch k := rng.IntN(5); {
		case k == 0 || length > 12:
			_, err = m.RemoveEntry(n, at)
		case k == 1:
			err = m.MoveEntry(n, at, rng.IntN(length+1))
		case k == 2:
			_, err = m.SetEntry(n, at, e.value())
		default:
			_, err = m.InsertEntry(n, at, e.value())
		}
	case ot.KindObject:
		key := string(rune('a' + rng.IntN(4)))
		switch rng.IntN(8) {
		case 0, 1:
			_, err = m.RemoveProperty(n, key)
		case 2:
			if n != play {
				err = m.SetContent(n, value(map[string]any{"a": 1, "b": []any{"x"}}))
			}
		case 3:
			if n != play {
				err = m.RemoveElement(n)
			}
		default:
			_, err = m.SetProperty(n, key, e.value())
		}
	}
	if err != nil && m.Status().Open {
		return nil
	}
	return err
}

func (e *editor) value() ot.Value {
	return value([]any{nil, true, e.rng.IntN(50), "text", []any{1, "x"}, map[string]any{"a": "b"}, time.UnixMilli(9)}[e.rng.IntN(7)])
}

func value(v any) ot.Value {
	out, err := native.Value(v)
	if err != nil {
		panic(err)
	}
	return out
}
