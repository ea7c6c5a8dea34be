package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// editEvery is how often the pair edits.
const editEvery = time.Second / 20

// pair is two clients that edit a model together. Every edit lengthens a text by
// one, so its length says which edits the other has seen.
type pair struct {
	domains []*native.Domain
	writer  native.Element
	made    []time.Time // when each edit was made; only the writer's goroutine appends

	mu   sync.Mutex
	seen []time.Time // when each edit was seen by the other
}

func newPair(ctx context.Context, url string) (*pair, error) {
	p := &pair{}
	data, err := native.Value(map[string]any{"text": ""})
	if err != nil {
		return nil, err
	}
	var texts []native.Element
	for range 2 {
		d, err := native.Connect(ctx, url, native.Options{Username: "demo", Password: "demo"})
		if err != nil {
			return nil, err
		}
		p.domains = append(p.domains, d)
		m, err := d.AutoCreate(ctx, "pair", client.Creation{Collection: "honest", Data: data})
		if err != nil {
			return nil, err
		}
		texts = append(texts, m.Element().At("text"))
	}
	p.writer = texts[0]
	texts[1].OnChange(func(native.Change) {
		now, n := time.Now(), texts[1].Len()
		p.mu.Lock()
		defer p.mu.Unlock()
		for len(p.seen) < n {
			p.seen = append(p.seen, now)
		}
	})
	return p, nil
}

// span is how long the edits of a time took to be seen.
type span struct {
	took []time.Duration // of lost ones, until they were given up
	lost int             // not seen until well after the end
}

// edit edits for a time and returns how long it took for the other to see it.
func (p *pair) edit(length time.Duration) span {
	from := len(p.made)
	tick := time.NewTicker(editEvery)
	defer tick.Stop()
	for end := time.Now().Add(length); time.Now().Before(end); <-tick.C {
		p.made = append(p.made, time.Now())
		if err := p.writer.Insert(0, "x"); err != nil {
			fmt.Println("the pair cannot edit:", err)
			break
		}
	}
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end) && p.seenCount() < len(p.made); {
		time.Sleep(10 * time.Millisecond)
	}
	var s span
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := from; i < len(p.made); i++ {
		if i < len(p.seen) {
			s.took = append(s.took, p.seen[i].Sub(p.made[i]))
		} else {
			s.lost++
			s.took = append(s.took, time.Since(p.made[i]))
		}
	}
	return s
}

func (p *pair) seenCount() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.seen)
}

func (p *pair) close() {
	for _, d := range p.domains {
		d.Close()
	}
}

func percentile(all []time.Duration, part float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, int(part*float64(len(all))))]
}

// visitors come one after the other, sign in, open a model and go.
type visitors struct {
	url    string
	cancel context.CancelFunc
	done   sync.WaitGroup

	count, refused int
	slowest        time.Duration
}

func newVisitors(url string) *visitors { return &visitors{url: url} }

func (v *visitors) start(ctx context.Context) {
	ctx, v.cancel = context.WithCancel(ctx)
	v.done.Go(func() {
		for ctx.Err() == nil {
			start := time.Now()
			err := v.visit()
			took := time.Since(start)
			v.count++
			v.slowest = max(v.slowest, took)
			if err != nil || took > letInWithin {
				if v.refused++; v.refused == 1 {
					fmt.Printf("  a visitor was not let in (after %v): %v\n", took.Round(time.Millisecond), err)
				}
			}
			select {
			case <-ctx.Done():
			case <-time.After(500 * time.Millisecond):
			}
		}
	})
}

// visit takes no longer than a visitor is ready to wait.
func (v *visitors) visit() error {
	ctx, cancel := context.WithTimeout(context.Background(), letInWithin)
	defer cancel()
	o := client.DefaultOptions()
	d, err := native.Connect(ctx, v.url, native.Options{Username: "demo", Password: "demo", Client: &o})
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.Open(ctx, "pair")
	return err
}

func (v *visitors) stop() (count, refused int, slowest time.Duration) {
	v.cancel()
	v.done.Wait()
	return v.count, v.refused, v.slowest
}
