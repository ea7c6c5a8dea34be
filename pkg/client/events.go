package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/offline"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Sink receives what happens. It is called under the domain's lock, in the order
// of events, and must only note what it is given.
type Sink interface {
	// Busy reports whether something that was emitted has not been heard yet. While
	// that is so, nothing that the server has sent is handled, so that listeners
	// find the state as the change that they hear of has left it. A sink whose
	// listeners need not find it so is never busy.
	Busy() bool
	DomainEvent(d *Domain, e DomainEvent)
	// ModelEvent is called for events that [Model.Listen] asked for, and
	// always for ModelClosed, ModelDeleted and ModelError.
	ModelEvent(m *Model, e ModelEvent)
	// ElementEvent is called for a change of an element when it or, for
	// ElementModelChanged, a container of it is listened to.
	ElementEvent(t *Tree, n *document.Node, e ElementEvent)
	// ElementChanged follows ElementEvent for the element itself and every
	// container above it that listens to ElementModelChanged, from the inside
	// out.
	ElementChanged(t *Tree, listener, changed *document.Node)
	// ElementDetached is called for elements that listen to ElementDetached.
	ElementDetached(t *Tree, n *document.Node)
	// ElementBack is called for an element that was detached, had a tag, and is there again as
	// another node, which has the tag now.
	ElementBack(t *Tree, n *document.Node)
	// ReferenceCreated is called when another session has shared a reference
	// on an element that listens to ElementReference, or on a model that
	// listens to ModelReference.
	ReferenceCreated(r *Reference)
	// ReferenceEvent is called for events that [Reference.Listen] asked for.
	ReferenceEvent(r *Reference, e ReferenceEvent)
	// HistoryEvent is called for events that [History.Listen] asked for.
	HistoryEvent(h *History, kind HistoryEventKind, version int64)
	PresenceEvent(d *Domain, e PresenceEvent)
	ActivityEvent(d *Domain, a *Activity, e ActivityEvent)
	ChatEvent(d *Domain, e ChatEvent)
	// CredentialsWanted asks for a call of [Domain.Credentials] or
	// [Domain.CredentialsFailed] with the same attempt. Method 0 asks for
	// credentials of any method in place of a reconnect token that the server
	// has refused, see Options.FallbackAuth.
	CredentialsWanted(d *Domain, attempt int, method protocol.AuthMethod)
	// DataWanted asks for a call of [Domain.ModelData] or
	// [Domain.ModelDataFailed] with the same number.
	DataWanted(d *Domain, number uint32)
}

// ModelEventKind is the kind of a model event; 1<<(kind-1) is its bit in the
// mask of [Model.Listen].
type ModelEventKind = replica.EventKind

// The model events.
const (
	ModelClosed                = replica.Closed         // Local, Message, Reason
	ModelDeleted               = replica.Deleted        // Local, Message
	ModelVersionChanged        = replica.VersionChanged // Version, Participant under whom the server has taken an operation of this client
	ModelModified              = replica.Modified
	ModelCommitted             = replica.Committed
	ModelOffline               = replica.Offline
	ModelOnline                = replica.Online
	ModelReconnecting          = replica.Reconnecting
	ModelResyncStarted         = replica.ResyncStarted
	ModelResyncCompleted       = replica.ResyncCompleted
	ModelResyncError           = replica.ResyncError           // Message
	ModelRemoteResyncStarted   = replica.RemoteResyncStarted   // Participant
	ModelRemoteResyncCompleted = replica.RemoteResyncCompleted // Participant
	ModelCollaboratorOpened    = replica.CollaboratorOpened    // Participant
	ModelCollaboratorClosed    = replica.CollaboratorClosed    // Participant
	ModelReference             = replica.Reference
	ModelPermissionsChanged    = replica.PermissionsChanged // Permissions, Before
	ModelError                 = replica.Error              // Message
	ModelEdited                = replica.Edited             // Version is the sequence number of the operation that an edit made here is part of
)

// ModelEvent is an event of a model with the fields its kind needs.
type ModelEvent = replica.Event

// OfflineEvent is an event of the offline support with the fields its name needs.
type OfflineEvent = offline.Event

// The events of the offline support. Applications see those that begin with
// "offline_" under the same names.
const (
	StorageChanged = offline.StorageChanged // Storage, Err
	StorageFailed  = offline.StorageFailed  // Storage, Err: it is tried again
	SaveChanged    = offline.SaveChanged    // Saved, and Model unless it is that of the domain

	OfflineStatusChanged      = offline.StatusChanged // Model, Flags
	OfflineDownloaded         = offline.Downloaded    // Model, Version, Permissions
	OfflineUpdated            = offline.Updated       // Model, Version, Permissions
	OfflineDeleted            = offline.Deleted       // Model
	OfflinePermissionsRevoked = offline.PermissionsRevoked
	OfflineDownloadStarted    = offline.DownloadStarted // Count
	OfflineDownloadStatus     = offline.DownloadStatus  // Count; Flags are FlagSubscribed when subscriptions have changed it
	OfflineDownloadStopped    = offline.DownloadStopped
	OfflineSyncStarted        = offline.SyncStarted  // Count
	OfflineSyncProgress       = offline.SyncProgress // Count
	OfflineSyncCompleted      = offline.SyncCompleted
	OfflineSyncAborted        = offline.SyncAborted
	OfflineModelSyncStarted   = offline.ModelSyncStarted   // Model
	OfflineModelSyncCompleted = offline.ModelSyncCompleted // Model
	OfflineModelSyncError     = offline.ModelSyncError     // Model, Err
	OfflineRefused            = offline.ModelRefused       // Model, Err: see [Domain.RefusedModels]
)
