package ordering

import (
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// node is one server.
type node struct {
	s       *sim
	place   int
	starts  int
	id      string // another one with each start
	paused  int    // until when it stands still
	replica *Replica
	inbox   []command
	busy    bool     // with the store
	awaits  bool     // whether it has to have answers
	answers []func() // which have come
	onWay   int      // how many it waits for
	members map[uint64]*link
	handles uint64
	looked  int64
}

// command is what a node does when nothing is on its way to the store: as a submission, which may
// wait for others, or anything else, which finds everything before it stored, or only read.
type command struct {
	submission func()
	do         func()
	read       bool // whether do finds what is stored read, and something may wait
}

func newNode(s *sim, place int) *node {
	n := &node{s: s, place: place}
	n.start()
	return n
}

func (n *node) start() {
	n.starts++
	n.id = fmt.Sprint("n", n.place, ".", n.starts)
	n.inbox, n.busy, n.members, n.looked = nil, false, make(map[uint64]*link), 0
	n.awaits, n.answers, n.onWay = false, nil, 0
	x := n.s.store
	n.replica = New(n.id, x.load(), newOrder(x), func(instance string) (uint64, error) {
		if n.s.bug == forgetful {
			return 0, nil
		}
		return x.last[instance], nil
	})
	n.s.log("%s starts", n.id)
	n.tick(500, func() { n.s.store.renew(n.id) })
	n.tick(1000, func() {
		n.post(command{do: func() { n.replica.Behind() }})
	})
	n.tick(700, func() {
		switch {
		case n.s.once(30):
			n.crash()
		case n.s.once(20):
			n.paused = n.s.now + n.s.r.IntN(3000)
			n.s.log("%s stands still until %d", n.id, n.paused)
		}
	})
}

// tick does something again and again.
func (n *node) tick(every int, do func()) {
	n.later(every, func() { do(); n.tick(every, do) })
}

// later has something done by this start of the node, when it does not stand still.
func (n *node) later(delay int, do func()) {
	id := n.id
	n.s.after(delay, func() {
		switch {
		case n.id != id || n.replica == nil:
		case n.s.now < n.paused:
			n.later(n.paused-n.s.now, do)
		default:
			do()
		}
	})
}

func (n *node) crash() {
	n.s.log("%s crashes", n.id)
	for _, c := range n.s.clients {
		if c.node != nil && c.node.n == n {
			c.node.cut()
		}
	}
	n.replica, n.members = nil, nil
	n.s.after(n.s.r.IntN(2000), func() { n.start() })
}

func (n *node) post(c command) {
	n.inbox = append(n.inbox, c)
	n.work()
}

// work does what has come, some of it together.
func (n *node) work() {
	for !n.busy && n.replica != nil && len(n.inbox)+len(n.answers) > 0 {
		waits := len(n.inbox) == 0 || n.awaits && n.inbox[0].do != nil && !n.inbox[0].read
		if waits && len(n.answers) == 0 {
			return
		}
		if waits || len(n.answers) > 0 && n.s.r.IntN(2) == 0 {
			next := n.answers[0]
			n.answers = n.answers[1:]
			next()
			n.step()
			continue
		}
		if do := n.inbox[0].do; do != nil {
			n.inbox = n.inbox[1:]
			do()
			n.step()
			continue
		}
		for k := 1 + n.s.r.IntN(4); k > 0 && len(n.inbox) > 0 && n.inbox[0].submission != nil && !n.busy; k-- {
			take := n.inbox[0].submission
			n.inbox = n.inbox[1:]
			take()
		}
		n.step()
	}
}

// stored tells the clients of this node what is stored.
func (n *node) stored(runs []Run, err error) {
	if err != nil {
		n.s.fail("%s: %v", n.id, err)
	}
	for _, r := range runs {
		for _, handle := range n.sorted() {
			l := n.members[handle]
			if r.Of != nil && r.Of.Member == handle {
				l.down(func(c *client) { c.acknowledged(r.Version, r.First, len(r.Ops)) })
			} else {
				l.down(func(c *client) { c.remote(r) })
			}
		}
	}
	n.refuse()
}

// sorted are the members in the order in which they came, so that a seed is always the same.
func (n *node) sorted() []uint64 {
	all := make([]uint64, 0, len(n.members))
	for handle := range n.members {
		all = append(all, handle)
	}
	slices.Sort(all)
	return all
}

func (n *node) refuse() {
	for _, x := range n.replica.Refused() {
		n.s.fail("%s refuses operation %d of %s: %s", n.id, x.Sequence, x.Of.Instance, x.Reason)
	}
}

// join lets a client in: it has been read what its instance has stored, and all up to that.
func (n *node) join(l *link) {
	n.post(command{do: func() {
		if _, err := n.replica.LastSequence(l.c.instance); err != nil {
			n.s.fail("%v", err)
		}
		n.replica.Behind()
		n.inbox = slices.Insert(n.inbox, 0, command{do: func() { n.joined(l) }})
	}})
}

func (n *node) joined(l *link) {
	if l.broken {
		return
	}
	for _, handle := range n.sorted() {
		if other := n.members[handle]; other.c == l.c { // which was lost and not noticed
			n.leave(other)
		}
	}
	n.handles++
	l.handle = n.handles
	version := n.replica.Version()
	if err := n.replica.Order().Open(l.handle, version); err != nil {
		n.s.fail("%v", err)
		return
	}
	n.members[l.handle] = l
	var missed []Run
	for _, r := range n.s.store.from(l.from) {
		if r.Version >= version {
			break
		}
		if over := r.end() - version; over > 0 {
			r.Ops = r.Ops[:int64(len(r.Ops))-over]
		}
		missed = append(missed, r)
	}
	l.down(func(c *client) { c.joined(missed, version) })
}

func (n *node) leave(l *link) {
	delete(n.members, l.handle)
	n.replica.Order().Close(l.handle)
	l.cut()
}

// submit takes operations of a client.
func (n *node) submit(l *link, first uint64, version int64, ops []ot.Op) {
	n.post(command{submission: func() { n.submitted(l, first, version, ops, false) }})
}

func (n *node) submitted(l *link, first uint64, version int64, ops []ot.Op, again bool) {
	n.s.log("%s has from %s operation %d and %d more at %d", n.id, l.c.instance, first, len(ops), version)
	if n.members[l.handle] != l {
		return
	}
	last, err := n.replica.LastSequence(l.c.instance)
	if err != nil {
		n.s.fail("%v", err)
	}
	if !again && (n.replica.behind || first <= last) { // first what is known has to be that
		n.inbox = slices.Insert(n.inbox, 0, command{read: true, do: func() { n.submitted(l, first, version, ops, true) }})
		return
	}
	for len(ops) > 0 && first <= last {
		placed, ok := n.s.store.names[name(l.c.instance, first)]
		if !ok && n.s.bug == sound {
			n.s.fail("operation %d of %s was accepted and is not known", first, l.c.instance)
		}
		if placed >= version {
			if err := n.replica.Order().Again(l.handle, version, ops[0], placed); err != nil {
				n.s.fail("again: %v", err)
			}
		}
		sequence := first
		l.down(func(c *client) { c.acknowledged(placed, sequence, 1) })
		first, ops = first+1, ops[1:]
	}
	n.replica.Submit(&Submission{Member: l.handle, Session: l.c.instance, Instance: l.c.instance, First: first, Version: version, Ops: ops})
}
