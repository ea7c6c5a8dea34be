package models

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// What goes between a sequencer and the other nodes: what they pass on, news, and versions.

// Nodes is what sequencers need of the other nodes. Without them there is none of this.
type Nodes interface {
	// ID names this node.
	ID() string
	// Lead makes this node lead a model unless another one does, and returns which one does.
	Lead(model int64) (string, error)
	// Yield ends that.
	Yield(model int64)
	// Pass has another node append operations to a model. It does not wait: answered is called from
	// another goroutine, with nil when no answer came in time. The runs of an answer are for themselves.
	Pass(to, id string, model int64, p ordering.Passed, answered func(*ordering.Answer, ordering.Source))
	// Publish tells the other nodes what is stored; without runs, that there is something to
	// read.
	Publish(id string, model int64, runs []ordering.Run)
	// Listen hears of what others publish about a model; without runs, something may have been
	// lost. The model is 0 when it is not known which of its name it was.
	Listen(id string, heard func(model int64, runs ordering.Source), told func(data []byte)) (stop func(), err error)
	// Tell has the other nodes told what Listen calls told with.
	Tell(id string, data []byte)
	// Versions returns the versions of those models that exist.
	Versions(ctx context.Context, models []int64) (map[int64]int64, error)
	// HoldModel has the store keep an ephemeral model that this node has open, or fails with
	// [store.ErrNotFound].
	HoldModel(model int64) error
	// ReleaseModel ends that, and removes the model when no other node has it open.
	ReleaseModel(model int64) (freed int64, removed bool, err error)
}

// news is what another node has had stored.
type news struct {
	model int64
	runs  ordering.Source // nil when there is something to read
}

// passed is what another node has passed on.
type passed struct {
	model  int64
	passed ordering.Passed
	answer func(ordering.Answer)
}

// answered is what came of operations that were passed on.
type answered struct {
	replica    *ordering.Replica
	number     uint64
	operations int
	answer     *ordering.Answer // nil when none came in time
	runs       ordering.Source  // of the answer
}

// pass passes operations on to the node that leads.
func (q *sequencer) pass(next ordering.Step) {
	of := answered{replica: q.replica, number: next.Number}
	for _, c := range next.Passed.Chains {
		of.operations += len(c.Ops)
	}
	q.models.options.Nodes.Pass(next.To, q.id, q.model.Key, next.Passed, func(answer *ordering.Answer, runs ordering.Source) {
		of.answer, of.runs = answer, runs
		select {
		case q.answers <- of:
		case <-q.ended:
		}
	})
}

func (q *sequencer) answered(a answered) error {
	q.models.options.Counts.PassedOn(a.operations, a.answer != nil)
	if q.replica != a.replica || q.broken {
		return nil
	}
	if a.answer != nil {
		var err error
		if a.answer.Runs, err = a.runs(q.replica.Version()); err != nil {
			q.log.Error("an answer of another node cannot be read", "error", err)
			a.answer = nil
		}
	}
	learned, err := q.replica.Answered(a.number, a.answer)
	q.learned(learned)
	return err
}

// Passed takes what another node has passed on to this one, and answers at once when this one does
// not lead the model.
func (s *Models) Passed(id string, model int64, p ordering.Passed, answer func(ordering.Answer)) {
	s.mu.Lock()
	q := s.sequencers[id]
	if q == nil || !q.leads.Load() {
		s.mu.Unlock()
		answer(ordering.Answer{})
		return
	}
	q.holders++
	s.mu.Unlock()
	q.post(command{passed: &passed{model, p, answer}})
}

// ofOthers does what has come from other nodes.
func (q *sequencer) ofOthers(c command) {
	if p := c.passed; p != nil {
		q.models.release(q)
		if q.replica == nil || q.broken || q.model.Key != p.model {
			p.answer(ordering.Answer{})
			return
		}
		q.replica.Take(p.passed, p.answer)
		q.group.operations++ // so that others go with it, within bounds
		return
	}
	switch {
	case q.replica == nil || q.broken:
		return
	case c.peers != nil:
		q.learnPeers(c.peers)
		return
	case c.live != nil:
		q.endPeers(c.live)
		return
	case c.news.model != 0 && q.model.Key != c.news.model:
		return
	}
	if c.news.runs == nil {
		if c.news.model == 0 { // something may have been lost
			q.askForPeers()
		}
		q.replica.Behind()
		return
	}
	runs, err := c.news.runs(q.replica.Version())
	if err != nil {
		q.log.Error("news of another node cannot be read", "error", err)
		q.replica.Behind()
		return
	}
	learned, err := q.replica.Learn(runs)
	if err != nil && !errors.Is(err, ordering.ErrMissing) {
		q.broke("operations of another node cannot be applied", err)
		return
	}
	q.learned(learned)
}

// listen hears of what other nodes store, from before the model is read.
func (q *sequencer) listen() {
	if q.models.options.Nodes == nil {
		return
	}
	stop, err := q.models.options.Nodes.Listen(q.id, func(model int64, runs ordering.Source) {
		select {
		case q.queue <- command{news: &news{model, runs}}:
		case <-q.ended:
		}
	}, q.heardOfPeers)
	if err != nil {
		q.log.Warn("news of the model do not come from other nodes; it is looked for in the store", "error", err)
		return
	}
	q.unlisten = stop
}

func (q *sequencer) endListening() {
	if q.unlisten != nil {
		go q.unlisten() // which waits for what is being heard
	}
}

// yield ends leading.
func (q *sequencer) yield() {
	if q.replica == nil {
		return
	}
	q.replica.Deny()
	if q.leads.Swap(false) {
		q.models.options.Nodes.Yield(q.model.Key)
	}
	q.replica.Doubt()
}

// keep has the store keep an ephemeral model while this node has it open.
func (q *sequencer) keep() error {
	if q.replica == nil || !q.model.Ephemeral || q.holds() {
		return nil
	}
	err := q.models.options.Nodes.HoldModel(q.model.Key)
	if errors.Is(err, store.ErrNotFound) { // another node has just removed it
		q.vanish()
		return nil
	}
	if err == nil {
		q.models.mu.Lock()
		q.models.holding[q.model.Key] = true
		q.models.mu.Unlock()
	}
	return err
}

// holds reports whether the store keeps the model because of this node, which this sequencer or
// the one before it has asked for.
func (q *sequencer) holds() bool {
	q.models.mu.Lock()
	defer q.models.mu.Unlock()
	return q.models.holding[q.model.Key]
}

// holdsNot notes that the store does not keep a model because of this node.
func (s *Models) holdsNot(model int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.holding, model)
}

// letGo ends an ephemeral model that nobody has open here, unless somebody has at another node.
func (q *sequencer) letGo() {
	freed, removed, err := q.models.options.Nodes.ReleaseModel(q.model.Key)
	if err != nil {
		q.log.Error("ephemeral model cannot be let go", "error", err)
		q.models.letGoLater(q.id)
		return
	}
	q.models.holdsNot(q.model.Key)
	if removed {
		q.deleted(freed)
	}
}

// letGoLater has it tried again to let an ephemeral model go.
func (s *Models) letGoLater(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unreleased = append(s.unreleased, id)
}

// letGoAgain has those opened of which the store could not be told that they are let go: unless
// somebody has come back, they are at the end of that.
func (s *Models) letGoAgain() {
	s.mu.Lock()
	ids := s.unreleased
	s.unreleased = nil
	s.mu.Unlock()
	for _, id := range ids {
		s.with(id, "", func(q *sequencer) {
			if q.broken { // the store still fails
				s.letGoLater(id)
			}
		})
	}
}

// EndUnheld removes ephemeral models that no node has open.
func (s *Models) EndUnheld(ids []string) {
	for _, id := range ids {
		s.with(id, "", func(q *sequencer) {
			if q.exists && !q.broken && q.model.Ephemeral && q.replica != nil && len(q.members) == 0 && !q.holds() {
				q.letGo()
			}
		})
	}
}

const (
	lookEvery  = time.Second     // the store is asked for versions: news may be lost
	letGoEvery = 5 * time.Second // what could not be let go is tried again
)

// watchVersions has models read what they have missed, and lets go what could not be.
func (s *Models) watchVersions() {
	tick, again := time.NewTicker(lookEvery), time.NewTicker(letGoEvery)
	defer tick.Stop()
	defer again.Stop()
	for {
		select {
		case <-s.options.Life.Done():
			return
		case <-again.C:
			s.letGoAgain()
			continue
		case <-tick.C:
		}
		s.mu.Lock()
		loaded := make(map[*sequencer]int64, len(s.sequencers))
		keys := make([]int64, 0, len(s.sequencers))
		for _, q := range s.sequencers {
			if key := q.key.Load(); key != 0 {
				loaded[q], keys = key, append(keys, key)
			}
		}
		s.mu.Unlock()
		if len(keys) == 0 {
			continue
		}
		versions, err := s.options.Nodes.Versions(s.options.Life, keys)
		if err != nil {
			continue // the next time
		}
		for q, key := range loaded {
			if version, ok := versions[key]; ok && version <= q.committed.Load() {
				continue
			}
			select {
			case q.queue <- command{news: &news{model: key}}:
			default: // it is busy, and will see
			}
		}
	}
}
