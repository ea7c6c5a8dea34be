package ordering

import (
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// client is one that edits.
type client struct {
	s        *sim
	instance string
	doc      *document.Document
	control  *concurrency.Client
	node     *link // nil while it is not connected
	open     bool
	values   int
	looked   int64
}

// link is a connection of a client to a node. What goes through it stays in order.
type link struct {
	c        *client
	n        *node
	start    string // of the node
	handle   uint64
	from     int64 // version of the client when it connected
	broken   bool
	toNode   int // when the last message arrives
	toClient int
	ups      []func() // on their way
}

func newClient(s *sim, i int) *client {
	c := &client{s: s, instance: fmt.Sprint("c", i), doc: newDocument(), control: concurrency.NewClient(firstVersion, 0)}
	s.after(s.r.IntN(100), c.connect)
	c.edits(5 + s.r.IntN(10))
	return c
}

// edits makes some edits, one after another.
func (c *client) edits(left int) {
	if left == 0 {
		return
	}
	c.s.after(c.s.r.IntN(600), func() {
		for range 1 + c.s.r.IntN(3) {
			c.edit()
		}
		c.send()
		c.edits(left - 1)
	})
}

func (c *client) connect() {
	n := c.s.nodes[c.s.r.IntN(len(c.s.nodes))]
	if n.replica == nil || c.s.now < n.paused {
		c.s.after(200, c.connect)
		return
	}
	l := &link{c: c, n: n, start: n.id, from: c.control.Version()}
	c.node, c.open = l, false
	c.s.log("%s connects to %s at version %d", c.instance, n.id, l.from)
	l.up(func() { n.join(l) })
	var breaks func()
	breaks = func() {
		if !l.broken && c.s.once(25) {
			l.cut()
			if c.s.r.IntN(2) == 0 { // which the node notices, at some time
				n.later(c.s.r.IntN(1000), func() {
					n.post(command{do: func() {
						if n.members[l.handle] == l {
							n.leave(l)
						}
					}})
				})
			}
		}
		if !l.broken && c.s.faulty {
			c.s.after(300, breaks)
		}
	}
	breaks()
}

// cut breaks a connection. What the client has sent may arrive all the same.
func (l *link) cut() {
	if l.broken {
		return
	}
	l.broken = true
	c := l.c
	c.s.log("%s is cut off", c.instance)
	if c.node == l {
		c.node, c.open = nil, false
		c.s.after(c.s.r.IntN(300), c.connect)
	}
}

// up sends something to the node.
func (l *link) up(arrives func()) {
	s := l.c.s
	l.toNode = max(l.toNode, s.now+s.delay())
	l.ups = append(l.ups, arrives)
	if n := l.n; n.id == l.start {
		n.later(l.toNode-s.now, func() {
			next := l.ups[0]
			l.ups = l.ups[1:]
			next()
		})
	}
}

// down sends something to the client.
func (l *link) down(arrives func(*client)) {
	s := l.c.s
	l.toClient = max(l.toClient, s.now+s.delay())
	s.after(l.toClient-s.now, func() {
		if !l.broken {
			arrives(l.c)
		}
	})
}

func (c *client) joined(missed []Run, version int64) {
	for _, r := range missed {
		c.remote(r)
	}
	if c.control.Version() != version {
		c.s.fail("%s has version %d when it has joined at %d", c.instance, c.control.Version(), version)
	}
	c.control.Resend()
	c.open = true
	c.send()
}

// send sends what has not been sent.
func (c *client) send() {
	for c.open {
		g, ok := c.control.Take(1 + c.s.r.IntN(200))
		if !ok {
			return
		}
		l, ops := c.node, make([]ot.Op, len(g.Ops))
		for i := range g.Ops {
			ops[i] = overWire(g.Ops[i])
		}
		first, version := g.First, g.Version
		l.up(func() { l.n.submit(l, first, version, ops) })
	}
}

// overWire returns an operation as it arrives: without the stamps of its maker.
func overWire(op ot.Op) ot.Op {
	if op.Kind != ot.ArrayMove {
		op.To = 0
	}
	op.Ops = slices.Clone(op.Ops)
	for i := range op.Ops {
		op.Ops[i] = overWire(op.Ops[i])
	}
	return op
}

func (c *client) acknowledged(version int64, first uint64, count int) {
	for i := range count {
		id := name(c.instance, first+uint64(i))
		if at, ok := c.s.store.names[id]; !ok || at != version+int64(i) {
			c.s.fail("operation %s is acknowledged as version %d and stored as %d", id, version+int64(i), at)
			return
		}
		if version+int64(i) >= c.control.Version() { // else it has come as one that another node had sent
			c.own(version+int64(i), first+uint64(i))
		}
	}
}

func (c *client) own(version int64, sequence uint64) {
	if c.control.Committed() {
		c.s.fail("operation %d of %s is acknowledged again", sequence, c.instance)
		return
	}
	op := c.control.Oldest()
	if err := c.control.Ack(version, sequence); err != nil {
		c.s.fail("%s: acknowledgement of %d as %d: %v", c.instance, sequence, version, err)
		return
	}
	c.doc.Acknowledge(&op, c.control.Committed())
}

func (c *client) remote(r Run) {
	r = r.from(c.control.Version())
	for i, op := range r.Ops {
		version, sequence := r.Version+int64(i), r.First+uint64(i)
		if c.s.wrong != "" {
			return
		}
		if r.Instance == c.instance {
			c.own(version, sequence)
			continue
		}
		moved, err := c.control.Remote(version, op)
		if err == nil {
			err = c.doc.Apply(moved, nil)
		}
		if err != nil {
			c.s.fail("%s: version %d of %s: %v", c.instance, version, r.Instance, err)
		}
	}
}

// edit makes an edit.
func (c *client) edit() {
	op := c.doc.Stamp(c.some())
	if err := c.doc.Apply(op, nil); err != nil {
		c.s.fail("%s cannot edit: %v", c.instance, err)
		return
	}
	c.control.Local(op)
}

func (c *client) some() ot.Op {
	r := c.s.r
	c.values++
	value := &ot.Value{ID: fmt.Sprint(c.instance, ":", c.values), Kind: ot.KindNumber, Number: float64(c.values)}
	doc := c.doc
	switch r.IntN(8) {
	case 0:
		return ot.Op{Kind: ot.NumberDelta, ID: "n", Number: float64(r.IntN(9) + 1)}
	case 1, 2:
		n := doc.Lookup("a").Len()
		switch k := r.IntN(4); {
		case k < 2 || n == 0:
			return ot.Op{Kind: ot.ArrayInsert, ID: "a", Index: r.IntN(n + 1), Value: value}
		case k == 2:
			return ot.Op{Kind: ot.ArrayRemove, ID: "a", Index: r.IntN(n)}
		default:
			return ot.Op{Kind: ot.ArrayMove, ID: "a", Index: r.IntN(n), To: r.IntN(n)}
		}
	case 3, 4:
		key := fmt.Sprint("k", r.IntN(3))
		switch o := doc.Lookup("o"); {
		case o.Get(key) == nil:
			return ot.Op{Kind: ot.ObjectAddProperty, ID: "o", Key: key, Value: value}
		case r.IntN(2) == 0:
			return ot.Op{Kind: ot.ObjectSetProperty, ID: "o", Key: key, Value: value}
		default:
			return ot.Op{Kind: ot.ObjectRemoveProperty, ID: "o", Key: key}
		}
	}
	n := doc.Lookup("t").Len()
	at := r.IntN(n + 1)
	return ot.Op{Kind: ot.StringSplice, ID: "t", Index: at, Count: r.IntN(min(3, n-at) + 1), Text: ot.MustText("abcdefghijklmnopqrstuvwxyz"[r.IntN(20):][:1+r.IntN(3)])}
}
