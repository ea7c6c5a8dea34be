package replica

import (
	"math/rand/v2"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
)

// The pauses between attempts to have a model back from a server that is there
// but cannot store or read it, as one whose disk is full.
const (
	shortestPause = 250 * time.Millisecond
	longestPause  = 30 * time.Second
)

// backoff counts attempts, and waits before each twice as long as before the
// last one.
type backoff struct {
	timer    session.Timer
	attempts int
}

//go:noinline
func (b *backoff) stop() { session.Stop(&b.timer) }

func (b *backoff) reset() {
	b.stop()
	b.attempts = 0
}

// next runs f under the lock after the next pause, of which the second half is
// left to chance, so that the clients of one server do not come all at once.
func (b *backoff) next(s *session.Session, f func()) {
	b.stop()
	pause := longestPause
	if b.attempts < 7 {
		pause = shortestPause << b.attempts
	}
	b.attempts++
	b.timer = s.After(pause/2+time.Duration(rand.Float64()*float64(pause/2)), f)
}

// lostByServer notes that the server has given the model up because of a
// trouble of its own. Here nothing is given up: the model stays open, is edited
// as without a connection, and is synchronised as soon as the server can.
func (r *Replica) lostByServer(message string) {
	r.Disconnected()
	if !r.Closed {
		r.ResyncLater(message)
	}
}

// ResyncLater tries to synchronise again after a pause. The application hears of
// the first failure only.
func (r *Replica) ResyncLater(message string) {
	if r.Closing {
		r.Holder.Ended(Event{Kind: Closed, Local: true, Message: message})
		return
	}
	s := r.session()
	if r.retry.attempts == 0 {
		message += "; the edits are kept, and sent when it can again"
		s.Log(session.LogModels, session.LogWarn, r.ID, ": ", message)
		r.Emit(Event{Kind: Error, Message: message})
	}
	r.retry.next(s, func() {
		if !r.Closed && !r.attached && r.syncing == nil && s.State == session.StateConnected {
			r.Start()
		}
	})
}
