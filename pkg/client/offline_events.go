package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// OfflineSink is a [Sink] that also hears of the offline support.
type OfflineSink interface {
	OfflineEvent(d *Domain, e OfflineEvent)
}

// The events of the offline support. Applications see those that begin with
// "offline_" under the same names.
const (
	StorageChanged = "storage_changed" // Storage, Err
	StorageFailed  = "storage_failed"  // Storage, Err: it is tried again
	SaveChanged    = "save_changed"    // Saved, and Model unless it is that of the domain

	OfflineStatusChanged      = "offline_model_status_changed" // Model, Flags
	OfflineDownloaded         = "offline_model_downloaded"     // Model, Version, Permissions
	OfflineUpdated            = "offline_model_updated"        // Model, Version, Permissions
	OfflineDeleted            = "offline_model_deleted"        // Model
	OfflinePermissionsRevoked = "offline_model_permissions_revoked"
	OfflineDownloadStarted    = "offline_models_download_started"        // Count
	OfflineDownloadStatus     = "offline_models_download_status_changed" // Count; Flags are FlagSubscribed when subscriptions have changed it
	OfflineDownloadStopped    = "offline_models_download_stopped"
	OfflineSyncStarted        = "offline_models_sync_started"  // Count
	OfflineSyncProgress       = "offline_models_sync_progress" // Count
	OfflineSyncCompleted      = "offline_models_sync_completed"
	OfflineSyncAborted        = "offline_models_sync_aborted"
	OfflineModelSyncStarted   = "offline_model_sync_started"   // Model
	OfflineModelSyncCompleted = "offline_model_sync_completed" // Model
	OfflineModelSyncError     = "offline_model_sync_error"     // Model, Err
	OfflineRefused            = "offline_model_refused"        // Model, Err: see [Domain.RefusedModels]
)

// OfflineEvent is an event of the offline support with the fields its name needs.
type OfflineEvent struct {
	Name        string
	Model       string
	Count       int // models that are left to be done
	Flags       layout.Flags
	Version     int64
	Permissions protocol.Permissions
	Storage     storage.State
	Saved       SaveState
	Err         error
}

func (o *offline) emit(e OfflineEvent) {
	if o.sink != nil {
		o.sink.OfflineEvent(o.d, e)
	}
}

// SaveState says where edits are safe.
type SaveState = local.SaveState

// The answers, from the worst to the best.
const (
	Unsaved       = local.Unsaved
	SavedOnDevice = local.SavedOnDevice
	SavedOnServer = local.SavedOnServer
)

// SaveState returns where the edits of the model are safe.
func (m *Model) SaveState() SaveState {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	return m.saveState()
}

func (m *Model) saveState() SaveState {
	if m.saving != nil {
		return m.saving.judge()
	}
	if m.control.Committed() {
		return SavedOnServer
	}
	return Unsaved
}

// SaveState returns where the edits of all models are safe, of those that were
// closed too.
func (d *Domain) SaveState() SaveState {
	d.session.Lock()
	defer d.session.Unlock()
	return d.saveState()
}

func (d *Domain) saveState() SaveState {
	worst := SavedOnServer
	for _, m := range d.models.open {
		worst = min(worst, m.saveState())
	}
	if o := d.offline; o != nil {
		if o.passing {
			worst = Unsaved
		} else if o.remain || o.Unread || !o.Known() {
			worst = min(worst, SavedOnDevice)
		}
		worst = min(worst, d.chats.SaveState(), d.presence.SaveState())
		if o.Ready && worst > Unsaved {
			// Changes of closed models that wait for the store.
			for _, s := range o.closing() {
				worst = min(worst, s.judge())
			}
		}
	}
	return worst
}

// judge emits an event when the domain's answer has changed.
func (o *offline) judge() {
	if s := o.d.saveState(); s != o.saved {
		o.saved = s
		o.emit(OfflineEvent{Name: SaveChanged, Saved: s})
	}
}
