package conn

import (
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// News is a change of which a reader who is late hears every kind, but not every
// value, such as all places where a cursor was. While it waits for the client, later
// news with the same key is absorbed, so that what waits is bounded, however much has
// happened. Values are shared by connections and never changed.
type News interface {
	// Absorb returns what this and the next together say.
	Absorb(next News) News
	// Frames returns the messages that say it, in order.
	Frames() []*Frame
	// Size is roughly how many bytes it takes.
	Size() int
}

// Frame is a message for many connections that is encoded once.
type Frame struct {
	Message protocol.Message
	once    sync.Once
	data    []byte
	err     error
}

func (f *Frame) bytes() ([]byte, error) {
	f.once.Do(func() { f.data, f.err = protocol.Encode(0, 0, f.Message) })
	return f.data, f.err
}

// late is the place of gathered news in a queue.
type late struct{ news News }

// gather appends news or lets news with the same key that still waits absorb
// it. The client is sent gathered news at most every pace; what is added
// otherwise takes it along. It reports false when the queue is over its bounds.
func (q *queue) gather(key any, news News, pace time.Duration, maxItems, maxCost int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ending != nil {
		return true
	}
	if l := q.late[key]; l != nil {
		was := l.news.Size()
		l.news = l.news.Absorb(news)
		q.take(l.news.Size() - was)
	} else {
		l := &late{news}
		if q.late == nil {
			q.late = make(map[any]*late)
		}
		q.late[key] = l
		q.take(news.Size() + overhead)
		q.items = append(q.items, Out{late: l})
	}
	if !q.pacing {
		q.pacing = true
		if wait := pace - time.Since(q.paced); wait <= 0 {
			q.signal()
		} else if q.pacer == nil {
			q.pacer = time.AfterFunc(wait, q.signal)
		} else {
			q.pacer.Reset(wait)
		}
	}
	return len(q.items) <= maxItems && q.cost <= maxCost
}
