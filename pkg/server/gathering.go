package server

import (
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// gathered is news of which a reader who is late hears every kind, but not every
// value, such as all places where a cursor was. While it waits for the client, later
// news with the same key is absorbed, so that what waits is bounded, however much has
// happened. Values are shared by connections and never changed.
type gathered interface {
	// absorb returns what this and the next together say.
	absorb(next gathered) gathered
	// frames returns the messages that say it, in order.
	frames() []*frame
	// size is roughly how many bytes it takes.
	size() int
}

// frame is a message for many connections that is encoded once.
type frame struct {
	message protocol.Message
	once    sync.Once
	data    []byte
	err     error
}

func (f *frame) bytes() ([]byte, error) {
	f.once.Do(func() { f.data, f.err = protocol.Encode(0, 0, f.message) })
	return f.data, f.err
}

// late is the place of gathered news in a queue.
type late struct{ news gathered }

// gather appends news or lets news with the same key that still waits absorb
// it. The client is sent gathered news at most every pace; what is added
// otherwise takes it along. It reports false when the queue is over its bounds.
func (q *queue) gather(key any, news gathered, pace time.Duration, maxItems, maxCost int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ending != nil {
		return true
	}
	if l := q.late[key]; l != nil {
		was := l.news.size()
		l.news = l.news.absorb(news)
		q.cost += l.news.size() - was
	} else {
		l := &late{news}
		if q.late == nil {
			q.late = make(map[any]*late)
		}
		q.late[key] = l
		q.cost += news.size() + overhead
		q.items = append(q.items, out{late: l})
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

// gather queues news for the client. It never blocks.
func (c *connection) gather(key any, news gathered) {
	o := &c.server.options
	c.bounded(c.queue.gather(key, news, o.Pace, o.MaxQueue, o.MaxQueueBytes))
}
