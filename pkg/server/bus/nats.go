package bus

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// NATS is a bus on core NATS, which delivers a message at most once.
type NATS struct {
	conn   *nats.Conn
	closed chan struct{}

	mu        sync.Mutex
	listeners map[*nats.Subscription]func() // what to call when messages may be lost
	inbox     string                        // where answers come, with a dot and the number of a question
	asked     map[string]chan *nats.Msg     // by inbox
	questions uint64
}

var _ Bus = (*NATS)(nil)

// connectWithin is how long connecting may take.
const connectWithin = 5 * time.Second

// Connect connects to NATS at an address, nats://USER:PASSWORD@HOST:PORT, or tls://, or several
// with commas between them. A connection that is lost comes back by itself.
func Connect(address string) (*NATS, error) {
	b := &NATS{closed: make(chan struct{}), listeners: make(map[*nats.Subscription]func()), asked: make(map[string]chan *nats.Msg)}
	conn, err := nats.Connect(address,
		nats.Name("convergence"), nats.Timeout(connectWithin),
		nats.MaxReconnects(-1), nats.ReconnectWait(250*time.Millisecond), nats.ReconnectJitter(100*time.Millisecond, 250*time.Millisecond),
		nats.ReconnectBufSize(-1), // what cannot be sent is an error, and nobody waits for it
		nats.PingInterval(5*time.Second), nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { b.lost(nil) }),
		nats.ReconnectHandler(func(*nats.Conn) { b.lost(nil) }),
		nats.ClosedHandler(func(*nats.Conn) { close(b.closed) }),
		nats.ErrorHandler(func(_ *nats.Conn, s *nats.Subscription, _ error) { b.lost(s) }))
	if err != nil {
		return nil, fmt.Errorf("connecting to NATS: %w; look whether it runs, and whether its address is right", err)
	}
	b.conn, b.inbox = conn, conn.NewInbox()
	if _, err := conn.Subscribe(b.inbox+".*", b.answered); err != nil {
		conn.Close()
		return nil, fmt.Errorf("listening to answers: %w", err)
	}
	return b, nil
}

// lost tells a listener, or all without one, that messages may be lost.
func (b *NATS) lost(s *nats.Subscription) {
	b.mu.Lock()
	var all []func()
	for of, tell := range b.listeners {
		if tell != nil && (s == nil || s == of) {
			all = append(all, tell)
		}
	}
	b.mu.Unlock()
	for _, tell := range all {
		tell()
	}
}

// Publish implements [Bus].
func (b *NATS) Publish(subject string, data []byte) error {
	if err := check(subject, data); err != nil {
		return err
	}
	return wrong(b.conn.Publish(subject, data))
}

// wrong is an error in the words of this package.
func wrong(err error) error {
	switch {
	case errors.Is(err, nats.ErrConnectionClosed):
		return ErrClosed
	case errors.Is(err, nats.ErrMaxPayload):
		return ErrTooLarge
	case err != nil:
		return fmt.Errorf("NATS: %w", err)
	}
	return nil
}

// Listen implements [Bus]. It goes there and back, so that whatever is published afterwards,
// by whomever, is heard. While the connection is lost it does not wait: the listener is told that
// messages may be lost when it is back.
func (b *NATS) Listen(subject string, l Listener) (stop func(), err error) {
	if err := checkListening(subject); err != nil {
		return nil, err
	}
	b.mu.Lock()
	s, err := b.conn.Subscribe(subject, func(m *nats.Msg) {
		heard := Message{Subject: m.Subject, Data: m.Data}
		if m.Reply != "" {
			heard.answer = func(data []byte) error { return wrong(b.conn.Publish(m.Reply, data)) }
		}
		l.Heard(heard)
	})
	if err != nil {
		b.mu.Unlock()
		return nil, wrong(err)
	}
	b.listeners[s] = l.Lost
	err = s.SetPendingLimits(mostWaiting, 64<<20)
	b.mu.Unlock()
	stop = func() { b.end(s) }
	if err != nil { // as when the connection is closed meanwhile
		stop()
		return nil, wrong(err)
	}
	if !b.conn.IsConnected() && !b.conn.IsClosed() {
		return stop, nil
	}
	if err := b.conn.FlushTimeout(connectWithin); err != nil && (b.conn.IsConnected() || b.conn.IsClosed()) {
		stop()
		return nil, wrong(err)
	}
	return stop, nil
}

// end ends a subscription.
func (b *NATS) end(s *nats.Subscription) {
	b.mu.Lock()
	delete(b.listeners, s)
	b.mu.Unlock()
	s.Unsubscribe() // which fails when the connection is closed, and all is over
}

// mostAnswers is how many answers to one question wait for whoever asked; more are lost.
const mostAnswers = 256

// Ask implements [Bus]. All answers come by one subscription, so that a question costs NATS and the
// network nothing but itself.
func (b *NATS) Ask(ctx context.Context, subject string, data []byte, each func([]byte) bool) error {
	if err := check(subject, data); err != nil {
		return err
	}
	answers := make(chan *nats.Msg, mostAnswers)
	b.mu.Lock()
	b.questions++
	inbox := b.inbox + "." + strconv.FormatUint(b.questions, 36)
	b.asked[inbox] = answers
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.asked, inbox)
		b.mu.Unlock()
	}()
	if err := b.conn.PublishRequest(subject, inbox, data); err != nil {
		return wrong(err)
	}
	for {
		select {
		case m := <-answers:
			if len(m.Data) == 0 && m.Header.Get("Status") == noResponders || !each(m.Data) {
				return nil
			}
		case <-ctx.Done():
			return nil
		case <-b.closed:
			return ErrClosed
		}
	}
}

// noResponders is the status with which NATS says that nobody listens.
const noResponders = "503"

// answered gives an answer to whoever has asked, if anybody still waits for it.
func (b *NATS) answered(m *nats.Msg) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if answers, ok := b.asked[m.Subject]; ok {
		select {
		case answers <- m:
		default:
		}
	}
}

// Traffic implements [Bus]. What several of its listeners hear counts for each.
func (b *NATS) Traffic() Traffic {
	s := b.conn.Stats()
	return Traffic{Sent: s.OutMsgs, Heard: s.InMsgs, SentBytes: s.OutBytes, HeardBytes: s.InBytes}
}

// Check implements [Bus].
func (b *NATS) Check() error {
	if b.conn.IsClosed() {
		return ErrClosed
	}
	if !b.conn.IsConnected() {
		return errors.New("NATS cannot be reached: news of other servers do not come")
	}
	return nil
}

// Close implements [Bus].
func (b *NATS) Close() error {
	b.conn.Close()
	return nil
}
