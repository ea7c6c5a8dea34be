package conn

import (
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
)

// Out is one message that waits for a client.
type Out struct {
	Request  uint32
	Response uint32
	Message  protocol.Message
	Cost     int // of a message that may be merged, bytes, beside that of every message
	Reserved int // by [Conn.Reserve]

	late *late  // gathered news, in the place of a message
	data []byte // the message, encoded
}

// encode encodes a message that is not merged with others: what waits is then as large
// as it is known to be, and not what it was made of.
func (o *Out) encode() (err error) {
	switch o.Message.(type) {
	case *protocol.OperationAck, *protocol.RemoteOperation, *protocol.Ping, *protocol.Pong, nil:
		return nil
	}
	var w protocol.Writer
	w.Keep(o.Reserved)
	err = w.Add(o.Request, o.Response, o.Message)
	o.data = w.Bytes()
	o.Message, o.Cost = nil, len(o.data)
	return err
}

// queue holds what waits for a client. Adding never blocks.
type queue struct {
	share *budget.Share // of the memory for what waits

	mu      sync.Mutex
	items   []Out
	cost    int     // of items, and of what is being written
	writing int     // part of cost
	ending  *ending // set once; nothing is added afterwards
	ready   chan struct{}
	taken   *sync.Cond // signalled when something has been written

	late   map[any]*late // gathered news among items, by key
	paced  time.Time     // when the writer last took what waits
	pacing bool          // the writer has been or will be woken for gathered news
	pacer  *time.Timer
}

func newQueue(share *budget.Share) *queue {
	q := &queue{share: share, ready: make(chan struct{}, 1)}
	q.taken = sync.NewCond(&q.mu)
	return q
}

// ending is how a connection is to be closed once its queue is empty.
type ending struct {
	code   protocol.CloseCode
	reason string
}

// overhead is roughly what a waiting message costs besides its content, bytes.
const overhead = 160

// add appends messages in order. It reports false when the queue is over its
// bounds.
func (q *queue) add(maxItems, maxCost int, items ...Out) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ending != nil {
		return true // nobody will read it
	}
	cost := 0
	for _, o := range items {
		cost += o.Cost + overhead - o.Reserved
		q.cost += o.Reserved
	}
	q.take(cost)
	q.items = append(q.items, items...)
	q.signal()
	return len(q.items) <= maxItems && q.cost <= maxCost
}

// take counts bytes that wait, the mutex being held.
func (q *queue) take(cost int) {
	q.cost += cost
	q.share.Take(cost)
}

// give gives back bytes that do not wait any more, the mutex being held.
func (q *queue) give(cost int) {
	q.cost -= cost
	q.share.Give(cost)
	q.taken.Broadcast()
}

// end lets the writer close the connection; drop forgets what still waits.
// Only the first call counts.
func (q *queue) end(e ending, drop bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ending != nil {
		return
	}
	q.ending = &e
	if drop {
		q.items, q.late = nil, nil
		q.give(q.cost - q.writing)
	}
	if q.pacer != nil {
		q.pacer.Stop()
	}
	q.taken.Broadcast()
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// next returns all that waits and how the connection is to end, if it is. What the
// call before returned has been written.
func (q *queue) next(spare []Out) ([]Out, *ending) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.give(q.writing)
	items := q.items
	q.items, q.writing = spare[:0], q.cost
	clear(q.late)
	q.pacing, q.paced = false, time.Now()
	return items, q.ending
}

// done gives back what was being written.
func (q *queue) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.give(q.writing)
	q.writing = 0
}

// close gives back everything, when nobody writes any more.
func (q *queue) close() {
	q.end(ending{}, true)
	q.share.Close()
}

// wait returns when little waits for the client. It is for senders of much,
// which are not sequencers. It reports false when the connection ends.
func (q *queue) wait(cost int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.cost > cost && q.ending == nil {
		q.taken.Wait()
	}
	return q.ending == nil
}

// batchBytes is the size from which the writer sends what it has gathered.
const batchBytes = 256 << 10

// write is the goroutine that owns the sending side of a connection: it sends
// what waits, many messages in one WebSocket message.
func (c *Conn) write() {
	defer close(c.written)
	defer c.queue.close()
	var spare []Out
	var w protocol.Writer
	for {
		<-c.queue.ready
		items, ending := c.queue.next(spare)
		merged := merge(items)
		for i := range merged {
			if !c.writeOne(&w, &merged[i]) {
				return
			}
		}
		if w.Len() > 0 && !c.flush(&w) {
			return
		}
		c.queue.done()
		clear(items) // messages must not outlive their sending
		if spare = items; cap(spare) > 4096 {
			spare = nil // a burst has passed
		}
		if ending != nil {
			c.socket.Close(websocket.StatusCode(ending.code), shorten(ending.reason))
			return
		}
	}
}

// writeOne adds one message to those that are gathered and sends them when they are
// many. What is large is sent as it is. It reports false when sending fails.
func (c *Conn) writeOne(w *protocol.Writer, o *Out) bool {
	if len(o.data) >= batchBytes {
		data := o.data
		o.data = nil
		return (w.Len() == 0 || c.flush(w)) && c.flush(protocol.Encoded(data))
	}
	if err := o.addTo(w); err != nil {
		c.Log.Error("message cannot be sent", "error", err)
		c.Close(protocol.CloseInternal, "the server could not encode a message")
		return true
	}
	return w.Len() < batchBytes || c.flush(w)
}

// addTo encodes the message, or what has been gathered in its place.
func (o *Out) addTo(w *protocol.Writer) error {
	switch {
	case o.data != nil:
		w.AddEncoded(o.data)
		return nil
	case o.late == nil:
		return w.Add(o.Request, o.Response, o.Message)
	}
	for _, f := range o.late.news.Frames() {
		data, err := f.bytes()
		if err != nil {
			return err
		}
		w.AddEncoded(data)
	}
	return nil
}

// flush sends what has been gathered as one WebSocket message. The wire sees to it that it
// makes progress.
func (c *Conn) flush(w *protocol.Writer) bool {
	err := c.socket.Write(c.ctx, websocket.MessageBinary, w.Bytes())
	w.Reset()
	if err != nil {
		c.Log.Debug("sending failed", "error", err)
		c.socket.CloseNow()
	}
	return err == nil
}

// merge joins neighbouring acknowledgements and neighbouring operations of one
// author in place.
func merge(items []Out) []Out {
	n := 0
	for _, o := range items {
		if n > 0 && mergeInto(&items[n-1], o) {
			continue
		}
		items[n] = o
		n++
	}
	return items[:n]
}

// maxMerged bounds the operations of one merged message.
const maxMerged = 4096

func mergeInto(last *Out, next Out) bool {
	switch b := next.Message.(type) {
	case *protocol.OperationAck:
		a, ok := last.Message.(*protocol.OperationAck)
		if !ok || a.Resource != b.Resource || a.First+uint64(a.Count) != b.First || a.Version+int64(a.Count) != b.Version {
			return false
		}
		joined := *a
		joined.Count += b.Count
		joined.Millis = b.Millis
		last.Message = &joined
		return true
	case *protocol.RemoteOperation:
		a, ok := last.Message.(*protocol.RemoteOperation)
		if !ok || a.Resource != b.Resource || a.SessionID != b.SessionID || a.Instance != b.Instance ||
			a.Version+int64(len(a.Operations)) != b.Version || len(a.Operations)+len(b.Operations) > maxMerged ||
			a.Instance != "" && a.First+uint64(len(a.Operations)) != b.First {
			return false
		}
		joined := *a
		joined.Millis = b.Millis
		// The slice of a may be shared with other connections: clipped, append
		// copies once and grows the copy from then on.
		joined.Operations = append(a.Operations[:len(a.Operations):max(len(a.Operations), last.owned())], b.Operations...)
		last.Message, last.Cost = &joined, ownedCost
		return true
	}
	return false
}

// ownedCost marks an item whose operations slice belongs to this writer.
const ownedCost = -1

// owned returns the capacity that may be appended to.
func (o *Out) owned() int {
	if r, ok := o.Message.(*protocol.RemoteOperation); ok && o.Cost == ownedCost {
		return cap(r.Operations)
	}
	return 0
}

// shorten makes a reason fit into a close frame.
func shorten(reason string) string {
	const limit = 120
	if len(reason) <= limit {
		return reason
	}
	for i := limit; i > 0; i-- {
		if reason[i]&0xC0 != 0x80 {
			return reason[:i]
		}
	}
	return ""
}
