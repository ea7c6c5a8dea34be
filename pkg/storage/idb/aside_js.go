package idb

import (
	"syscall/js"
	"time"
)

// aside tells when the page was put aside, into the browser's cache of pages to go
// back to. Its transactions are aborted then, which says nothing about the store.
type aside struct {
	listeners listeners
	times     int // how often it happened
	now       bool
	left      bool          // the page is left, and may end with that
	shown     chan struct{} // gets a word when the page is there again
}

func (a *aside) listen() {
	if !global("addEventListener").Truthy() {
		return // no page
	}
	a.listeners.onWayDown(js.Global(), "pagehide", func(e js.Value) { // before who listens later, and writes then
		if a.left = true; e.Get("persisted").Truthy() {
			a.times++
			a.now = true
		}
	})
	a.shown = make(chan struct{}, 1)
	a.listeners.on(js.Global(), "pageshow", func(e js.Value) {
		a.now, a.left = false, false
		if !e.Get("persisted").Truthy() {
			return
		}
		select {
		case a.shown <- struct{}{}:
		default:
		}
	})
}

// mark returns what since has to be given.
func (a *aside) mark() int {
	if a.now {
		return a.times - 1
	}
	return a.times
}

// since reports whether the page was put aside at some time since mark was called.
func (a *aside) since(mark int) bool { return a.times != mark }

// wait returns when the page is there again, or goes on without having been shown.
func (a *aside) wait() {
	for i := 0; i < 10 && a.now; i++ {
		time.Sleep(100 * time.Millisecond) // time that passes only while the page runs
	}
}
