package faultproxy

import (
	"net"
	"sync"
	"time"
)

// Proxy listens on a port of its own and passes connections on to a target.
type Proxy struct {
	listener net.Listener
	target   string

	mu      sync.Mutex
	script  Script
	links   map[*link]bool
	frozen  chan struct{} // closed by Thaw; nil while nothing is frozen
	stats   Stats
	closed  bool
	running sync.WaitGroup
}

// Stats counts what has happened so far.
type Stats struct {
	Connections int // accepted
	Refused     int // the target did not take
	Cuts        int
	Holes       int
	HalfCloses  int
	Up, Down    int64 // bytes passed on
}

// Listen starts a proxy on a free port of the loopback interface. target is
// host:port, which is dialled for each connection.
func Listen(target string, script Script) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, target: target, script: script, links: make(map[*link]bool)}
	p.running.Go(p.accept)
	return p, nil
}

// Addr returns the host:port that clients dial.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// SetScript changes the script for connections from now on; their numbers go on.
func (p *Proxy) SetScript(s Script) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script = s
}

// Stats returns what has happened so far.
func (p *Proxy) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stats
}

// CutAll cuts every connection and returns how many there were.
func (p *Proxy) CutAll() int {
	all := p.all()
	for _, l := range all {
		l.cut()
	}
	return len(all)
}

// CutOne cuts the connection that pick chooses among n, and reports whether
// there was one.
func (p *Proxy) CutOne(pick func(n int) int) bool {
	all := p.all()
	if len(all) == 0 {
		return false
	}
	all[pick(len(all))].cut()
	return true
}

// Freeze stops all traffic without a word until Thaw. What is on the way
// arrives afterwards. New connections are accepted and freeze as well.
func (p *Proxy) Freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.frozen == nil {
		p.frozen = make(chan struct{})
	}
}

// Thaw ends Freeze.
func (p *Proxy) Thaw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.frozen != nil {
		close(p.frozen)
		p.frozen = nil
	}
}

// Close cuts everything and stops listening. It returns when nothing is left.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.listener.Close()
	p.Thaw()
	for _, l := range p.all() {
		l.end()
	}
	p.running.Wait()
}

func (p *Proxy) all() []*link {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]*link, 0, len(p.links))
	for l := range p.links {
		all = append(all, l)
	}
	return all
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		plan := p.script(p.stats.Connections)
		p.stats.Connections++
		p.mu.Unlock()
		p.running.Go(func() { p.serve(c.(*net.TCPConn), plan) })
	}
}

func (p *Proxy) serve(client *net.TCPConn, plan Plan) {
	server, err := net.DialTimeout("tcp", p.target, 5*time.Second)
	if err != nil {
		p.count(func(s *Stats) { s.Refused++ })
		client.SetLinger(0) // a refused connection: reset, not an orderly end
		client.Close()
		return
	}
	l := &link{proxy: p, client: client, server: server.(*net.TCPConn), plan: plan, over: make(chan struct{})}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		l.end()
		return
	}
	p.links[l] = true
	p.mu.Unlock()
	l.run()
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}

func (p *Proxy) count(f func(*Stats)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(&p.stats)
}

// thawed waits until nothing is frozen; it reports false when over comes first.
func (p *Proxy) thawed(over <-chan struct{}) bool {
	for {
		p.mu.Lock()
		frozen := p.frozen
		p.mu.Unlock()
		if frozen == nil {
			return true
		}
		select {
		case <-frozen:
		case <-over:
			return false
		}
	}
}
