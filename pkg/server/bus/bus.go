// Package bus carries news between the servers that have one store: publishing to all who
// listen to a subject, and questions to all of them with a deadline. One is within the
// process ([NewLocal]), and one is on NATS ([Connect]).
//
// What the store has committed is the truth. A message only says that there is something to
// read there, so it may be lost, late, doubled or out of order: that costs a read and never a
// difference. Where messages may have been lost, whoever listens is told so, and reads.
//
// The package refuses to know what messages mean.
package bus

import (
	"context"
	"errors"
	"strings"
)

// MostBytes is how much a message has at most; it is the default of NATS. What is larger is
// announced, and read from the store.
const MostBytes = 1 << 20

var (
	// ErrTooLarge is returned for a message of more than MostBytes.
	ErrTooLarge = errors.New("the message is too large for the bus")
	// ErrClosed is returned by a bus that was closed.
	ErrClosed = errors.New("the bus is closed")
	// ErrSubject is returned for what is no subject, see [Subject].
	ErrSubject = errors.New("this is no subject of the bus")
)

// Message is one that has come.
type Message struct {
	Subject string
	Data    []byte
	answer  func([]byte) error
}

// Answer answers a question. Of a message that asks nothing it does nothing.
func (m Message) Answer(data []byte) error {
	if m.answer == nil {
		return nil
	}
	if len(data) > MostBytes {
		return ErrTooLarge
	}
	return m.answer(data)
}

// Listener hears of the messages of its subjects, one at a time.
type Listener struct {
	// Heard is called with each message.
	Heard func(Message)
	// Lost is called when messages may have been lost, between those before and those after
	// it: because Heard takes longer than they come, or because the connection was lost. It may be
	// called from another goroutine than Heard. It may be nil.
	Lost func()
}

// Bus carries messages. Its methods may be called by several goroutines.
type Bus interface {
	// Publish sends a message to all who listen, its own process too. That it was sent does not
	// say that anybody has heard it. It fails with ErrTooLarge and ErrSubject, and when the
	// connection is lost.
	Publish(subject string, data []byte) error
	// Listen hears of a subject, or of all that begin with it and a dot when it ends in ".>",
	// from the time on at which it returns, until stop is called.
	Listen(subject string, l Listener) (stop func(), err error)
	// Ask sends a question to all who listen, and calls each with every answer until ctx ends, or
	// each returns false, or it is known that nobody listens; none of these is an error.
	Ask(ctx context.Context, subject string, data []byte, each func(answer []byte) (more bool)) error
	// Traffic returns what has gone over the bus so far, from and to this end of it.
	Traffic() Traffic
	// Check fails while the connection is lost.
	Check() error
	// Close ends all listening.
	Close() error
}

// Traffic is messages that were sent and heard, and their bytes.
type Traffic struct{ Sent, Heard, SentBytes, HeardBytes uint64 }

// Subject makes a subject of parts, which may be any texts: what is special in subjects is
// written as = and two hexadecimal digits a byte.
func Subject(parts ...string) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteByte('.')
		}
		if part == "" {
			b.WriteByte('=')
		}
		for i := range len(part) {
			switch c := part[i]; {
			case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
				b.WriteByte(c)
			default:
				b.WriteByte('=')
				b.WriteByte(digits[c>>4])
				b.WriteByte(digits[c&15])
			}
		}
	}
	return b.String()
}

// check fails for what is no subject, and for a message that is too large.
func check(subject string, data []byte) error {
	for part := range strings.SplitSeq(subject, ".") {
		if part == "" || strings.ContainsAny(part, "*> \t\r\n") || len(subject) > 3000 {
			return ErrSubject
		}
	}
	if len(data) > MostBytes {
		return ErrTooLarge
	}
	return nil
}

// checkListening is check for what is listened to.
func checkListening(subject string) error {
	below, _ := strings.CutSuffix(subject, ".>")
	return check(below, nil)
}
