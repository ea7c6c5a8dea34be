package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/internal/storecheck"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/document"
)

// replica is what one client has of one model.
type replica struct {
	who       string
	model     string
	committed bool
	version   int64
	value     any    // as JSON
	text      string // the same with its properties in order; not of pages
}

// compare waits for everybody to have everything, ends the server and compares
// all replicas with the store and the log with what was done.
func (r *run) compare() error {
	var all []replica
	var pages []pageState
	settled := ""
	for end := time.Now().Add(*patience); ; time.Sleep(100 * time.Millisecond) {
		var err error
		if all, pages, err = r.replicas(); err != nil {
			return err
		}
		settled = unsettled(all)
		if n := r.unanswered(pages); n > 0 && settled == "" {
			settled = fmt.Sprintf("%d messages are not answered", n)
		}
		if settled == "" {
			break
		}
		if time.Now().After(end) {
			r.note("after %v: %s", *patience, settled)
			break
		}
	}
	r.server.Kill() // what is acknowledged must be there all the same
	first := client.CreationIDs().Assign(value(initial()))
	stores, err := storecheck.Read(r.server.Data, r.ids, first)
	if err == nil {
		err = storecheck.Integrity(r.server.Data)
	}
	if err != nil {
		return err
	}
	for i, id := range r.ids {
		s := stores[id]
		if s == nil {
			return fmt.Errorf("model %s is not in the store", id)
		}
		r.lost, r.duplicated = r.lost+s.Lost, r.duplicated+s.Duplicated
		for _, problem := range s.Says {
			r.note("%s: %s", id, problem)
		}
		truth := asJSON(native.Plain(s.Value))
		if d := difference(id, truth, asJSON(native.Plain(s.Replayed))); d != "" {
			r.diverged++
			r.note("diverged: the snapshot and the log of the store disagree: %s", d)
		}
		ordered := string(document.JSON(s.Value))
		if replayed := string(document.JSON(s.Replayed)); ordered != replayed {
			r.diverged++
			r.note("diverged: %s: the snapshot of the store is\n%s\nand its log gives\n%s", id, ordered, replayed)
		}
		for _, x := range all {
			if x.model != id {
				continue
			}
			if d := difference(id, x.value, truth); d != "" || x.version != s.Version {
				r.diverged++
				r.note("diverged: %s at version %d and the store at version %d: %s", x.who, x.version, s.Version, d)
			} else if x.text != "" && x.text != ordered {
				r.diverged++
				r.note("diverged: %s has another order of properties in %s:\n%s\nthan the store:\n%s", x.who, id, x.text, ordered)
			}
		}
		var marks []string
		for _, e := range r.editors {
			marks = append(marks, e.marks[i]...)
			done, there := e.models[i].Status().Sequence, s.Last[e.instance]
			if done > there {
				r.lost += int(done - there)
				r.note("lost: %s made %d operations in %s, the log has them up to %d", e.name, done, id, there)
			} else if there > done {
				r.duplicated += int(there - done)
				r.note("duplicated: %s made %d operations in %s, the log has %d", e.name, done, id, there)
			}
		}
		for _, p := range r.work {
			marks = append(marks, p.Marks[i]...)
		}
		checkMarks(&r.findings, id, s.Value, marks)
		fmt.Printf("%s: version %d, %d marks, %d clients in the log\n", id, s.Version, len(marks), len(s.Last))
	}
	return r.compareChats(pages)
}

// replicas returns what everybody has, and all that the pages tell.
func (r *run) replicas() ([]replica, []pageState, error) {
	var all []replica
	for _, e := range r.editors {
		for i, m := range e.models {
			s := m.Status()
			x := replica{who: e.name, model: r.ids[i], committed: s.Committed && s.Open, version: s.Version}
			m.View(func() {
				v := m.Root().Value()
				x.value, x.text = asJSON(native.Plain(v)), string(document.JSON(v))
			})
			all = append(all, x)
		}
	}
	if r.pages == nil {
		return all, nil, nil
	}
	var states []pageState
	if err := r.pages.ask("state", &states); err != nil {
		return nil, nil, err
	}
	for _, p := range states {
		for _, problem := range p.Problems {
			if !slices.Contains(r.says, problem) {
				r.note("%s", problem)
			}
		}
		for i, m := range p.Models {
			x := replica{who: p.Name, model: r.ids[i], committed: m.Committed && p.Connected, version: m.Version}
			if err := json.Unmarshal([]byte(m.Value), &x.value); err != nil {
				return nil, nil, err
			}
			all = append(all, x)
		}
	}
	return all, states, nil
}

// unsettled says who has not everything yet.
func unsettled(all []replica) string {
	newest := map[string]int64{}
	for _, x := range all {
		newest[x.model] = max(newest[x.model], x.version)
	}
	for _, x := range all {
		if !x.committed || x.version != newest[x.model] {
			return fmt.Sprintf("%s has %s at version %d of %d, committed: %v", x.who, x.model, x.version, newest[x.model], x.committed)
		}
	}
	return ""
}
