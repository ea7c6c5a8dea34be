package cluster

import (
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// balancer takes connections for all nodes and gives each to the next one that is ready, as a proxy does that asks
// for that now and then; when none is, to one that takes it.
type balancer struct {
	addr string

	mu    sync.Mutex
	nodes []string
	ready map[string]bool
	next  int
}

// askReadyEvery is how often the nodes are asked.
const askReadyEvery = 300 * time.Millisecond

func newBalancer(t *testing.T, nodes []string) *balancer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	b := &balancer{addr: l.Addr().String(), nodes: nodes, ready: make(map[string]bool)}
	ended := make(chan struct{})
	t.Cleanup(func() { close(ended); l.Close() })
	for _, node := range nodes {
		b.ready[node] = true
		go b.ask(node, ended)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go b.carry(c)
		}
	}()
	return b
}

// ask asks a node again and again whether it is ready.
func (b *balancer) ask(node string, ended chan struct{}) {
	asking := http.Client{Timeout: askReadyEvery}
	for {
		select {
		case <-ended:
			return
		case <-time.After(askReadyEvery):
		}
		r, err := asking.Get("http://" + node + "/ready")
		if err == nil {
			r.Body.Close()
		}
		b.mu.Lock()
		b.ready[node] = err == nil && r.StatusCode == http.StatusOK
		b.mu.Unlock()
	}
}

// choose returns the nodes in the order in which they are tried.
func (b *balancer) choose() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ready, others []string
	for i := range b.nodes {
		if node := b.nodes[(b.next+i)%len(b.nodes)]; b.ready[node] {
			ready = append(ready, node)
		} else {
			others = append(others, node)
		}
	}
	b.next++
	return append(ready, others...)
}

func (b *balancer) carry(from net.Conn) {
	defer from.Close()
	for _, node := range b.choose() {
		to, err := net.Dial("tcp", node)
		if err != nil {
			continue
		}
		defer to.Close()
		go func() {
			io.Copy(to, from)
			to.Close()
		}()
		io.Copy(from, to)
		return
	}
}
