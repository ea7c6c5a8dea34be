package undo

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Event is what happens to a step.
type Event uint8

// The events of steps. The numbers are part of the bridge.
const (
	Added   Event = 1 // it is new on its stack
	Popped  Event = 2 // it was taken back
	Dropped Event = 3 // it is forgotten: by Clear, a new edit or a bound
)

// Step is what is taken back at once.
type Step struct {
	ID      int // from 1 on, unique among those of the stacks
	Redo    bool
	entries []*entry
	page    *page // nil if it is not kept
}

// Stacks are the steps that can be undone, and the undone ones that can be done again.
// Make one with [New].
type Stacks struct {
	// Notify hears of steps.
	Notify func(*Step, Event)
	// Queued tells the edits that the server has not ordered, from a number in the
	// queue on, with their numbers and in the form that they have now.
	Queued func(from uint64, yield func(uint64, ot.Op) bool)
	// MaxSteps and MaxBytes bound each stack, and both together.
	MaxSteps, MaxBytes int

	doc     *document.Document
	stacks  [2][]*Step // to be undone; to be done again
	tracks  map[string]*track
	heirs   map[string]string // ids of entries of arrays that others have replaced, and what by
	roots   map[string]string // ids of heirs, and which tracked one they come from
	orphans []orphan
	made    []*entry // by Before
	pairs   []*pair
	pending []*entry // structural ones that the server has not ordered, oldest first
	apart   bool     // the next edit begins a step
	into    int      // the stack that edits go to
	busy    bool     // a step is being taken back
	clock   uint64   // counts what is heard of
	last    int      // id of a step
	bytes   int

	keeps    bool    // see keeping.go
	pages    []*page // that are stored or to be stored, in each stack from the oldest on
	lastPage int
	behind   uint64 // what is to be added to numbers in the queue, so that they never begin anew
}

// track is what is known about an element of which there are entries.
type track struct {
	entries int
	set     uint64    // when somebody else has set it last
	placed  uint64    // when somebody else has moved or replaced it last
	moved   uint64    // when somebody else has moved it last
	top     [2]*entry // of a string: the newest one on each stack
	gone    bool      // it is a string, and no part of the document
	lost    ot.Text   // what it would be then
}

type orphan struct {
	op ot.Op
	at uint64
}

// Sizes of the bookkeeping, in bytes.
const (
	entrySize = 250
	shapeSize = 250
	hunkSize  = 12
	orphanMax = 1000
)

// New returns empty stacks for a document.
func New(doc *document.Document) *Stacks {
	return &Stacks{doc: doc, tracks: map[string]*track{}, heirs: map[string]string{}, roots: map[string]string{}, Notify: func(*Step, Event) {}}
}

// Can reports whether there is a step to be undone, or with redo one to be done again.
func (s *Stacks) Can(redo bool) bool { return len(s.stacks[side(redo)]) > 0 }

// Bytes returns about how much memory the steps take.
func (s *Stacks) Bytes() int { return s.bytes }

// Stop ends the step that grows: the next edit begins another one.
func (s *Stacks) Stop() { s.apart = true }

// Clear forgets all steps.
func (s *Stacks) Clear() {
	s.clear(0)
	s.clear(1)
	s.orphans, s.pending, s.pairs = nil, nil, nil
}

func side(redo bool) int {
	if redo {
		return 1
	}
	return 0
}

func (s *Stacks) clear(of int) {
	steps := s.stacks[of]
	s.stacks[of] = nil
	for i := len(steps) - 1; i >= 0; i-- {
		s.drop(steps[i])
	}
}

// drop forgets a step that is on no stack any more.
func (s *Stacks) drop(step *Step) {
	step.leave()
	for _, e := range step.entries {
		s.forget(e, step)
		e.dropped, e.node, e.below, e.after = true, nil, nil, nil
		if !e.isText() { // it may be pending for long
			e.nodes, e.amended = nil, nil
		}
	}
	s.Notify(step, Dropped)
}

// forget takes an entry out of the books.
func (s *Stacks) forget(e *entry, step *Step) {
	s.bytes -= e.bytes + hunkSize*hunks(e.after)
	id := e.track()
	t := s.tracks[id]
	if top := &t.top[side(step.Redo)]; *top == e {
		if *top = e.below; e.below != nil && e.below.dropped {
			*top = nil
		}
	}
	if t.entries--; t.entries == 0 {
		delete(s.tracks, id)
		if len(s.tracks) == 0 {
			clear(s.heirs)
			clear(s.roots)
		}
	}
}

// push adds an entry to the step that grows, or to a new one.
func (s *Stacks) push(e *entry) {
	stack := &s.stacks[s.into]
	if !s.busy && len(s.stacks[1]) > 0 {
		s.clear(1) // what was undone before cannot be done again any more
	}
	if s.apart || len(*stack) == 0 {
		s.apart = false
		s.last++
		step := &Step{ID: s.last, Redo: s.into == 1}
		*stack = append(*stack, step)
		defer s.Notify(step, Added)
	}
	step := (*stack)[len(*stack)-1]
	step.entries = append(step.entries, e)
	s.clock++
	e.at = s.clock
	e.bytes += entrySize
	if s.keeps {
		s.enter(e, *stack)
	}
	s.book(e, s.into)
	s.Bound()
}

// book enters an entry that is on a stack into the books.
func (s *Stacks) book(e *entry, of int) {
	s.bytes += e.bytes + hunkSize*hunks(e.after)
	t := s.tracks[e.track()]
	if t == nil {
		t = &track{}
		s.tracks[e.track()] = t
	}
	t.entries++
	if e.isText() {
		e.below, t.top[of] = t.top[of], e
	} else if e.stamp != 0 {
		s.pending = append(s.pending, e)
	}
}

// Bound drops the oldest steps where there are too many, but never the newest.
func (s *Stacks) Bound() {
	for of := range s.stacks {
		for n := len(s.stacks[of]); n > 1 && (n > s.MaxSteps || s.bytes > s.MaxBytes); n-- {
			step := s.stacks[of][0]
			s.stacks[of][0] = nil
			s.stacks[of] = s.stacks[of][1:]
			s.drop(step)
		}
	}
}

// Take takes back the newest step that has something left to take back, by the
// operations that it has apply make; those become a step of the other stack. It reports
// whether there was one. After an error of apply what is left of the step stays.
//
// apply must call [Stacks.Before] and [Stacks.Did] as for any edit.
func (s *Stacks) Take(redo bool, apply func(ot.Op) error) (done bool, err error) {
	from := side(redo)
	s.busy, s.into, s.apart = true, 1-from, true
	defer func() { s.busy, s.into, s.apart = false, 0, true }()
	for stack := &s.stacks[from]; len(*stack) > 0 && !done; {
		step := (*stack)[len(*stack)-1]
		for n := len(step.entries); n > 0; n-- {
			e := step.entries[n-1]
			if !e.isText() && e.stamp != 0 && s.Queued != nil {
				s.Queued(e.sequence, func(_ uint64, op ot.Op) bool {
					s.Settle(&op, false)
					return true
				})
			}
			ops, made := s.inverse(e), s.clock
			for i, op := range ops {
				if err = apply(op); err == nil {
					done = true
				} else if i == 0 {
					return done, err
				} else { // it is taken back in part, and gone
					break
				}
			}
			step.entries = step.entries[:n-1]
			e.touch()
			s.pair(e, made)
			if e.isText() {
				s.settleText(e)
			}
			s.forget(e, step)
			if err != nil && n > 1 {
				return done, err
			}
		}
		(*stack)[len(*stack)-1] = nil
		*stack = (*stack)[:len(*stack)-1]
		step.leave()
		if done {
			s.Notify(step, Popped)
		} else {
			s.Notify(step, Dropped)
		}
	}
	return done, err
}
