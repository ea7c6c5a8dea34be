package cluster

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// balancer takes connections for all nodes and gives each to one that takes it.
type balancer struct {
	addr string

	mu    sync.Mutex
	nodes []string
}

func newBalancer(t *testing.T, nodes []string) *balancer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	b := &balancer{addr: l.Addr().String(), nodes: nodes}
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

func (b *balancer) carry(from net.Conn) {
	defer from.Close()
	for _, i := range rand.Perm(len(b.nodes)) {
		to, err := net.Dial("tcp", b.nodes[i])
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
