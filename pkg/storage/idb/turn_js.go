package idb

import "time"

// A turn is how long Go may keep the page from doing anything else.
const turnTime = 8 * time.Millisecond

// turn tells when the page must have its turn.
type turn struct {
	began time.Time
	steps int
}

func beginTurn() turn { return turn{began: time.Now()} }

// over reports whether the time is over. It is called for every record, and
// looks at the clock only now and then.
func (t *turn) over() bool {
	t.steps++
	return t.steps%32 == 0 && time.Since(t.began) > turnTime
}

// pause lets the page have its turn when the time is over.
func (t *turn) pause() {
	if t.over() {
		t.wait()
	}
}

func (t *turn) wait() {
	time.Sleep(time.Millisecond) // less would have passed before anybody looks
	*t = beginTurn()
}
