package ordering

import (
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Do says what is to be done.
type Do uint8

// What there may be to do.
const (
	Nothing Do = iota
	Ask
	Append
	Pass
	Read
	Await
)

// Step is what is to be done next.
type Step struct {
	Do      Do
	Version int64  // for Append that of the model, for Read from which on
	Runs    []Run  // for Append
	To      string // for Pass, a node
	Passed  Passed // for Pass
	Number  uint64 // for Pass, of the answer
	Reload  bool   // for Read: the document is needed too
}

// maxTogether is how many operations are appended together.
const maxTogether = 16 << 10

// Next returns what is to be done next. After Ask, Append and Read it is called again when what
// came of that has been told. After Pass it is called again at once, and may say that something
// else is passed on besides; after Await, when an answer has come or something else has changed.
func (r *Replica) Next() (Step, error) {
	if r.behind || r.spoiled {
		return Step{Do: Read, Version: r.Version(), Reload: r.spoiled}, nil
	}
	if r.ahead() {
		return Step{Do: Read, Version: r.Version()}, nil
	}
	if !r.Waiting() {
		r.alone, r.denied = false, ""
		return Step{}, nil
	}
	if r.leader == "" && !r.alone {
		return Step{Do: Ask}, nil
	}
	if r.leader != r.me && !r.alone {
		r.Deny()
		if len(r.onWay) < maxOnWay {
			if number, p := r.toPass(); len(p.Chains) > 0 {
				return Step{Do: Pass, To: r.leader, Passed: p, Number: number, Version: p.Version}, nil
			}
		}
		if r.Waiting() && len(r.onWay) > 0 {
			return Step{Do: Await}, nil
		}
		return Step{}, nil // all of it was refused
	}
	if err := r.try(); err != nil {
		return Step{}, err
	}
	if len(r.attempt.runs) == 0 {
		r.attempt = nil
		if r.behind || r.Waiting() {
			return r.Next()
		}
		return Step{}, nil
	}
	return Step{Do: Append, Version: r.Version(), Runs: r.attempt.runs}, nil
}

// ahead reports whether a client has seen more than the replica has, as one that has come from
// another node may have. What is ahead of the store is refused.
func (r *Replica) ahead() bool {
	for _, s := range r.waiting {
		if s.Version <= r.Version() {
			continue
		}
		if !s.looked {
			s.looked = true
			return true
		}
		r.refuse(s, 0, fmt.Sprintf("version %d does not exist", s.Version))
	}
	r.tidy()
	return false
}

// Led tells which node leads. Without one, or when that cannot be found out, this one appends
// by itself.
func (r *Replica) Led(by string) {
	if r.leader = by; by == "" || by == r.denied {
		r.leader, r.alone = "", true
	}
}

// try applies what waits, on a copy of the order.
func (r *Replica) try() error {
	a := &attempt{order: r.order.Clone(), last: make(map[string]uint64)}
	r.attempt = a
	n := 0
	for _, s := range slices.Clone(r.waiting) {
		if n >= maxTogether {
			break
		}
		for i := range s.Ops {
			if err := r.place(a, s.Member, s.Version, s.Ops[i], Run{Session: s.Session, Instance: s.Instance, First: s.First + uint64(i), Of: s}); err != nil {
				r.refuse(s, i, err.Error())
				break
			}
			n++
		}
	}
	r.tidy()
	return r.tryPassed(a, n)
}

// place applies one operation. After an error nothing has changed.
func (r *Replica) place(a *attempt, member uint64, version int64, op ot.Op, as Run) error {
	if err := ot.Validate(op); err != nil {
		return err
	}
	placed, err := a.order.Submit(member, version, op)
	if err != nil {
		return err
	}
	placed.Op = r.doc.Absorb(placed.Op)
	inverse, err := r.doc.ApplyInverse(placed.Op)
	if err != nil {
		return err
	}
	if err := a.order.Commit(placed); err != nil {
		return err
	}
	r.spoiled = true
	a.last[as.Instance] = as.First
	if n := len(a.runs); n > 0 {
		last := &a.runs[n-1]
		if last.Of == as.Of && last.Instance == as.Instance && last.Session == as.Session && last.First+uint64(len(last.Ops)) == as.First && len(last.Ops) < maxRun {
			last.Ops, last.Inverses = append(last.Ops, placed.Op), append(last.Inverses, inverse)
			return nil
		}
	}
	as.Version, as.Ops, as.Inverses = placed.Version, []ot.Op{placed.Op}, []ot.Op{inverse}
	a.runs = append(a.runs, as)
	return nil
}

// maxRun bounds the operations of one run, which is stored and read as a whole.
const maxRun = 1024

// refuse drops a submission from one of its operations on, and what its client has sent besides.
func (r *Replica) refuse(s *Submission, at int, reason string) {
	r.refused = append(r.refused, Refusal{s, s.First + uint64(at), reason})
	after := false
	for _, other := range r.waiting {
		switch {
		case other == s:
			other.Ops, after = other.Ops[:at], true
		case after && other.Member == s.Member:
			other.Ops = nil
		}
	}
}

// Appended tells what came of an append: whether it is stored. When it is not, or when that is
// not known, the replica goes back and reads. It returns what is stored now.
func (r *Replica) Appended(stored bool) []Run {
	a := r.attempt
	r.attempt = nil
	if !stored {
		r.behind = true
		r.Doubt() // somebody else appends
		return nil
	}
	r.order, r.spoiled = a.order, false
	for i := range a.runs {
		run := a.runs[i]
		if run.Of != nil {
			run.Of.Ops, run.Of.First = run.Of.Ops[len(run.Ops):], run.Of.First+uint64(len(run.Ops))
		}
		if r.Moved != nil {
			for j := range run.Ops {
				r.Moved(&run.Ops[j])
			}
		}
		r.stored(run.Instance, run.First+uint64(len(run.Ops))-1)
		run.Of, run.Inverses = nil, nil
		r.remember(run)
	}
	r.tidy()
	r.answerStored()
	return a.runs
}
