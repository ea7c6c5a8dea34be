package ordering

import "slices"

// step does what the replica asks for.
func (n *node) step() {
	next, err := n.replica.Next()
	if err != nil {
		n.s.fail("%s: %v", n.id, err)
		return
	}
	x := n.s.store
	n.busy = next.Do == Ask || next.Do == Append || next.Do == Read
	n.awaits = next.Do == Await
	if next.Do != Nothing {
		n.s.log("%s at %d: %d, %d runs, to %s %v", n.id, next.Version, next.Do, len(next.Runs), next.To, next.Passed.Chains)
	}
	back := func(do func()) { // from the store
		n.later(n.s.delay(), func() {
			do()
			n.step()
			n.work()
		})
	}
	n.refuse()
	switch next.Do {
	case Ask:
		n.later(n.s.delay(), func() {
			leader := ""
			if !n.s.once(20) {
				leader = x.lead(n.id)
			}
			back(func() { n.replica.Led(leader) })
		})
	case Append:
		n.append(next, back)
	case Pass:
		n.pass(next)
		n.step()
	case Read:
		n.later(n.s.delay(), func() {
			runs, doc := x.from(next.Version), x.load()
			back(func() {
				if next.Reload {
					n.stored(n.replica.Reload(doc, runs))
				} else {
					learned, err := n.replica.Learn(runs)
					n.replica.CaughtUp()
					n.stored(learned, err)
				}
			})
		})
	}
}

// append sends an append to the store. It may arrive when the node is no more, and what the
// store says may be lost.
func (n *node) append(next Step, back func(func())) {
	runs := make([]Run, len(next.Runs))
	for i, r := range next.Runs {
		r.Ops, r.Inverses = slices.Clone(r.Ops), slices.Clone(r.Inverses)
		runs[i] = r
	}
	id, lost, told := n.id, n.s.once(30), false
	tell := func(stored bool) {
		if told || n.id != id || n.replica == nil {
			return
		}
		told = true
		back(func() {
			done := n.replica.Appended(stored)
			n.stored(done, nil)
			if len(done) > 0 {
				n.s.publish(n, done)
			}
		})
	}
	if lost {
		n.s.log("%s will not hear of its append", id)
		n.later(300, func() { tell(n.s.bug == hasty) })
	}
	n.s.after(n.s.delay(), func() {
		if lost && n.s.r.IntN(2) == 0 {
			return // it has not come to the store
		}
		if stored := n.s.store.append(next.Version, runs); !lost {
			tell(stored)
		}
	})
}

// pass sends operations to the node that leads. The answer is taken when nothing is on its way to
// the store.
func (n *node) pass(next Step) {
	if n.onWay++; n.onWay > 1 {
		n.s.store.together++
	}
	told, id := false, n.id
	answered := func(a *Answer) {
		if told || n.id != id {
			return
		}
		told = true
		n.onWay--
		n.answers = append(n.answers, func() { n.stored(n.replica.Answered(next.Number, a)) })
		n.work()
	}
	n.later(400, func() {
		if n.s.bug == trusting {
			answered(&Answer{Verdict: Done, Runs: next.Passed.asRuns()})
		}
		answered(nil)
	})
	passed := next.Passed
	n.s.message(func() {
		for _, to := range n.s.nodes {
			if to.id == next.To && to.replica != nil {
				n.s.store.passed++
				to.later(0, func() {
					to.take(passed, func(a Answer) { n.s.message(func() { n.later(0, func() { answered(&a) }) }) })
				})
			}
		}
	})
}

// asRuns is what is stored when it is stored at once.
func (p Passed) asRuns() (runs []Run) {
	version := p.Version
	for _, c := range p.Chains {
		runs = append(runs, Run{Version: version, Session: c.Session, Instance: c.Instance, First: c.First, Ops: c.Ops})
		version += int64(len(c.Ops))
	}
	return runs
}

// take takes what another node has passed on, and says at once when this one does not lead.
func (n *node) take(p Passed, answer func(Answer)) {
	if !n.replica.Leads() {
		answer(Answer{})
		return
	}
	n.post(command{submission: func() { n.replica.Take(p, answer) }})
}

// message carries something between nodes, or loses it, or doubles it.
func (s *sim) message(deliver func()) {
	if s.once(12) {
		return
	}
	s.after(s.delay(), deliver)
	if s.once(20) {
		s.after(s.delay(), deliver)
	}
}

// publish tells the other nodes what is stored.
func (s *sim) publish(by *node, runs []Run) {
	for _, n := range s.nodes {
		if n != by && n.replica != nil {
			copied := slices.Clone(runs)
			for i := range copied {
				copied[i].Of, copied[i].Inverses = nil, nil
			}
			s.message(func() {
				n.later(0, func() {
					n.post(command{submission: func() {
						if n.s.bug == guessing && copied[0].Version > n.replica.Version() {
							copied[0].Version = n.replica.Version()
						}
						learned, err := n.replica.Learn(copied)
						if err == ErrMissing {
							err = nil
						}
						n.stored(learned, err)
					}})
				})
			})
		}
	}
}
