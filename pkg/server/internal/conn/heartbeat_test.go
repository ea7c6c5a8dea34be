package conn

import (
	"testing"
	"time"
)

// TestBeat expects the checks of a connection to come so that silence is
// noticed in time, whichever of the two spans is longer.
func TestBeat(t *testing.T) {
	const long, short = 5 * time.Second, 3 * time.Second
	near := func(got, want time.Duration) bool { return got <= want && got > want-time.Second }
	ago := func(d time.Duration) int64 { return time.Now().Add(-d).UnixNano() }
	for _, o := range []Options{
		{PingAfter: short, GiveUpAfter: long, MaxQueue: 10, MaxQueueBytes: 10_000},
		{PingAfter: long, GiveUpAfter: short, MaxQueue: 10, MaxQueueBytes: 10_000},
	} {
		c := &Conn{options: &o, queue: newQueue()}
		c.heard.Store(ago(time.Second))
		if got := c.beat(); c.pinged != 0 || !near(got, o.PingAfter-time.Second) {
			t.Errorf("%+v: a second after a message the next check comes after %v, pinged %v", o, got, c.pinged != 0)
		}
		c.heard.Store(ago(o.PingAfter))
		if got := c.beat(); c.pinged == 0 || got > short {
			t.Errorf("%+v: after the ping the next check comes after %v, pinged %v", o, got, c.pinged != 0)
		}
		c.pinged = ago(time.Second)
		if got := c.beat(); c.closing.Load() || !near(got, o.GiveUpAfter-time.Second) {
			t.Errorf("%+v: a second after the ping the next check comes after %v, closing %v", o, got, c.closing.Load())
		}
	}
}
