package client

import "github.com/convergence-wasm/convergence/pkg/protocol"

// StoredEvents returns the number after that of the newest event of a chat that
// is stored in one piece.
func (d *Domain) StoredEvents(chat string) int64 {
	d.session.Lock()
	defer d.session.Unlock()
	return d.chats.StoredEvents(chat)
}

// IsAdopted reports whether what dead clients have left to be said was read.
func (d *Domain) IsAdopted() bool {
	d.session.Lock()
	defer d.session.Unlock()
	return d.offline.Ready && !d.offline.Adopting && !d.offline.Unread
}

// Believe has the client take other limits for those of the server, until the
// server tells them again: so it sends what the server refuses.
func (d *Domain) Believe(change func(*protocol.Limits)) {
	d.session.Lock()
	defer d.session.Unlock()
	change(&d.session.Limits)
}
