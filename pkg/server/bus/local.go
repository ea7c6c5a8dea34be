package bus

import (
	"bytes"
	"context"
	"strings"
	"sync"
)

// mostWaiting is how many messages wait for a listener. When more come, they are lost.
const mostWaiting = 4096

// Local is a bus within a process.
type Local struct {
	mu        sync.Mutex
	listeners map[*listening]bool
	closed    bool
	traffic   Traffic
}

var _ Bus = (*Local)(nil)

// NewLocal returns a bus on which nobody listens yet.
func NewLocal() *Local { return &Local{listeners: make(map[*listening]bool)} }

// listening is what one listener waits for.
type listening struct {
	subject string // without the end that stands for all below
	below   bool
	l       Listener
	waiting chan Message
	ended   chan struct{}
}

func (l *listening) hears(subject string) bool {
	if l.below {
		return strings.HasPrefix(subject, l.subject+".")
	}
	return subject == l.subject
}

// Publish implements [Bus].
func (b *Local) Publish(subject string, data []byte) error {
	_, err := b.send(Message{Subject: subject, Data: data})
	return err
}

// send returns how many hear a message.
func (b *Local) send(m Message) (n int, err error) {
	if err := check(m.Subject, m.Data); err != nil {
		return 0, err
	}
	m.Data = bytes.Clone(m.Data) // which the sender may change
	var lost []func()
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return 0, ErrClosed
	}
	b.traffic.Sent++
	b.traffic.SentBytes += uint64(len(m.Data))
	for l := range b.listeners {
		if !l.hears(m.Subject) {
			continue
		}
		n++
		b.traffic.Heard++
		b.traffic.HeardBytes += uint64(len(m.Data))
		select {
		case l.waiting <- m:
		default:
			if l.l.Lost != nil {
				lost = append(lost, l.l.Lost)
			}
		}
	}
	b.mu.Unlock()
	for _, tell := range lost {
		tell()
	}
	return n, nil
}

// Traffic implements [Bus].
func (b *Local) Traffic() Traffic {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.traffic
}

// Listen implements [Bus].
func (b *Local) Listen(subject string, l Listener) (stop func(), err error) {
	if err := checkListening(subject); err != nil {
		return nil, err
	}
	x := &listening{l: l, waiting: make(chan Message, mostWaiting), ended: make(chan struct{})}
	x.subject, x.below = strings.CutSuffix(subject, ".>")
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, ErrClosed
	}
	b.listeners[x] = true
	go func() {
		for {
			select {
			case <-x.ended:
				return
			default:
			}
			select {
			case m := <-x.waiting:
				l.Heard(m)
			case <-x.ended:
				return
			}
		}
	}()
	return func() { b.end(x) }, nil
}

func (b *Local) end(x *listening) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners[x] {
		delete(b.listeners, x)
		close(x.ended)
	}
}

// Ask implements [Bus].
func (b *Local) Ask(ctx context.Context, subject string, data []byte, each func([]byte) bool) error {
	answers, done := make(chan []byte), make(chan struct{})
	defer close(done)
	n, err := b.send(Message{Subject: subject, Data: data, answer: func(answer []byte) error {
		select {
		case answers <- bytes.Clone(answer):
		case <-done: // which comes too late
		}
		return nil
	}})
	if err != nil || n == 0 {
		return err
	}
	for {
		select {
		case answer := <-answers:
			if !each(answer) {
				return nil
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// Check implements [Bus].
func (b *Local) Check() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return ErrClosed
	}
	return nil
}

// Close implements [Bus].
func (b *Local) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for x := range b.listeners {
		delete(b.listeners, x)
		close(x.ended)
	}
	return nil
}
