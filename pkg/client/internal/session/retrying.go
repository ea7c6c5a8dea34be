package session

import (
	"math/rand/v2"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// attemptFailed emits that an attempt has failed, and then does what follows from that.
func (s *Session) attemptFailed(code protocol.Code, message string, follow func()) {
	s.owner.Event(Event{Kind: ConnectionFailed, Code: code, Method: s.method, Message: message})
	attempt := s.generation
	s.Then(func() {
		if s.generation == attempt && s.State != StateDisconnected { // else a listener has disconnected
			follow()
		}
	})
}

// notLetIn handles the end of a connection on which the server has not let us in.
// s.Conn is nil already.
func (s *Session) notLetIn(c *Connection, code protocol.CloseCode, reason string) {
	again := code.Retry() != protocol.RetryNever
	if code.Blames() && c.asked && !(s.method == protocol.AuthReconnect && s.owner.RejectPresence(reason)) {
		// A state that was brought back is the larger part of the request, so the likely cause.
		again, s.rejected = !s.rejected, true
	}
	if !again {
		s.rejected = false
		message := s.address.socket + " has refused the connection: " + reason
		s.attemptFailed(protocol.CodeServerConnectionFailed, message, func() {
			s.giveUp(ClientError(protocol.CodeInitialConnectionFailed, "%s", message))
		})
		return
	}
	if reason == "" {
		reason = "the connection could not be opened"
	}
	s.socketFailed(reason)
}

// socketFailed handles an attempt that did not reach the server's answer.
// s.Conn is nil already. A browser does not say why a socket could not be
// opened, so all that it may be is named.
func (s *Session) socketFailed(message string) {
	message = "cannot reach " + s.address.socket + ": " + message +
		"; check the address, that the server is running and lets in pages of this origin, and that no proxy or content security policy keeps WebSockets from it"
	s.attemptFailed(protocol.CodeServerConnectionFailed, message, func() {
		if s.mayRetry() {
			s.warn(message)
			s.scheduleRetry(0)
			return
		}
		s.giveUp(ClientError(protocol.CodeInitialConnectionFailed, "%s", message))
	})
}

// warn says, once for each call of Connect, that the call waits for another
// attempt: who listens to no event would else hear nothing, perhaps for ever.
func (s *Session) warn(message string) {
	if s.initial && !s.warned {
		s.warned = true
		s.Log(LogConnection, LogWarn, message, "; it is tried again until it succeeds or the domain is disposed")
	}
}

// mayRetry reports whether a failed attempt is followed by another.
func (s *Session) mayRetry() bool { return !s.initial || s.Options.AutoReconnectOnInitial }

func (s *Session) giveUp(err *Error) {
	s.move(StateDisconnected)
	s.settleConnect(err)
	s.ended()
}

// firstSpread is over which time the clients of a server that went away without
// a word come back, even if their first interval is 0: at most as long as the
// second one, and never longer than this.
const firstSpread = 2 * time.Second

// scheduleRetry plans the next attempt. The wait is drawn evenly from zero to
// the interval, so that the clients of a restarted server do not come at once, and
// comes on top of what the server has asked for.
func (s *Session) scheduleRetry(asked time.Duration) {
	intervals := s.Options.ReconnectIntervals
	interval := intervals[min(s.attempts, len(intervals)-1)]
	if s.attempts == 0 && len(intervals) > 1 {
		interval = max(interval, min(firstSpread, intervals[1]))
	}
	s.asked = asked > 0
	s.retryAfter(asked + time.Duration(rand.Float64()*float64(interval)))
}

// retryAfter plans the next attempt.
func (s *Session) retryAfter(delay time.Duration) {
	s.attempts++
	s.move(StateScheduled)
	s.owner.Event(Event{Kind: ConnectionScheduled, Delay: delay})
	s.retry = s.After(delay, func() {
		if s.State == StateScheduled {
			s.retry = nil
			s.dial()
		}
	})
}
