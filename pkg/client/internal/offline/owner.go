package offline

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
)

// Owner is the client whose models are kept. Its methods are called under the
// session's lock.
type Owner interface {
	// Event hears of an event.
	Event(e Event)
	// Error hears what the application is to know of.
	Error(e session.Event)
	// Model makes a model with a document and a prefix for the ids of its new elements.
	// It is detached, and in no table yet.
	Model(doc *document.Document, prefix string) *replica.Replica
	// OpenOnline opens a model at the server, see [Models.OpenModel].
	OpenOnline(id string, autoCreate uint32, done func(*replica.Replica, *session.Error))
	// Opening reports whether a model is being opened.
	Opening(id string) bool
	// DataWanted asks for the data of a new model, see [Models.Data].
	DataWanted(autoCreate uint32)
}

// Services are what else a client keeps in the store: people, chats, presence.
type Services interface {
	// Pretend has them begin with what is known without a connection.
	Pretend()
	// Load takes over what was stored of them.
	Load(k layout.Known)
	// Keep stores what became known before the store was there.
	Keep()
	// Lost forgets what was stored, because the store is gone.
	Lost()
	// Restore stores what waits for the server in a store that does not have it.
	Restore()
	// Refresh asks the server for what may have been missed.
	Refresh()
	// Adopt takes over what dead clients have left to be said.
	Adopt(alive func(string) bool)
	// SaveState returns where what was said is safe.
	SaveState() local.SaveState
}
