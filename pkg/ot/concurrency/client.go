package concurrency

import (
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Client is the client's end of one open model. What becomes of its operations
// by which event is in the comment of the package. They are always kept in the
// form that applies to the state at Version, one after the other.
type Client struct {
	version int64
	last    uint64 // sequence number of the newest operation
	queue   queue
	sent    int // how many of the queue are in flight
	known   int // how many are in flight or kept: those are never composed
	batch   []ot.Op
	size    int // edits of the batch
	old     int // operations of the batch that are of earlier turns
	bytes   int // of the batch, at most
	inBatch bool
	pins    []*Pin

	// Lost, if not nil, hears that of what a splice in the queue has deleted the units
	// from up to to were deleted by somebody else as well, who was first, and that what
	// somebody else had inserted between them it has deleted too. So it is known what it
	// deletes in the server's order.
	Lost func(sequence uint64, from, to int, inserted ot.Text)
	// Swallowed, if not nil, hears of an operation of the server that has nothing left to
	// do after one in the queue that is no splice, as it was before that one.
	Swallowed func(sequence uint64, op, by *ot.Op)

	now    int64  // when the turn began, milliseconds
	begun  int64  // when the turn of the newest operation began
	growth growth // of the newest operation
	apart  bool   // nothing merges in this turn

	units []uint16 // reused by Local
	ops   []ot.Op  // reused by Take
	text  []byte   // reused by Take
}

// NewClient returns a client whose document is at version and whose newest
// sequence number is lastSequence; the next operation takes the one after it.
func NewClient(version int64, lastSequence uint64) *Client {
	return &Client{version: version, last: lastSequence}
}

// Version returns the number of operations of the server that the document
// incorporates.
func (c *Client) Version() int64 { return c.version }

// LastSequence returns the newest sequence number that was given out.
func (c *Client) LastSequence() uint64 { return c.last }

// Newest returns the sequence number of the operation that the newest edit is part of: that
// which a batch will have, if one is in progress.
func (c *Client) Newest() uint64 {
	if c.inBatch {
		return c.last + 1
	}
	return c.last
}

// HasUnsent reports whether Take has something to give.
func (c *Client) HasUnsent() bool { return c.queue.count > c.sent }

// Committed reports whether every local edit has been acknowledged: nothing is
// unsent, in flight or in a batch.
func (c *Client) Committed() bool { return c.queue.count == 0 && len(c.batch) == 0 }

// Splice records a local edit of a string that has been applied: count units
// were deleted at index and units inserted there, all in UTF-16 code units.
// If it merges with the newest unsent operation, it becomes part of that one and
// takes no sequence number, see [Client.Turn]. units is copied. It must have been
// within the string.
//
// In the steady state it allocates nothing.
func (c *Client) Splice(id string, index, count int, units []uint16) {
	if count == 0 && len(units) == 0 {
		return
	}
	if c.inBatch {
		c.gather(ot.Op{Kind: ot.StringSplice, ID: id, Index: index, Count: count, Text: ot.TextFromUTF16(units)})
		return
	}
	x := ot.Span{Index: index, Count: count, Inserted: len(units)}
	if c.queue.count > c.known && c.growth != ended && c.queue.composeSplice(id, x, units, c.growth == lengthened) {
		return
	}
	c.queue.pushSplice(id, x, units)
	c.pushed()
}

// Local records any other local edit that has been applied. It is composed
// with the newest unsent operation of the same turn when [ot.Compose] merges the
// two. op must be valid. A compound is none of the batch, nor composed.
func (c *Client) Local(op ot.Op) {
	switch {
	case c.inBatch:
		c.gather(op)
		return
	case op.Kind == ot.StringSplice && !op.NoOp:
		c.units = op.Text.AppendUTF16(c.units[:0])
		c.Splice(op.ID, op.Index, op.Count, c.units)
		return
	case c.queue.count > c.known && c.growth == composed:
		if newest := c.queue.newest(); newest != nil {
			if both, ok := ot.Compose(*newest, op); ok {
				*newest = both
				return
			}
		} else if op.Kind == ot.StringSet {
			before := c.queue.count
			c.queue.dropSplice(op.ID)
			c.last -= uint64(before - c.queue.count)
		}
	}
	c.queue.pushOp(op)
	c.pushed()
}

// Restore adds an operation that was stored by Pending, in the order of the
// sequence numbers, before anything else happens. It may have been sent, so it
// is never composed. It fails with [ErrSequence] when the number is not the
// one after the newest; the first one may leave a gap.
func (c *Client) Restore(sequence uint64, op ot.Op) error {
	if sequence <= c.last || c.queue.count > 0 && sequence != c.last+1 || c.queue.count > c.known {
		return ErrSequence
	}
	c.last = sequence
	if op.Kind == ot.StringSplice && !op.NoOp {
		x := ot.Span{Index: op.Index, Count: op.Count, Inserted: op.Text.Len()}
		c.units = op.Text.AppendUTF16(c.units[:0])
		c.queue.pushSplice(op.ID, x, c.units)
	} else {
		c.queue.pushOp(op)
	}
	c.known = c.queue.count
	return nil
}

// Freeze ends the composing of what has been done so far: the next edit takes a
// new sequence number. Whoever stores operations calls it so that what is stored
// need not be written again and again as it grows.
func (c *Client) Freeze() { c.known = c.queue.count }

// MaybeSent reports whether something that is not acknowledged has been given
// out by Take, whatever became of it, or frozen.
func (c *Client) MaybeSent() bool { return c.known > 0 }

// FirstSequence returns the sequence number of the oldest operation that is not
// acknowledged, and the one after LastSequence when there is none.
func (c *Client) FirstSequence() uint64 { return c.firstSequence() }

// Remote takes the operation of another client with the given version and
// returns it in the form that applies to the document now. Everything that is
// not acknowledged is rewritten so that it applies afterwards. It fails with a
// [VersionError] when version is not Version, and then nothing has changed;
// and with a [ot.PairError], after which the client must not be used any more.
//
// Law: applying the result to the document, whatever has been done to it
// locally, gives the state at version+1 with the same local operations on top.
func (c *Client) Remote(version int64, op ot.Op) (ot.Op, error) {
	if version != c.version {
		return op, &VersionError{version, c.version, c.version}
	}
	if err := c.pass(&op); err != nil {
		return op, err
	}
	c.version++
	if op.Kind == ot.Compound { // members have become compounds where both bring the same back
		op.Ops = flat(nil, op.Ops)
	}
	return op, nil
}

func flat(dst, ops []ot.Op) []ot.Op {
	for i := range ops {
		if ops[i].Kind == ot.Compound {
			dst = flat(dst, ops[i].Ops)
		} else {
			dst = append(dst, ops[i])
		}
	}
	return dst
}

func (c *Client) pass(s *ot.Op) error {
	if s.NoOp || c.Committed() && len(c.pins) == 0 {
		return nil
	}
	if s.Kind == ot.Compound {
		// Member by member through everything is the same as operation by
		// operation through all members.
		members := append([]ot.Op(nil), s.Ops...)
		for i := range members {
			if err := c.pass(&members[i]); err != nil {
				return err
			}
		}
		s.Ops = members
		return nil
	}
	if err := c.passQueue(s); err != nil {
		return err
	}
	for i := range c.batch {
		if err := c.passOne(s, &c.batch[i], c.last+1); err != nil {
			return err
		}
	}
	return nil
}

// Ack takes the acknowledgement of the oldest operation that was sent: the
// server has ordered it as version. It fails with a [VersionError] when version
// is not Version and with [ErrSequence] when sequence is not that operation's,
// and then nothing has changed. It is also the right answer to one's own
// operation coming back while resynchronising.
func (c *Client) Ack(version int64, sequence uint64) error {
	if version != c.version {
		return &VersionError{version, c.version, c.version}
	}
	if c.known == 0 || sequence != c.firstSequence() {
		return ErrSequence
	}
	c.passPins()
	c.queue.pop()
	c.known--
	c.sent = max(0, c.sent-1)
	c.version++
	return nil
}

// firstSequence is the number of the oldest operation in the queue.
func (c *Client) firstSequence() uint64 { return c.last - uint64(c.queue.count) + 1 }

// Resend makes everything in flight unsent again, after the connection was
// lost: it is sent once more under the same sequence numbers, as it has been
// rewritten meanwhile, and is never composed.
func (c *Client) Resend() { c.sent = 0 }

// StartBatch begins to gather local operations into one compound. It fails
// with [ErrBatch] when a batch is in progress.
func (c *Client) StartBatch() error {
	if c.inBatch {
		return ErrBatch
	}
	c.inBatch = true
	return nil
}

// CompleteBatch makes one unsent compound of the gathered operations. It fails
// with [ErrBatch] when there is no batch and with [ErrBatchEmpty] when nothing
// was gathered; the batch then goes on.
func (c *Client) CompleteBatch() error {
	if !c.inBatch {
		return ErrBatch
	}
	if len(c.batch) == 0 {
		return ErrBatchEmpty
	}
	c.queue.pushOp(ot.Op{Kind: ot.Compound, Ops: c.batch})
	c.pushed()
	c.endBatch()
	return nil
}

// EndBatch ends a batch. If there is one edit in it that is an operation of its own, else
// they are a compound; neither grows. It reports whether there was any.
func (c *Client) EndBatch() bool {
	ops := c.batch
	if len(ops) == 0 {
		c.endBatch()
		return false
	}
	c.Freeze()
	if len(ops) > 1 {
		ops = []ot.Op{{Kind: ot.Compound, Ops: ops}}
	}
	c.endBatch()
	c.Local(ops[0])
	c.Freeze()
	return true
}

func (c *Client) endBatch() { c.batch, c.size, c.old, c.bytes, c.inBatch = nil, 0, 0, 0, false }

// CancelBatch ends a batch in which nothing was done. It fails with [ErrBatch]
// when there is none and with [ErrBatchNotEmpty] when something was.
func (c *Client) CancelBatch() error {
	if !c.inBatch {
		return ErrBatch
	}
	if len(c.batch) > 0 {
		return ErrBatchNotEmpty
	}
	c.inBatch = false
	return nil
}

// InBatch reports whether a batch is in progress.
func (c *Client) InBatch() bool { return c.inBatch }

// BatchFits reports whether the batch takes at most limit bytes, see [ot.Size],
// when op is added to it.
func (c *Client) BatchFits(op *ot.Op, limit int) bool {
	more := ot.Size(op)
	if c.bytes+more > limit { // without what was composed away
		c.bytes = ot.Size(&ot.Op{Kind: ot.Compound, Ops: c.batch})
	}
	return c.bytes+more <= limit
}

// BatchBytes returns how many bytes the batch takes at most, see [ot.Size].
func (c *Client) BatchBytes() int { return c.bytes }

// BatchSize returns the number of edits gathered in the batch.
func (c *Client) BatchSize() int { return c.size }
