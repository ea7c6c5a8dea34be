package client

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

// whenConnected calls proceed, with what is left of the time for a request, when
// there is a connection: at once if there is one, else as soon as the one that
// was lost is back. It is called with an error when that takes too long, is given
// up, or nobody tries it.
func (d *Domain) whenConnected(doing string, proceed func(left time.Duration, err *Error)) {
	timeout := d.options.RequestTimeout
	switch {
	case d.state == StateConnected:
		proceed(timeout, nil)
		return
	case !d.returns():
		proceed(0, errOffline(doing))
		return
	}
	w := &waiting{proceed: proceed, doing: doing, until: d.host.Now().Add(timeout)}
	w.timer = d.after(timeout, func() {
		w.end(0, clientError(protocol.CodeRequestTimeout,
			"cannot %s: the connection was lost and has not come back in %s; it is tried again, and so can the call", doing, timeout))
	})
	d.waiting = append(d.waiting, w)
}

// returns reports whether a connection that was lost is being made again.
func (d *Domain) returns() bool { return d.state != StateDisconnected && !d.initial }

// end calls back, unless that was done.
func (w *waiting) end(left time.Duration, err *Error) {
	if proceed := w.proceed; proceed != nil {
		w.proceed = nil
		stop(&w.timer)
		proceed(left, err)
	}
}

// endWaiting lets the requests proceed that have waited for the connection, or,
// if there will be none, ends them.
func (d *Domain) endWaiting(connected bool) {
	all := d.waiting
	d.waiting = nil
	for _, w := range all {
		var err *Error
		if !connected {
			err = errOffline(w.doing)
		}
		w.end(max(w.until.Sub(d.host.Now()), time.Millisecond), err)
	}
}
