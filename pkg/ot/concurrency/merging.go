package concurrency

import "github.com/convergence-wasm/convergence/pkg/ot"

// growth is what may still become part of the newest operation.
type growth uint8

const (
	ended      growth = iota // nothing
	lengthened               // text that goes on: it was begun in an earlier turn
	composed                 // whatever ot.Compose merges: it was begun in this turn
)

// typingMillis is how long an operation takes text that goes on, from the turn
// in which it was begun. So no version spans more than that, and none a pause
// of that length.
const typingMillis = 1000

// Turn tells that a turn begins, at a time in milliseconds: what is edited from
// now on belongs to it. What is between two edits of one turn nobody has seen, so
// they are composed where [ot.Compose] does, and what was written and removed
// again may be in no operation. What an earlier turn has done is kept: only text
// that is typed or deleted on within a second becomes part of that operation, and
// nothing that deletes what it inserted. So all that was there when a turn ended
// is in the history.
//
// A client that is told of no turns takes all edits for those of one.
func (c *Client) Turn(millis int64) {
	c.now, c.growth = millis, ended
	if age := millis - c.begun; age >= 0 && age < typingMillis && !c.apart {
		c.growth = lengthened
	}
	if n := len(c.batch); n > 0 && (len(c.turns) == 0 || c.turns[len(c.turns)-1] < n) {
		c.turns = append(c.turns, n)
	}
}

// KeepApart has every edit be an operation of its own from now on.
func (c *Client) KeepApart() { c.apart, c.growth = true, ended }

// pushed numbers the operation that has been appended to the queue.
func (c *Client) pushed() {
	c.last++
	c.begun = c.now
	if !c.apart {
		c.growth = composed
	}
}

// composeBatch composes neighbours of the same turn, in place. Long texts are
// left alone: each step would copy them.
func (c *Client) composeBatch() []ot.Op {
	if c.apart {
		return c.batch
	}
	kept, turns := c.batch[:1], c.turns
	for i, op := range c.batch[1:] {
		newest := &kept[len(kept)-1]
		if len(turns) > 0 && turns[0] == i+1 {
			turns = turns[1:]
		} else if newest.Text.Len()+op.Text.Len() <= maxBatchText {
			if both, ok := ot.Compose(*newest, op); ok {
				*newest = both
				continue
			}
		}
		kept = append(kept, op)
	}
	return kept
}

const maxBatchText = 1024 // units
