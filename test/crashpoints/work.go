package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

const (
	letters = "abcdef"
	many    = 550 // pairs of additions; together more operations than between two snapshots
)

// creation is what both models are made from.
func creation() client.Creation {
	data, err := native.Value(map[string]any{"text": "", "a": 0, "b": 0, "x": 0, "y": 0, "z": 0})
	if err != nil {
		panic(err)
	}
	return client.Creation{Collection: "crash", Data: data}
}

func firstValue() ot.Value { return client.CreationIDs().Assign(creation().Data) }

// work is a client that creates, opens and edits, whatever happens to the
// server; and what it was told is done.
type work struct {
	model *native.Model
	ended chan error

	mu           sync.Mutex
	created      bool // model one
	opened       bool // model two
	letters      int  // of its text
	batch, added bool
}

func (w *work) told(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

const instance = "crash-points"

// editing is the life of a server that begins with nothing.
var editing = scenario{name: "editing", begin: func(url string, _ func() int) job { return begin(url) }}

// done implements [job].
func (w *work) done() <-chan error { return w.ended }

// first implements [job].
func (*work) first() int { return 0 }

// begin starts the work against a server that may die at any time and come
// back at the same address.
func begin(url string) *work {
	w := &work{ended: make(chan error, 1)}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		w.ended <- w.run(ctx, url)
	}()
	return w
}

func (w *work) run(ctx context.Context, url string) error {
	d, err := connect(ctx, url, instance)
	if err != nil {
		return err
	}
	defer d.Close()
	// A request that was cut off may have been done or not: it is made again.
	err = again(ctx, func() error {
		_, err := d.Create(ctx, "one", creation())
		if isCode(err, protocol.CodeModelAlreadyExists) {
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("creating: %w", err)
	}
	w.told(func() { w.created = true })
	err = again(ctx, func() (err error) { w.model, err = d.AutoCreate(ctx, "two", creation()); return err })
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	w.told(func() { w.opened = true })
	root := w.model.Element()
	for i := range letters {
		if err := root.At("text").Insert(i, letters[i:i+1]); err != nil {
			return err
		}
		if err := w.model.Committed(ctx); err != nil {
			return fmt.Errorf("letter %d: %w", i, err)
		}
		w.told(func() { w.letters = i + 1 })
	}
	err = errors.Join(w.model.StartBatch(), root.At("x").Set(1), root.At("y").Set(1), root.At("z").Set(1), w.model.CompleteBatch())
	if err == nil {
		err = w.model.Committed(ctx)
	}
	if err != nil {
		return fmt.Errorf("batch: %w", err)
	}
	w.told(func() { w.batch = true })
	for range many {
		if err := errors.Join(root.At("a").Add(1), root.At("b").Add(1)); err != nil {
			return err
		}
	}
	if err := w.model.Committed(ctx); err != nil {
		return fmt.Errorf("additions: %w", err)
	}
	w.told(func() { w.added = true })
	return nil
}

// connect connects a client whose operations are named by an instance.
func connect(ctx context.Context, url, instance string) (*native.Domain, error) {
	o := client.DefaultOptions()
	o.Instance = instance
	o.ReconnectIntervals = []time.Duration{20 * time.Millisecond}
	d, err := native.Connect(ctx, url, native.Options{Username: "demo", Password: "demo", Client: &o})
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	return d, nil
}

// again repeats a request for as long as it fails for want of a connection.
func again(ctx context.Context, f func() error) error {
	for {
		err := f()
		if !isCode(err, protocol.CodeConnectionFailed) && !isCode(err, protocol.CodeOffline) || ctx.Err() != nil {
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func isCode(err error, code protocol.Code) bool {
	var e *client.Error
	return errors.As(err, &e) && e.Code == code
}

// check compares what a store has with what the client was told. final expects
// everything to be there.
func (w *work) check(one, two any, final bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	empty := native.Plain(firstValue())
	switch {
	case one == nil && (w.created || final):
		return errors.New("a model whose creation was acknowledged is missing")
	case one != nil && fmt.Sprint(one) != fmt.Sprint(empty):
		return fmt.Errorf("a model was created by halves: %v", one)
	case two == nil && (w.opened || final):
		return errors.New("a model that was opened is missing")
	case two == nil:
		return nil
	}
	v := two.(map[string]any)
	text, a, b := v["text"].(string), v["a"].(float64), v["b"].(float64)
	switch {
	case !strings.HasPrefix(letters, text):
		return fmt.Errorf("the text is %q", text)
	case len(text) < w.letters || final && text != letters:
		return fmt.Errorf("the text is %q, %d letters were acknowledged", text, w.letters)
	case v["x"] != v["y"] || v["y"] != v["z"]:
		return fmt.Errorf("a batch is there by halves: %v, %v, %v", v["x"], v["y"], v["z"])
	case v["x"] != 1.0 && (w.batch || final):
		return errors.New("a batch that was acknowledged is missing")
	case a != b && a != b+1:
		return fmt.Errorf("there are %v and %v additions made by turns", a, b)
	case a+b != 2*many && (w.added || final):
		return fmt.Errorf("there are %v additions of %d", a+b, 2*many)
	}
	return nil
}
