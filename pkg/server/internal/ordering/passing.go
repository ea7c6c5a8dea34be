package ordering

import (
	"errors"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Chain is operations of one client, each on top of the one before it, as they apply to the
// state at the version of the Passed.
type Chain struct {
	Session  string
	Instance string
	First    uint64 // sequence
	Ops      []ot.Op
}

// Passed is what one node has another one append.
type Passed struct {
	Version int64
	Chains  []Chain
}

// Verdict says what came of a Passed.
type Verdict uint8

// The verdicts.
const (
	NotLeading Verdict = iota // somebody else leads, and nothing was done
	Doubled                   // some of it is stored already: read, and pass on what is left
	Done                      // it is stored, but for what was refused
)

// Answer is what came of a Passed.
type Answer struct {
	Verdict Verdict
	// Runs is what was stored from the version of the Passed on. When it is empty it has to
	// be read.
	Runs    []Run
	Refused []PassedRefusal
}

// Source returns runs that have come from another node, as they are needed: those that begin before
// a version, which is known here, have no operations. A run is stored and told as a whole.
type Source func(known int64) ([]Run, error)

// PassedRefusal is an operation that could not be applied, which ends its chain.
type PassedRefusal struct {
	Chain    int // its place
	Sequence uint64
	Reason   string
}

// passed is what another node waits for.
type passed struct {
	Passed
	placed  int  // operations in the attempt
	looked  bool // whether it was read for
	refused []PassedRefusal
	answer  func(Answer)
}

// Take adds what another node has passed on to what waits. answer is called once, by a later
// call of a method, and must not wait.
func (r *Replica) Take(p Passed, answer func(Answer)) {
	r.passed = append(r.passed, &passed{Passed: p, answer: answer})
}

const (
	// maxPassed is how many operations are passed on together, about.
	maxPassed = 1024
	// maxOnWay is how many times something may have been passed on that was not answered: with
	// more, what comes meanwhile would go in more and smaller messages.
	maxOnWay = 4
)

// onWay is what was passed on and was not answered yet.
type onWay struct {
	number uint64
	chains []chainOnWay // by their places
}

type chainOnWay struct {
	member uint64
	end    uint64 // sequence behind it
}

// goes reports whether something of a submission was passed on and may be stored by that. What
// its client has sent besides waits until it is known: each Passed stands for itself.
func (r *Replica) goes(s *Submission) bool {
	for _, o := range r.onWay {
		for _, c := range o.chains {
			if c.member == s.Member && s.First < c.end {
				return true
			}
		}
	}
	return false
}

// toPass returns what waits, of clients of which nothing is on its way, in the form in which the
// leader takes it, and notes that it is passed on.
func (r *Replica) toPass() (number uint64, p Passed) {
	p.Version = r.Version()
	var scratch order // made when there is something: this is called for all that comes
	var chains []chainOnWay
	of := make(map[uint64]int) // chain of a member, -1 when it takes no more
	n := 0
	for _, s := range slices.Clone(r.waiting) {
		if n >= maxPassed {
			break
		}
		at, has := of[s.Member]
		if !has && r.goes(s) {
			of[s.Member] = -1
			continue
		}
		if has && (at < 0 || p.Chains[at].Instance != s.Instance || p.Chains[at].First+uint64(len(p.Chains[at].Ops)) != s.First) {
			of[s.Member] = -1 // what does not follow on it goes when it is stored
			continue
		}
		if scratch == nil {
			scratch = r.order.Clone()
		}
		ops, err := forms(scratch, s)
		if err != nil {
			r.refuse(s, len(ops), err.Error())
		}
		n += len(ops)
		switch {
		case len(ops) == 0:
		case has:
			p.Chains[at].Ops = append(p.Chains[at].Ops, ops...)
			chains[at].end += uint64(len(ops))
		default:
			of[s.Member] = len(p.Chains)
			p.Chains = append(p.Chains, Chain{s.Session, s.Instance, s.First, ops})
			chains = append(chains, chainOnWay{s.Member, s.First + uint64(len(ops))})
		}
	}
	r.tidy()
	if len(chains) > 0 {
		r.passes++
		r.onWay = append(r.onWay, onWay{r.passes, chains})
	}
	return r.passes, p
}

// forms returns the operations of a submission as they apply at the version of a server, without
// what others have submitted there, up to one that cannot.
func forms(scratch order, s *Submission) (ops []ot.Op, err error) {
	for i := range s.Ops {
		if err := ot.Validate(s.Ops[i]); err != nil {
			return ops, err
		}
		placed, err := scratch.Submit(s.Member, s.Version, s.Ops[i])
		if err == nil {
			err = scratch.Assume(placed)
		}
		if err != nil {
			return ops, err
		}
		ops = append(ops, placed.Op)
	}
	return ops, nil
}

// Answered takes the answer of the leader to a Passed of that number, nil when none has come in
// time. What answers what was given up counts for nothing. It is not called between an Append and
// Appended. It returns what is known to be stored by it.
func (r *Replica) Answered(number uint64, a *Answer) (learned []Run, err error) {
	at := slices.IndexFunc(r.onWay, func(o onWay) bool { return o.number == number })
	switch {
	case at < 0:
		return nil, nil
	case a == nil: // it may be stored all the same
		r.Doubt()
		r.alone, r.behind = true, true
		return nil, nil
	case a.Verdict == NotLeading:
		r.denied = r.leader
		r.Doubt()
		return nil, nil
	}
	o := r.onWay[at]
	r.onWay = slices.Delete(r.onWay, at, at+1)
	if a.Verdict == Done {
		for _, x := range a.Refused {
			r.refusePassed(o, x)
		}
	}
	if learned, err = r.Learn(a.Runs); errors.Is(err, ErrMissing) {
		err = nil // it reads
	}
	r.behind = r.behind || len(a.Runs) == 0
	return learned, err
}

func (r *Replica) refusePassed(o onWay, x PassedRefusal) {
	if x.Chain < 0 || x.Chain >= len(o.chains) {
		return
	}
	for _, s := range r.waiting {
		if s.Member == o.chains[x.Chain].member && x.Sequence >= s.First && x.Sequence < s.First+uint64(len(s.Ops)) {
			r.refuse(s, int(x.Sequence-s.First), x.Reason)
			r.tidy()
			return
		}
	}
}

// tryPassed applies what other nodes have passed on, behind n operations of this one.
func (r *Replica) tryPassed(a *attempt, n int) error {
	var left []*passed
	for _, p := range r.passed {
		p.placed, p.refused = 0, nil
		switch doubled, err := r.doubled(a, &p.Passed); {
		case err != nil:
			return err
		case n >= maxTogether || r.behind:
			left = append(left, p) // the next time
		case p.Version > r.Version():
			if p.looked {
				p.answer(Answer{}) // it comes from nowhere
				continue
			}
			p.looked, r.behind = true, true
			left = append(left, p)
		case doubled:
			p.answer(Answer{Verdict: Doubled})
		default:
			if err := r.placePassed(a, p); err != nil {
				return err
			}
			if n += p.placed; p.placed > 0 {
				left = append(left, p)
			} else { // all of it was refused
				p.answer(Answer{Verdict: Done, Refused: p.refused})
			}
		}
	}
	r.passed = left
	return nil
}

// doubled reports whether something of it is stored already, or in the attempt.
func (r *Replica) doubled(a *attempt, p *Passed) (bool, error) {
	for _, c := range p.Chains {
		last, err := r.LastSequence(c.Instance)
		if err != nil {
			return false, err
		}
		if c.First <= last || c.First <= a.last[c.Instance] {
			return true, nil
		}
	}
	return false, nil
}

func (r *Replica) placePassed(a *attempt, p *passed) error {
	for at, c := range p.Chains {
		r.handles++
		if err := a.order.Open(r.handles, p.Version); err != nil {
			return err
		}
		for i := range c.Ops {
			run := Run{Session: c.Session, Instance: c.Instance, First: c.First + uint64(i)}
			if err := r.place(a, r.handles, p.Version, c.Ops[i], run); err != nil {
				p.refused = append(p.refused, PassedRefusal{at, run.First, err.Error()})
				break
			}
			p.placed++
		}
		a.order.Close(r.handles)
	}
	return nil
}

// answerStored answers those whose operations are stored now.
func (r *Replica) answerStored() {
	left := r.passed[:0]
	for _, p := range r.passed {
		if p.placed > 0 {
			p.answer(Answer{Verdict: Done, Runs: r.since(p.Version), Refused: p.refused})
		} else {
			left = append(left, p)
		}
	}
	clear(r.passed[len(left):])
	r.passed = left
}

// Deny answers all who have passed something on that this node does not lead.
func (r *Replica) Deny() {
	for _, p := range r.passed {
		p.answer(Answer{})
	}
	r.passed = nil
}
