package idb

import "time"

// turnTime is how long a store may keep the page from doing anything else in an
// event in which others may have something to do too. In the events of a long
// transaction, which nobody else hears, it is up to ownTurnTime.
const (
	turnTime    = 5 * time.Millisecond
	ownTurnTime = 20 * time.Millisecond
)

// turn tells when the page must have its turn. It is used by the store's queue
// alone, which calls begin whenever an event has woken it.
type turn struct {
	began time.Time
	limit time.Duration
	steps int
}

func (t *turn) begin() { t.began, t.limit = time.Now(), turnTime }

// goOn begins a turn within a transaction.
func (t *turn) goOn() { t.began, t.limit = time.Now(), min(2*t.limit, ownTurnTime) }

// over reports whether the time is over.
func (t *turn) over() bool { return time.Since(t.began) > t.limit }

// step is over for what happens for every record, of so many bytes: it looks at the
// clock only now and then.
func (t *turn) step(bytes int) bool {
	if t.steps += 1 + bytes/bytesOfStep; t.steps < stepsToLook {
		return false
	}
	t.steps = 0
	return t.over()
}

const (
	stepsToLook = 16
	bytesOfStep = 4 << 10 // take as long as a step
)

// pause lets the page have its turn when the time is over.
func (t *turn) pause() {
	if t.over() {
		time.Sleep(time.Millisecond) // less would have passed before anybody looks
		t.begin()
	}
}
