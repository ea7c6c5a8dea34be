//go:build js && wasm

package main

import (
	"time"
	"unsafe"

	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client"
)

// host gives the domains the browser's sockets and timers.
type host struct{}

var (
	timers     = map[int32]func(){}
	timersRoom shrinking.Room
	timerID    int32
	sockets    = map[int32]*socket{}
	socketID   int32
)

// Dial implements client.Host.
func (host) Dial(d *client.Domain, url, _ string, h client.SocketHandler) client.Socket {
	socketID++
	s := &socket{id: socketID, handler: h}
	sockets[s.id] = s
	hostSocketOpen(s.id, int32(d.Tag), unsafe.Pointer(unsafe.StringData(url)), int32(len(url)))
	return s
}

// AfterFunc implements client.Host.
func (host) AfterFunc(delay time.Duration, f func()) client.Timer {
	timerID++
	timers[timerID] = f
	hostTimerSet(timerID, float64(delay)/float64(time.Millisecond))
	return timer(timerID)
}

// Schedule implements client.Host.
func (host) Schedule(d *client.Domain) {
	turns = append(turns, d)
	askTurn()
}

// turnAsked says that JavaScript is going to call turn.
var turnAsked bool

// askTurn asks for a call of turn, once. If that fails the next one asks again.
func askTurn() {
	if !turnAsked {
		turnAsked = hostSchedule() != 0
	}
}

// Proceed implements client.Host.
func (host) Proceed(d *client.Domain) {
	waiting = append(waiting, d)
	hostProceed()
}

// waiting are the domains that have something to handle when what was delivered
// has been heard.
var waiting []*client.Domain

// Now implements client.Host.
func (host) Now() time.Time { return time.Now() }

type timer int32

// Stop implements client.Timer.
func (t timer) Stop() {
	if timers[int32(t)] != nil {
		shrinking.Delete(&timers, &timersRoom, int32(t))
		hostTimerClear(int32(t))
	}
}

type socket struct {
	id      int32
	handler client.SocketHandler
	message []byte // a large one that is being taken over
}

// Send implements client.Socket.
func (s *socket) Send(message []byte) {
	allocated(len(message) * 4) // what it was built from
	hostSocketSend(s.id, unsafe.Pointer(unsafe.SliceData(message)), int32(len(message)))
}

// Buffered implements client.Socket.
func (s *socket) Buffered() int { return int(hostSocketBuffered(s.id)) }

// Close implements client.Socket.
func (s *socket) Close(code int, reason string) {
	if sockets[s.id] == nil {
		return
	}
	delete(sockets, s.id)
	hostSocketClose(s.id, int32(code), unsafe.Pointer(unsafe.StringData(reason)), int32(len(reason)))
}

// What JavaScript does for us, see docs/bridge.md.

//go:wasmimport convergence deliver
func hostDeliver(address unsafe.Pointer, bytes int32)

//go:wasmimport convergence schedule
func hostSchedule() int32

//go:wasmimport convergence proceed
func hostProceed()

//go:wasmimport convergence timer_set
func hostTimerSet(id int32, millis float64)

//go:wasmimport convergence timer_clear
func hostTimerClear(id int32)

//go:wasmimport convergence socket_open
func hostSocketOpen(socket, domain int32, address unsafe.Pointer, bytes int32)

//go:wasmimport convergence socket_send
func hostSocketSend(socket int32, address unsafe.Pointer, bytes int32)

//go:wasmimport convergence socket_buffered
func hostSocketBuffered(socket int32) int32

//go:wasmimport convergence socket_close
func hostSocketClose(socket, code int32, address unsafe.Pointer, bytes int32)

//go:wasmimport convergence lock_hold
func hostLockHold(address unsafe.Pointer, bytes int32)

//go:wasmimport convergence lock_release
func hostLockRelease(address unsafe.Pointer, bytes int32)

//go:wasmimport convergence lock_watch
func hostLockWatch()

//go:wasmimport convergence lock_query
func hostLockQuery(query int32)
