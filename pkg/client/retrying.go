package client

import (
	"math/rand/v2"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// attemptFailed tells that an attempt has failed; then what follows from that.
func (d *Domain) attemptFailed(code protocol.Code, message string, follow func()) {
	d.emit(DomainEvent{Kind: DomainConnectionFailed, Code: code, Method: d.method, Message: message})
	attempt := d.generation
	d.then(func() {
		if d.generation == attempt && d.state != StateDisconnected { // else a listener has disconnected
			follow()
		}
	})
}

// notLetIn handles the end of a connection on which the server has not let us in.
// d.conn is nil already.
func (d *Domain) notLetIn(c *connection, code protocol.CloseCode, reason string) {
	again := code.Retry() != protocol.RetryNever
	if blames := code.Blames() && c.asked; blames && d.method == protocol.AuthReconnect && len(d.presences.lost) > 0 {
		d.dropLost() // the larger part of the request, so the likely cause
		d.ownPresence(PresenceEvent{Kind: PresenceStateRejected,
			Err: clientError(protocol.CodeInvalidMessage, "the server has closed a connection that brought the state back: %s", reason)})
	} else if blames {
		again, d.rejected = !d.rejected, true
	}
	if !again {
		d.rejected = false
		message := d.address.socket + " has refused the connection: " + reason
		d.attemptFailed(protocol.CodeServerConnectionFailed, message, func() {
			d.giveUp(clientError(protocol.CodeInitialConnectionFailed, "%s", message))
		})
		return
	}
	if reason == "" {
		reason = "the connection could not be opened"
	}
	d.socketFailed(reason)
}

// socketFailed handles an attempt that did not reach the server's answer.
// d.conn is nil already. A browser does not tell why a socket could not be
// opened, so all that it may be is named.
func (d *Domain) socketFailed(message string) {
	message = "cannot reach " + d.address.socket + ": " + message +
		"; check the address, that the server is running, and that no proxy or content security policy keeps WebSockets from it"
	d.attemptFailed(protocol.CodeServerConnectionFailed, message, func() {
		if d.mayRetry() {
			d.warn(message)
			d.scheduleRetry()
			return
		}
		d.giveUp(clientError(protocol.CodeInitialConnectionFailed, "%s", message))
	})
}

// warn says, once for each call of Connect, that the call waits for another
// attempt: who listens to no event would else hear nothing, perhaps for ever.
func (d *Domain) warn(message string) {
	if d.initial && !d.warned {
		d.warned = true
		d.log(LogConnection, LogWarn, message, "; it is tried again until it succeeds or the domain is disposed")
	}
}

// mayRetry reports whether a failed attempt is followed by another.
func (d *Domain) mayRetry() bool { return !d.initial || d.options.AutoReconnectOnInitial }

func (d *Domain) giveUp(err *Error) {
	d.move(StateDisconnected)
	d.settleConnect(err)
	d.ended()
}

// firstSpread is over which time the clients of a server that went away without
// a word come back, even if their first interval is 0: at most as long as the
// second one, and never longer than this.
const firstSpread = 2 * time.Second

// scheduleRetry plans the next attempt. The wait is drawn evenly from zero to
// the interval, so that the clients of a restarted server do not come at once.
func (d *Domain) scheduleRetry() {
	intervals := d.options.ReconnectIntervals
	interval := intervals[min(d.attempts, len(intervals)-1)]
	if d.attempts == 0 && len(intervals) > 1 {
		interval = max(interval, min(firstSpread, intervals[1]))
	}
	delay := time.Duration(rand.Float64() * float64(interval))
	d.attempts++
	d.move(StateScheduled)
	d.emit(DomainEvent{Kind: DomainConnectionScheduled, Delay: delay})
	d.retry = d.after(delay, func() {
		if d.state == StateScheduled {
			d.retry = nil
			d.dial()
		}
	})
}
