package client

import "github.com/convergence-wasm/convergence/pkg/document"

// Listen says which model events the sink wants; the mask has the bits of
// [ModelEventKind].
func (m *Model) Listen(mask uint32) {
	m.d.mu.Lock()
	defer m.d.mu.Unlock()
	m.listening = mask
}

// ListenElement says which events of an element the sink wants; the mask has
// the bits of [ElementEventKind]. Nothing is built for elements that nobody
// listens to.
func (m *Model) ListenElement(n *document.Node, mask uint32) {
	m.d.mu.Lock()
	defer m.d.mu.Unlock()
	if m.closed || !n.Attached() {
		return
	}
	m.forget(n)
	n.Listen = mask
	if mask != 0 {
		m.listenedElements++
	}
	if mask&ElementModelChanged.Bit() != 0 {
		m.changedListeners++
	}
}

// forget takes back what ListenElement counted for an element.
func (m *Model) forget(n *document.Node) {
	if n.Listen != 0 {
		m.listenedElements--
	}
	if n.Listen&ElementModelChanged.Bit() != 0 {
		m.changedListeners--
	}
	n.Listen = 0
}
