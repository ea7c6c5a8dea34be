package undo

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Steps can be kept over the end of the program: as pages of some steps each, which are
// written again when something of them has changed, and a head with all else that is
// known. They are of use only beside the very document, and the queue of edits that the
// server has not ordered, that there were when the head was written.

// page is some steps of one stack that follow each other.
type page struct {
	number int
	redo   bool
	steps  int
	bytes  int    // about, when the last entry was added
	dirty  bool   // it is not stored as it is
	stored []byte // what was read, until it is written elsewhere
}

// pageBytes is from when on a page gets no more steps.
const pageBytes = 16 << 10

// Keep has the steps from now on be noted for [Stacks.Save].
func (s *Stacks) Keep() { s.keeps = true }

// touch notes that an entry has changed.
func (e *entry) touch() {
	if e.page != nil {
		e.page.touch()
	}
}

func (p *page) touch() { p.dirty, p.stored = true, nil }

// enter gives the newest entry of a stack, in its newest step, a page.
func (s *Stacks) enter(e *entry, stack []*Step) {
	step := stack[len(stack)-1]
	if step.page == nil {
		if len(stack) > 1 {
			step.page = stack[len(stack)-2].page
		}
		if step.page == nil || step.page.bytes > pageBytes {
			s.lastPage++
			step.page = &page{number: s.lastPage, redo: step.Redo}
			s.pages = append(s.pages, step.page)
		}
		step.page.steps++
	}
	e.page = step.page
	e.page.bytes += e.bytes
	e.page.touch()
}

// leave notes that a step is on its stack no longer.
func (step *Step) leave() {
	if step.page != nil {
		step.page.steps--
		step.page.touch()
	}
}

// Save calls put with what has changed since the last time, or with all pages: nil
// stands for a page that is there no longer. The head, which it returns, changes with
// everything; it is nil where the codec fails.
func (s *Stacks) Save(c Codec, all bool, put func(number int, data []byte)) (head []byte) {
	f := &form{Codec: c}
	pages := s.pages
	s.pages = nil
	for _, p := range pages {
		if f.b = p.stored; p.steps == 0 {
			put(p.number, nil)
			continue
		}
		s.pages = append(s.pages, p)
		if f.b == nil && (all || p.dirty) {
			s.visitPage(f, p)
		}
		if all || p.dirty {
			put(p.number, f.b)
			p.dirty, p.stored = false, nil
		}
	}
	f.b = nil
	if s.visitHead(f); f.bad {
		return nil
	}
	return f.b
}

// Load returns the steps of a head and its pages, by their numbers, nil where they are
// none that were saved. base is the number that the newest of the edits has whose number
// was forgotten; later ones are counted from there.
func Load(doc *document.Document, c Codec, head []byte, pages map[int][]byte, base uint64) *Stacks {
	s := New(doc)
	s.keeps, s.apart = true, true
	f := &form{Codec: c, b: head, read: true, behind: base}
	s.visitHead(f)
	if f.bad || len(s.pages) != len(pages) {
		return nil
	}
	for _, p := range s.pages { // in each stack from the oldest on
		p.stored = pages[p.number]
		f := &form{Codec: c, b: p.stored, read: true}
		if s.visitPage(f, p); f.bad || p.steps == 0 {
			return nil
		}
	}
	for id, t := range s.tracks {
		if t.entries == 0 {
			delete(s.tracks, id)
		}
	}
	return s
}

// Resume takes up, with what Queued tells, the edits that the server has not ordered: in
// what was loaded they are known by their kind and place.
func (s *Stacks) Resume() {
	s.Queued(0, func(sequence uint64, op ot.Op) bool {
		for _, m := range append([]ot.Op{op}, op.Ops...) {
			for _, e := range s.pending {
				if e.stamp < 0 && m.To != 0 && e.sequence == sequence && e.kind == m.Kind && e.id == m.ID && e.key == m.Key {
					e.stamp = m.To
					break
				}
			}
		}
		return true
	})
}

func (s *Stacks) visitHead(f *form) {
	number(f, &s.clock)
	number(f, &s.behind)
	s.behind += f.behind
	number(f, &s.last)
	number(f, &s.lastPage)
	if n := f.count(len(s.pages)); f.read {
		s.pages = make([]*page, n)
	}
	for i, p := range s.pages {
		if f.read {
			p = &page{}
			s.pages[i] = p
		}
		number(f, &p.number)
		f.flag(&p.redo)
	}
	f.table(s.heirs)
	f.table(s.roots)
	var ids []string
	for id, t := range s.tracks {
		if t.set|t.placed|t.moved > 0 || t.gone {
			ids = append(ids, id)
		}
	}
	if n := f.count(len(ids)); f.read {
		ids = make([]string, n)
	}
	for _, id := range ids {
		t := s.tracks[id]
		if f.string(&id); f.read {
			t = &track{}
			s.tracks[id] = t
		}
		number(f, &t.set)
		number(f, &t.placed)
		number(f, &t.moved)
		f.flag(&t.gone)
		f.text(&t.lost)
	}
	if n := f.count(len(s.orphans)); f.read {
		s.orphans = make([]orphan, n)
	}
	for i := range s.orphans {
		number(f, &s.orphans[i].at)
		f.operation(&s.orphans[i].op)
	}
}

// visitSequence visits a number in the queue. Queues begin anew, numbers in pages do not.
func (s *Stacks) visitSequence(f *form, n *uint64) {
	w := *n + s.behind
	number(f, &w)
	*n = max(w, s.behind) - s.behind
}

func (s *Stacks) visitPage(f *form, p *page) {
	stack := &s.stacks[side(p.redo)]
	var steps []*Step
	for i := 0; i < len(*stack) && !f.read; i++ { // what is read has none yet
		if step := (*stack)[i]; step.page == p {
			steps = append(steps, step)
		}
	}
	if n := f.count(len(steps)); f.read {
		steps = make([]*Step, n)
	}
	for i, step := range steps {
		if f.read {
			step = &Step{Redo: p.redo, page: p}
			steps[i] = step
		}
		number(f, &step.ID)
		if n := f.count(len(step.entries)); f.read {
			step.entries = make([]*entry, n)
		}
		for j, e := range step.entries {
			if f.read {
				e = &entry{page: p}
				step.entries[j] = e
			}
			s.visit(f, e)
		}
	}
	if !f.read {
		return
	}
	*stack = append(*stack, steps...)
	p.steps = len(steps)
	for _, step := range steps {
		for _, e := range step.entries {
			if !f.bad {
				p.bytes += e.bytes
				s.book(e, side(p.redo))
			}
		}
	}
}

func (s *Stacks) visit(f *form, e *entry) {
	number(f, &e.kind)
	f.string(&e.id)
	number(f, &e.at)
	number(f, &e.bytes)
	s.visitSequence(f, &e.first)
	s.visitSequence(f, &e.sequence)
	if e.kind == ot.StringSplice || e.kind == ot.StringSet {
		number(f, &e.hunk.At)
		number(f, &e.hunk.Del)
		f.text(&e.text)
		if n := f.count(len(e.after)); f.read {
			e.after = make([]patch, n)
		}
		for i := range e.after {
			p := e.after[i]
			if n := f.count(len(p)); f.read {
				p = make(patch, n)
				e.after[i] = p
			}
			for j := range p {
				number(f, &p[j].At)
				number(f, &p[j].Del)
				number(f, &p[j].Ins)
			}
		}
		number(f, &e.lead)
		f.flag(&e.trails)
		return
	}
	if f.read {
		e.shape = &shape{}
	}
	if number(f, &e.stamp); f.read {
		e.stamp = -min(1, e.stamp) // until Resume
	}
	f.flag(&e.gone)
	f.string(&e.key)
	number(f, &e.index)
	if n := f.count(len(e.fresh)); f.read {
		e.fresh = make([]string, n)
	}
	for i := range e.fresh {
		f.string(&e.fresh[i])
	}
	all := ot.Op{Kind: ot.ArraySet, ID: e.id, Value: e.amended, Bool: true}
	if len(e.nodes) > 0 && e.amended == nil {
		v := e.removed()
		all.Value = &v
	}
	removed := all.Value != nil
	if f.flag(&removed); removed {
		f.operation(&all)
	}
	f.string(&e.ahead)
	f.string(&e.behind)
	f.flag(&e.back.Bool)
	f.whole(&e.back.Millis)
	f.float(&e.set)
	if n := f.count(len(e.parts)); f.read {
		e.parts = make([]float64, n)
	}
	for i := range e.parts {
		f.float(&e.parts[i])
	}
	if !f.read {
		return
	}
	e.amended = all.Value
	if e.kind == ot.BooleanSet || e.kind == ot.DateSet {
		e.back.Kind = e.kind
	}
	switch e.kind {
	case ot.ArrayReplace, ot.ObjectSetProperty, ot.ArrayMove: // see entry.track
		f.bad = f.bad || len(e.fresh) == 0
	}
}
