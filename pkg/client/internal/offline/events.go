package offline

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/steps"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// The events of the offline support. Applications see those that begin with
// "offline_" under the same names.
const (
	StorageChanged = "storage_changed" // Storage, Err
	StorageFailed  = "storage_failed"  // Storage, Err: it is tried again
	SaveChanged    = "save_changed"    // Saved, and Model unless it is that of the domain

	StatusChanged      = "offline_model_status_changed" // Model, Flags
	Downloaded         = "offline_model_downloaded"     // Model, Version, Permissions
	Updated            = "offline_model_updated"        // Model, Version, Permissions
	Deleted            = "offline_model_deleted"        // Model
	PermissionsRevoked = "offline_model_permissions_revoked"
	DownloadStarted    = "offline_models_download_started"        // Count
	DownloadStatus     = "offline_models_download_status_changed" // Count; Flags are FlagSubscribed when subscriptions have changed it
	DownloadStopped    = "offline_models_download_stopped"
	SyncStarted        = "offline_models_sync_started"  // Count
	SyncProgress       = "offline_models_sync_progress" // Count
	SyncCompleted      = "offline_models_sync_completed"
	SyncAborted        = "offline_models_sync_aborted"
	ModelSyncStarted   = "offline_model_sync_started"   // Model
	ModelSyncCompleted = "offline_model_sync_completed" // Model
	ModelSyncError     = "offline_model_sync_error"     // Model, Err
	ModelRefused       = "offline_model_refused"        // Model, Err: see [Domain.RefusedModels]
)

// Event is an event of the offline support with the fields its name needs.
type Event struct {
	Name        string
	Model       string
	Count       int // models that are left to be done
	Flags       layout.Flags
	Version     int64
	Permissions protocol.Permissions
	Storage     storage.State
	Saved       local.SaveState
	Err         error
}

func (o *Models) emit(e Event) { o.owner.Event(e) }

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
	// Steps returns the undo steps of an open model that are kept.
	Steps(r *replica.Replica) *steps.Kept
	// TakeUp has a model go on with steps that fit it as it is.
	TakeUp(r *replica.Replica, k steps.Kept)
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
