package chat

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Load follows a chat that is in the store.
func (all *Chats) Load(info protocol.ChatInfo) {
	if all.known[info.ID] == nil {
		c := all.follow(info, false)
		c.kept, c.on = true, nil
	}
}

// LoadSpan takes over which events of a chat are in the store.
func (all *Chats) LoadSpan(id string, span layout.Span) {
	c := all.known[id]
	if c == nil || c.span.From != c.span.To {
		return
	}
	opened := c.span.Opened
	c.span = span
	c.span.Opened = c.span.Opened || opened
	if last := c.span.To - 1; last > c.info.LastEventNumber {
		c.info.LastEventNumber, c.info.LastEventTime = last, c.span.Millis
	}
}

// Keep stores chats that became known before the store was there.
func (all *Chats) Keep() {
	for _, c := range all.known {
		if !c.kept {
			all.keepChat(c, true)
		}
	}
}

// Hide forgets what is in the store: it is that of another user.
func (all *Chats) Hide() {
	for id, c := range all.known {
		if c.kept {
			delete(all.known, id)
		}
	}
}

// Lost notes that the store has nothing any more.
func (all *Chats) Lost() {
	for _, c := range all.known {
		c.kept, c.span = false, layout.Span{}
	}
}

// Restore stores the messages that wait in a store that does not have them.
func (all *Chats) Restore() {
	for _, m := range all.outbox.list {
		if m.stored = false; m.kept && all.Store.Broken == nil {
			all.keepMessage(m)
		}
	}
}

// StoredEvents returns the number after that of the newest event of a chat that is
// in the store.
func (all *Chats) StoredEvents(id string) int64 {
	if c := all.known[id]; c != nil {
		return c.span.To
	}
	return 0
}
