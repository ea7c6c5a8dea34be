package session

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// waiting is a request that was made while a lost connection is made again.
type waiting struct {
	proceed func(left time.Duration, err *Error)
	doing   string
	until   time.Time
	timer   Timer
}

// WhenConnected calls proceed, with what is left of the time for a request, when
// there is a connection: at once if there is one, else as soon as the one that
// was lost is back. It is called with an error when that takes too long, is given
// up, or nobody tries it.
func (s *Session) WhenConnected(doing string, proceed func(left time.Duration, err *Error)) {
	timeout := s.Options.RequestTimeout
	switch {
	case s.State == StateConnected:
		proceed(timeout, nil)
		return
	case !s.returns():
		proceed(0, ErrOffline(doing))
		return
	}
	w := &waiting{proceed: proceed, doing: doing, until: s.Host.Now().Add(timeout)}
	w.timer = s.After(timeout, func() {
		w.end(0, ClientError(protocol.CodeRequestTimeout,
			"cannot %s: the connection was lost and has not come back in %s; it is tried again, and so can the call", doing, timeout))
	})
	s.waiting = append(s.waiting, w)
}

// returns reports whether a connection that was lost is being made again.
func (s *Session) returns() bool { return s.State != StateDisconnected && !s.initial }

// end calls back, unless that was done.
func (w *waiting) end(left time.Duration, err *Error) {
	if proceed := w.proceed; proceed != nil {
		w.proceed = nil
		Stop(&w.timer)
		proceed(left, err)
	}
}

// endWaiting lets the requests proceed that have waited for the connection, or,
// if there will be none, ends them.
func (s *Session) endWaiting(connected bool) {
	all := s.waiting
	s.waiting = nil
	for _, w := range all {
		var err *Error
		if !connected {
			err = ErrOffline(w.doing)
		}
		w.end(max(w.until.Sub(s.Host.Now()), time.Millisecond), err)
	}
}
