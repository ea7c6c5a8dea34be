package faultproxy

import (
	"io"
	"net"
	"sync"
	"time"
)

// link is one connection through the proxy.
type link struct {
	proxy          *Proxy
	client, server *net.TCPConn
	plan           Plan
	once           sync.Once
	over           chan struct{} // closed by end
}

// run carries both directions until the connection is over.
func (l *link) run() {
	if l.plan.CutAfter > 0 {
		timer := time.AfterFunc(l.plan.CutAfter, l.cut)
		defer timer.Stop()
	}
	var both sync.WaitGroup
	both.Go(func() { l.carry(l.client, l.server, l.plan.Up, func(s *Stats, n int64) { s.Up += n }) })
	both.Go(func() { l.carry(l.server, l.client, l.plan.Down, func(s *Stats, n int64) { s.Down += n }) })
	both.Wait()
	l.once.Do(func() { l.close(false) })
}

// piece bounds what is read at once, so that delays and rates come out evenly.
const piece = 16 << 10

// carry passes one direction on until it ends or its fault happens.
func (l *link) carry(from, to *net.TCPConn, fault Fault, count func(*Stats, int64)) {
	buffer := make([]byte, piece)
	var carried int64
	for {
		if !l.proxy.thawed(l.over) {
			return
		}
		room := int64(len(buffer))
		if fault.Action != None {
			room = min(room, fault.Bytes-carried)
		}
		if room <= 0 {
			l.happen(fault.Action, to)
			return
		}
		n, err := from.Read(buffer[:room])
		if n > 0 {
			// Read may have waited through the beginning of a freeze.
			if !l.pause(n) || !l.proxy.thawed(l.over) {
				return
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				l.end()
				return
			}
			carried += int64(n)
			l.proxy.count(func(s *Stats) { count(s, int64(n)) })
		}
		if err != nil {
			// An orderly end is passed on as such; after anything else both
			// sides see the connection break.
			if err == io.EOF {
				to.CloseWrite()
			} else {
				l.end()
			}
			return
		}
	}
}

// pause holds back n bytes as the plan says; it reports false when the
// connection is over before.
func (l *link) pause(n int) bool {
	wait := l.plan.Delay
	if l.plan.Rate > 0 {
		wait += time.Duration(n) * time.Second / time.Duration(l.plan.Rate)
	}
	if wait == 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.over:
		return false
	}
}

func (l *link) happen(a Action, to *net.TCPConn) {
	switch a {
	case Cut:
		l.cut()
	case Hole:
		l.proxy.count(func(s *Stats) { s.Holes++ })
		<-l.over
	case HalfClose:
		l.proxy.count(func(s *Stats) { s.HalfCloses++ })
		to.CloseWrite()
		// The other direction ends when one of the two sides does.
	}
}

// cut resets both sides.
func (l *link) cut() {
	l.once.Do(func() {
		l.proxy.count(func(s *Stats) { s.Cuts++ })
		l.close(true)
	})
}

// end is cut without being counted: one side has broken the connection.
func (l *link) end() { l.once.Do(func() { l.close(true) }) }

// close closes both sides; reset throws away what they have not yet sent.
func (l *link) close(reset bool) {
	close(l.over)
	for _, c := range []*net.TCPConn{l.client, l.server} {
		if reset {
			c.SetLinger(0)
		}
		c.Close()
	}
}
