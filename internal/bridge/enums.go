package bridge

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Enums are the numbers that both sides know, besides methods and frames.
var Enums = []Enum{
	{Name: "DomainEventCode", Note: "Domain events.", Values: []Value{
		{"ConnectionScheduled", int(client.DomainConnectionScheduled), "delay in seconds"},
		{"Connecting", int(client.DomainConnecting), ""},
		{"Authenticating", int(client.DomainAuthenticating), "method name"},
		{"Connected", int(client.DomainConnected), ""},
		{"ConnectionFailed", int(client.DomainConnectionFailed), "code, method name, message"},
		{"Interrupted", int(client.DomainInterrupted), ""},
		{"Disconnected", int(client.DomainDisconnected), ""},
		{"Error", int(client.DomainError), "message"},
	}},
	{Name: "ModelEventCode", Note: "Model events. Closed, Deleted and Error are always sent.", Listen: true, Values: []Value{
		{"Closed", int(client.ModelClosed), "local, reason or nil, reason code"},
		{"Deleted", int(client.ModelDeleted), "local, reason or nil"},
		{"VersionChanged", int(client.ModelVersionChanged), "version, session number of this client if it is its operation, else 0"},
		{"Modified", int(client.ModelModified), ""},
		{"Committed", int(client.ModelCommitted), ""},
		{"Offline", int(client.ModelOffline), ""},
		{"Online", int(client.ModelOnline), ""},
		{"Reconnecting", int(client.ModelReconnecting), ""},
		{"ResyncStarted", int(client.ModelResyncStarted), ""},
		{"ResyncCompleted", int(client.ModelResyncCompleted), ""},
		{"ResyncError", int(client.ModelResyncError), "message"},
		{"RemoteResyncStarted", int(client.ModelRemoteResyncStarted), "session number"},
		{"RemoteResyncCompleted", int(client.ModelRemoteResyncCompleted), "session number"},
		{"CollaboratorOpened", int(client.ModelCollaboratorOpened), "session number"},
		{"CollaboratorClosed", int(client.ModelCollaboratorClosed), "session number"},
		{"Reference", int(client.ModelReference), ""},
		{"PermissionsChanged", int(client.ModelPermissionsChanged), "permissions, permissions before"},
		{"Error", int(client.ModelError), "message"},
		{"Edited", int(client.ModelEdited), "sequence number; the ElementEvent frame before it is part of it if its local is nil"},
	}},
	{Name: "ElementEventCode", Note: "Element events. A listener to anything makes JavaScript set the bit of Detached too.", Listen: true, Values: []Value{
		{"Value", int(client.ElementValue), "value"},
		{"Detached", int(client.ElementDetached), ""},
		{"Reference", int(client.ElementReference), ""},
		{"ModelChanged", int(client.ElementModelChanged), ""},
		{"Set", int(client.ElementSet), "key or index, element, old element"},
		{"Remove", int(client.ElementRemove), "key or index, old element; of strings index, removed text"},
		{"Insert", int(client.ElementInsert), "index, element; of strings index, text"},
		{"Reorder", int(client.ElementReorder), "from, to"},
		{"Splice", int(client.ElementSplice), "index, deleted code units, text"},
		{"Delta", int(client.ElementDelta), "number"},
	}},
	{Name: "ReferenceEventCode", Note: "Reference events. A disposed reference is forgotten by Go after that.", Listen: true, Values: []Value{
		{"Set", int(client.ReferenceSet), ""},
		{"Cleared", int(client.ReferenceCleared), "no values"},
		{"Disposed", int(client.ReferenceDisposed), ""},
	}},
	{Name: "HistoryEventCode", Note: "History events.", Listen: true, Values: []Value{
		{"TargetChanged", int(client.HistoryTargetChanged), ""},
		{"TransitionStart", int(client.HistoryTransitionStart), ""},
		{"TransitionEnd", int(client.HistoryTransitionEnd), ""},
	}},
	{Name: "PresenceEventCode", Note: "Presence events.", Values: []Value{
		{"Set", int(client.PresenceStateSet), "state is all of it"},
		{"Removed", int(client.PresenceStateRemoved), "keys"},
		{"Cleared", int(client.PresenceStateCleared), ""},
		{"Availability", int(client.PresenceAvailabilityChanged), "available"},
		{"Rejected", int(client.PresenceStateRejected), "error: the server does not take a change"},
	}},
	{Name: "ActivityEventCode", Note: "Activity events.", Values: []Value{
		{"Joined", int(client.ActivitySessionJoined), "set is the state of the session"},
		{"SessionLeft", int(client.ActivitySessionLeft), ""},
		{"Delta", int(client.ActivityStateDelta), "set, removed, complete, old values"},
		{"Left", int(client.ActivityLeft), ""},
		{"Deleted", int(client.ActivityDeleted), ""},
		{"ForceLeave", int(client.ActivityForceLeave), "reason"},
		{"Rejected", int(client.ActivityStateRejected), "reason"},
	}},
	{Name: "ReferenceKind", Note: "Kinds of references.", Values: []Value{
		{"Index", int(ot.ReferenceIndex), ""},
		{"Range", int(ot.ReferenceRange), ""},
		{"Property", int(ot.ReferenceProperty), ""},
		{"Element", int(ot.ReferenceElement), ""},
	}},
	{Name: "Kind", Note: "Kinds of elements. Undefined is the shim's: the core has no such elements.", Values: []Value{
		{"Undefined", 0, ""},
		{"Object", int(ot.KindObject), ""},
		{"Array", int(ot.KindArray), ""},
		{"String", int(ot.KindString), ""},
		{"Number", int(ot.KindNumber), ""},
		{"Boolean", int(ot.KindBoolean), ""},
		{"Date", int(ot.KindDate), ""},
		{"Null", int(ot.KindNull), ""},
	}},
	{Name: "PermissionTarget", Note: "What permissions are about.", Values: []Value{
		{"Model", int(protocol.TargetModel), ""},
		{"Collection", int(protocol.TargetCollection), ""},
	}},
	{Name: "Permission", Note: "Bits of a permission set.", Values: []Value{
		{"Read", int(protocol.PermissionRead), ""},
		{"Write", int(protocol.PermissionWrite), ""},
		{"Remove", int(protocol.PermissionRemove), ""},
		{"Manage", int(protocol.PermissionManage), ""},
		{"Create", int(protocol.PermissionCreate), ""},
	}},
	{Name: "VersionAct", Note: "What is done with named versions.", Values: []Value{
		{"List", int(protocol.VersionList), ""},
		{"Find", int(protocol.VersionFind), ""},
		{"Name", int(protocol.VersionName), ""},
		{"Remove", int(protocol.VersionRemove), ""},
	}},
	{Name: "UserType", Note: "Types of users.", Values: []Value{
		{"Normal", int(protocol.UserNormal), ""},
		{"Convergence", int(protocol.UserConvergence), ""},
		{"Anonymous", int(protocol.UserAnonymous), ""},
	}},
	{Name: "AuthMethod", Note: "Ways to sign in. Fallback asks the application which one it wants.", Values: []Value{
		{"Fallback", 0, ""},
		{"Password", int(protocol.AuthPassword), ""},
		{"Jwt", int(protocol.AuthJWT), ""},
		{"Anonymous", int(protocol.AuthAnonymous), ""},
		{"Reconnect", int(protocol.AuthReconnect), ""},
	}},
	{Name: "Batch", Note: "What `model_batch` does.", Core: true, Values: []Value{
		{"Start", 0, ""}, {"Complete", 1, ""}, {"Cancel", 2, ""}, {"Size", 3, ""},
	}},
	{Name: "Undo", Note: "What `undo` does.", Core: true, Values: []Value{
		{"Undo", 0, ""}, {"Redo", 1, ""}, {"CanUndo", 2, ""}, {"CanRedo", 3, ""}, {"Stop", 4, ""}, {"Clear", 5, ""}, {"Close", 6, ""},
	}},
	{Name: "UndoEventCode", Note: "Events of the steps of an undo manager.", Values: []Value{
		{"Added", int(undo.Added), ""}, {"Popped", int(undo.Popped), ""}, {"Dropped", int(undo.Dropped), ""},
	}},
	{Name: "Hidden", Note: "What a page has become: shown, hidden, or left for good.", Core: true, Values: []Value{
		{"Shown", 0, ""}, {"Hidden", 1, ""}, {"Left", 2, ""},
	}},
	{Name: "ModelState", Note: "Bits of `model_state`.", Core: true, Values: []Value{
		{"Open", 1, ""}, {"Closing", 2, ""}, {"Committed", 4, ""}, {"BatchStarted", 8, ""}, {"EmitsLocal", 16, ""}, {"Local", 32, ""},
	}},
}

// Requests are the messages of pkg/protocol that method Request passes on, those
// that need no state in the core: protocol.Body, the name, Request.
var Requests = Enum{Name: "Body", Note: "Requests of pkg/protocol that the core passes on as they are.", Values: []Value{
	{"Users", int(protocol.BodyUsersRequest), ""},
	{"UserSearch", int(protocol.BodyUserSearchRequest), ""},
	{"Groups", int(protocol.BodyGroupsRequest), ""},
	{"UserGroups", int(protocol.BodyUserGroupsRequest), ""},
	{"ActivityCreate", int(protocol.BodyActivityCreateRequest), ""},
	{"ActivityDelete", int(protocol.BodyActivityDeleteRequest), ""},
	{"ActivityParticipants", int(protocol.BodyActivityParticipantsRequest), ""},
	{"ChatCreate", int(protocol.BodyChatCreateRequest), ""},
	{"ChatRemove", int(protocol.BodyChatRemoveRequest), ""},
	{"ChatsExist", int(protocol.BodyChatsExistRequest), ""},
	{"JoinedChats", int(protocol.BodyJoinedChatsRequest), ""},
	{"ChatsSearch", int(protocol.BodyChatsSearchRequest), ""},
	{"ChatAdd", int(protocol.BodyChatAddRequest), ""},
	{"ChatRemoveUser", int(protocol.BodyChatRemoveUserRequest), ""},
	{"ChatSetName", int(protocol.BodyChatSetNameRequest), ""},
	{"ChatSetTopic", int(protocol.BodyChatSetTopicRequest), ""},
	{"ChatMarkSeen", int(protocol.BodyChatMarkSeenRequest), ""},
	{"ChatHistory", int(protocol.BodyChatHistoryRequest), ""},
	{"ResolveRoles", int(protocol.BodyResolveRolesRequest), ""},
	{"AddRoles", int(protocol.BodyAddRolesRequest), ""},
	{"RemoveRoles", int(protocol.BodyRemoveRolesRequest), ""},
	{"SetRoles", int(protocol.BodySetRolesRequest), ""},
	{"GetRoles", int(protocol.BodyGetRolesRequest), ""},
	{"Versions", int(protocol.BodyVersionsRequest), ""},
}}
