package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/internal/storecheck"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// compaction is the life of a server that gives up the history of a model, in several
// transactions, while somebody edits it.
var compaction = scenario{
	name: "compaction", figures: "compaction.", args: []string{"--sweep-every", "300ms"},
	prepare: sync.OnceValues(prepareCompaction),
	begin:   beginCompaction,
}

const (
	aged     = 1200 // operations that are given up, more than go at once
	agedDays = 40
	keptDays = 30
	agedBy   = "crash-points-before" // the instance that made them
)

// prepareCompaction makes a store with a model whose history is long and old.
func prepareCompaction() (data string, err error) {
	p, err := serverprocess.New()
	if err != nil {
		return "", err
	}
	defer p.Kill()
	if err := p.Start(); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d, err := connect(ctx, p.Realtime(), agedBy)
	if err != nil {
		return "", err
	}
	defer d.Close()
	m, err := d.AutoCreate(ctx, "long", creation())
	for i := 0; i < aged && err == nil; i++ {
		if err = m.Element().At("a").Add(1); err == nil {
			err = m.Committed(ctx) // so that each is an entry
		}
	}
	if err != nil {
		return "", err
	}
	d.Close()
	p.Stop() // which saves a snapshot
	said, err := exec.Command(p.Binary, "domain", "edit", "convergence/default", "--keep-history", fmt.Sprint(keptDays), "--data", p.Data).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	files, err := filepath.Glob(filepath.Join(p.Data, "domains", "*", "*.db"))
	if err != nil || len(files) != 1 {
		return "", fmt.Errorf("the domain is in %v, %v", files, err)
	}
	db, err := sql.Open("sqlite", "file:"+files[0])
	if err != nil {
		return "", err
	}
	defer db.Close()
	_, err = db.Exec(`UPDATE log SET millis = millis - ?`, agedDays*24*time.Hour.Milliseconds())
	prepared = p.Data
	return p.Data, err
}

// prepared is what prepareCompaction has made, to be removed in the end.
var prepared string

// history is a client that edits the model until its history is given up.
type history struct {
	ended chan error
	calls func() int

	mu      sync.Mutex
	began   int // calls before that
	letters int // that were acknowledged
}

func beginCompaction(url string, calls func() int) job {
	w := &history{ended: make(chan error, 1), calls: calls}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		w.ended <- w.run(ctx, url)
	}()
	return w
}

func (w *history) done() <-chan error { return w.ended }

func (w *history) first() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.began
}

func (w *history) run(ctx context.Context, url string) error {
	d, err := connect(ctx, url, instance)
	if err != nil {
		return err
	}
	defer d.Close()
	var m *native.Model
	if err := again(ctx, func() (err error) { m, err = d.Open(ctx, "long"); return err }); err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	w.mu.Lock()
	w.began = w.calls()
	w.mu.Unlock()
	oldest := int64(0)
	for i := 0; i < len(letters) || oldest <= aged; i++ {
		if i < len(letters) {
			if err := m.Element().At("text").Insert(i, letters[i:i+1]); err != nil {
				return err
			}
			if err := m.Committed(ctx); err != nil {
				return fmt.Errorf("letter %d: %w", i, err)
			}
			w.mu.Lock()
			w.letters = i + 1
			w.mu.Unlock()
		}
		var h *client.History
		err := again(ctx, func() (err error) { h, err = openHistory(ctx, d); return err })
		if err != nil {
			return fmt.Errorf("asking for the history: %w", err)
		}
		if _, _, _, _, _, oldest, _ = h.Identity(); ctx.Err() != nil {
			return fmt.Errorf("the history is kept from version %d on after a minute", oldest)
		}
		time.Sleep(70 * time.Millisecond) // so that edits come before, between and after the transactions
	}
	return nil
}

func openHistory(ctx context.Context, d *native.Domain) (*client.History, error) {
	type answer struct {
		h   *client.History
		err *client.Error
	}
	got := make(chan answer, 1)
	d.Core().OpenHistory("long", func(h *client.History, err *client.Error) { got <- answer{h, err} })
	select {
	case a := <-got:
		if a.err != nil {
			return nil, a.err
		}
		return a.h, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inspect implements [job].
func (w *history) inspect(files string, final bool) error {
	models, err := storecheck.Read(files, []string{"long"}, firstValue())
	if err != nil {
		return err
	}
	m := models["long"]
	if m == nil {
		return errors.New("the model is missing")
	}
	if wrong, err := sqlite.Verify(context.Background(), files); err != nil || len(wrong) > 0 {
		return fmt.Errorf("the store: %q, %w", wrong, err)
	}
	if m.Lost+m.Duplicated > 0 {
		return errors.New(strings.Join(m.Says, "; "))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	v := native.Plain(m.Value).(map[string]any)
	text, sum := v["text"].(string), v["a"].(float64)
	switch {
	case sum != aged || m.Last[agedBy] != aged:
		return fmt.Errorf("of %d additions %v are in the model, and %d are known", aged, sum, m.Last[agedBy])
	case !strings.HasPrefix(letters, text) || len(text) < w.letters || final && text != letters:
		return fmt.Errorf("the text is %q, %d letters were acknowledged", text, w.letters)
	case m.Last[instance] != uint64(len(text)) || m.Version != int64(1+aged+len(text)):
		return fmt.Errorf("of %d letters %d are known, at version %d", len(text), m.Last[instance], m.Version)
	case m.Oldest > aged+1 || final && m.Oldest != aged+1:
		return fmt.Errorf("the history is kept from version %d on, and %d operations were to be given up", m.Oldest, aged)
	}
	return nil
}
