package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/offline"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
)

// keeper is a domain as the store of its models sees it, see [offline.Owner].
type keeper Domain

func (k *keeper) domain() *Domain { return (*Domain)(k) }

func (k *keeper) Event(e offline.Event) {
	if s, ok := k.sink.(OfflineSink); ok {
		s.OfflineEvent(k.domain(), e)
	}
}

func (k *keeper) Error(e session.Event)        { k.domain().emit(e) }
func (k *keeper) Opening(id string) bool       { return k.models.opening[id] != nil }
func (k *keeper) DataWanted(autoCreate uint32) { k.sink.DataWanted(k.domain(), autoCreate) }

func (k *keeper) Model(doc *document.Document, prefix string) *replica.Replica {
	return newModel(k.domain(), doc, IDSource{Prefix: prefix}).replica
}

func (k *keeper) OpenOnline(id string, autoCreate uint32, done func(*replica.Replica, *Error)) {
	k.domain().openOnline(id, autoCreate, func(m *Model, err *Error) {
		if m == nil {
			done(nil, err)
			return
		}
		done(m.replica, err)
	})
}

// services are what else a domain keeps in the store, see [offline.Services].
type services Domain

func (s *services) Pretend() { s.people.Pretend() }

func (s *services) Load(k layout.Known) {
	switch {
	case k.User != nil:
		s.people.Load(*k.User)
	case k.Chat != nil:
		s.chats.Load(*k.Chat)
	case k.Span != nil:
		s.chats.LoadSpan(k.ID, *k.Span)
	}
}

func (s *services) Keep() {
	s.people.Keep()
	s.chats.Keep()
}

func (s *services) Lost() {
	s.people.Lost()
	s.chats.Lost()
}

func (s *services) Restore() {
	s.chats.Restore()
	s.presence.Restore()
}

func (s *services) Refresh() { s.chats.Refresh() }

func (s *services) Adopt(alive func(string) bool) {
	s.presence.Adopt(alive)
	s.chats.Adopt(alive)
}

func (s *services) SaveState() SaveState { return min(s.chats.SaveState(), s.presence.SaveState()) }
