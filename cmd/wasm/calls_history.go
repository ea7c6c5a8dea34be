//go:build js && wasm

package main

import "github.com/convergence-wasm/convergence/pkg/client"

func callHistory(number method, a *arguments, w *writer) error {
	if number == methodHistoryOpen {
		d := domainOf(a.int("domain"))
		promise := a.int("promise")
		d.OpenHistory(a.string("model id"), func(h *client.History, err *client.Error) {
			settle(promise, err, func(w *writer) { w.history(h) })
		})
		return nil
	}
	h := histories.get(uint32(a.int("history")))
	switch number {
	case methodHistoryPlay:
		promise := a.int("promise")
		h.PlayTo(int64(a.number("version")), settled(promise))
	case methodHistoryPlayToTime:
		promise := a.int("promise")
		h.PlayToTime(toMillis(a.number("time")), settled(promise))
	case methodHistoryInfo:
		s := h.Status()
		w.array(5)
		w.number(float64(s.Version))
		w.number(float64(s.Target))
		w.number(float64(s.Max))
		w.number(float64(s.Millis))
		w.bool(s.InTransition)
	}
	return nil
}

// history writes what JavaScript needs to make the object. It is called under
// the domain's lock, so it takes what does not change.
func (w *writer) history(h *client.History) {
	id, collection, created, modified, newest, oldest, began := h.Identity()
	w.array(9)
	w.int(int(historyHandle(h)))
	w.element(&h.Tree, h.Root())
	w.string(id)
	w.string(collection)
	w.number(float64(created))
	w.number(float64(modified))
	w.number(float64(newest))
	if oldest == 1 { // the whole history
		oldest = 0
	}
	w.number(float64(oldest))
	w.number(float64(began))
}

//go:wasmexport history_listen
func exportHistoryListen(h, mask int32) (status int32) {
	defer guard(&status)
	histories.get(uint32(h)).Listen(uint32(mask))
	return 0
}

//go:wasmexport release_history
func exportReleaseHistory(h int32) (status int32) {
	defer guard(&status)
	if x, ok := histories.remove(h); ok {
		x.Tag = 0
	}
	return 0
}

// HistoryEvent implements client.Sink.
func (sink) HistoryEvent(h *client.History, kind client.HistoryEventKind, version int64) {
	w := frames
	w.array(4)
	w.int(frameHistoryEvent)
	w.int(int(historyHandle(h)))
	w.int(int(kind))
	w.number(float64(version))
}
