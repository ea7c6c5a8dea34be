package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/internal/storecheck"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// scenario is a life of a server that is ended at each of its calls.
type scenario struct {
	name    string
	figures string   // before the names of its figures
	args    []string // of the server
	// prepare fills the data directory that each try begins with; nil for none.
	prepare func() (data string, err error)
	begin   func(url string, calls func() int) job
}

// job is what a client does meanwhile, whatever happens to the server.
type job interface {
	// done gives, once, what came of it.
	done() <-chan error
	// inspect looks at a copy of the store; final expects everything to be there.
	inspect(data string, final bool) error
	// first is how many calls there were before those that are to be tried.
	first() int
}

// try does the whole work with a server that is killed at call n, from 1; with
// 0 it is not. It returns the calls up to then, from which on they are to be tried, and
// what was wrong.
func (s *scenario) try(n int, torn bool) (calls []string, first int, err error) {
	p, err := serverprocess.New()
	if err != nil {
		return nil, 0, err
	}
	defer p.Remove()
	if s.prepare != nil {
		prepared, err := s.prepare()
		if err == nil {
			err = os.CopyFS(p.Data, os.DirFS(prepared))
		}
		if err != nil {
			return nil, 0, err
		}
	}
	p.Args = s.args
	t := &tracer{dir: p.Data, at: n, torn: torn}
	p.Launch = t.launch
	w := s.begin(p.Realtime(), func() int { return int(t.count.Load()) })
	calls, err = try(p, t, w)
	return calls, w.first(), err
}

func try(p *serverprocess.Process, t *tracer, w job) (calls []string, err error) {
	n := t.at
	worked := false
	if err := p.Start(); err == nil {
		select {
		case err := <-w.done():
			if err != nil {
				p.Kill()
				return t.Calls, fmt.Errorf("before a kill: %w", err)
			}
			worked = true
			p.Stop()
		case <-p.Exited():
		case <-time.After(time.Minute):
			return nil, errors.New("the work does not end")
		}
	} else if p.Exited() == nil {
		return nil, err
	}
	<-p.Exited()
	if n > 0 && !t.Hit {
		return nil, nil
	}
	if err := inspect(w, p.Data, n == 0); err != nil {
		return t.Calls, fmt.Errorf("after the kill: %w", err)
	}
	// The next run of the server must come up and let the client end its work.
	p.Launch = nil
	if err := p.Start(); err != nil {
		return t.Calls, err
	}
	if !worked {
		select {
		case err := <-w.done():
			if err != nil {
				return t.Calls, fmt.Errorf("after the restart: %w", err)
			}
		case <-time.After(time.Minute):
			return t.Calls, errors.New("the work does not end after the restart")
		}
	}
	p.Stop()
	if err := inspect(w, p.Data, true); err != nil {
		return t.Calls, fmt.Errorf("in the end: %w", err)
	}
	return t.Calls, nil
}

// inspect looks into a copy of the files, so that looking mends nothing.
func inspect(w job, data string, final bool) error {
	files, err := os.MkdirTemp("", "convergence-copy-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(files)
	if err := os.CopyFS(files, os.DirFS(data)); err != nil {
		return err
	}
	return w.inspect(files, final)
}

// inspect implements [job].
func (w *work) inspect(files string, final bool) error {
	models, err := storecheck.Read(files, []string{"one", "two"}, firstValue())
	if err != nil && !errors.Is(err, store.ErrNotFound) { // the domain may not exist yet
		return err
	}
	if err := storecheck.Integrity(files); err != nil {
		return err
	}
	var plain [2]any
	for i, id := range []string{"one", "two"} {
		m := models[id]
		if m == nil {
			continue
		}
		plain[i] = native.Plain(m.Value)
		if m.Lost+m.Duplicated > 0 {
			return fmt.Errorf("model %s: %v", id, m.Says)
		}
		if replayed := native.Plain(m.Replayed); fmt.Sprint(replayed) != fmt.Sprint(plain[i]) {
			return fmt.Errorf("model %s: the snapshot and the log disagree: %v, %v", id, plain[i], replayed)
		}
		if last := m.Last[instance]; final && id == "two" && last != w.model.Status().Sequence {
			return fmt.Errorf("the log has %d operations, the client made %d", last, w.model.Status().Sequence)
		}
	}
	return w.check(plain[0], plain[1], final)
}
