package offline

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
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
