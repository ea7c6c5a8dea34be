package concurrency

import "github.com/convergence-wasm/convergence/pkg/ot"

// growth is what may still become part of the newest operation.
type growth uint8

const (
	ended      growth = iota // nothing
	lengthened               // text that goes on: it was begun in an earlier turn
	composed                 // whatever ot.Compose merges: it was begun in this turn
)

// NoTime is the time of a turn that was not asked for: nothing goes on in a later turn
// what was begun in such a one, or in such a one what was begun before.
const NoTime = -1 << 60

// typingMillis is how long an operation takes text that goes on, from the turn
// in which it was begun. So no version spans more than that, and none a pause
// of that length.
const typingMillis = 1000

// Turn tells that a turn begins, at a time in milliseconds: what is edited from
// now on belongs to it. Without merge every edit of it is an operation of its own.
//
// What is between two edits of one turn nobody has seen, so they are composed
// where [ot.Compose] does, and what was written and removed again may be in no
// operation. What an earlier turn has done is kept: only text that is typed or
// deleted on within a second becomes part of that operation, and nothing that
// deletes what it inserted. So all that was there when a turn ended is in the
// history.
//
// Where nothing waits to be sent the time need not be known: [NoTime].
//
// A client that is told of no turns takes all edits for those of one.
func (c *Client) Turn(millis int64, merge bool) {
	c.now, c.apart, c.growth = millis, !merge, ended
	if age := millis - c.begun; merge && age >= 0 && age < typingMillis {
		c.growth = lengthened
	}
	c.old = len(c.batch)
}

// pushed numbers the operation that has been appended to the queue.
func (c *Client) pushed() {
	c.last++
	c.begun = c.now
	if !c.apart {
		c.growth = composed
	}
}

// gather adds an edit to the batch. It is composed with the newest one of the same
// turn, unless the texts are long: each time they are copied.
func (c *Client) gather(op ot.Op) {
	c.size++
	c.bytes += ot.Size(&op)
	if n := len(c.batch); n > c.old && !c.apart && c.batch[n-1].Text.Len()+op.Text.Len() <= maxBatchText {
		if both, ok := ot.Compose(c.batch[n-1], op); ok {
			c.batch[n-1] = both
			return
		}
	}
	c.batch = append(c.batch, op)
}

const maxBatchText = 1024 // units
