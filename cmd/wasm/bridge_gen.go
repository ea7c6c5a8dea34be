// Code generated from internal/bridge by make generate. DO NOT EDIT.

//go:build js && wasm

package main

import "github.com/convergence-wasm/convergence/pkg/protocol"

// method numbers a general call, see docs/bridge.md.
type method int32

const (
	methodDomainNew               method = 1
	methodDomainConnect           method = 2
	methodDomainCredentials       method = 3
	methodDomainCredentialsFailed method = 4
	methodDomainDisconnect        method = 5
	methodDomainDispose           method = 6
	methodDomainInfo              method = 7
	methodDomainServerTime        method = 8
	methodDomainCancel            method = 9
	methodDomainOnline            method = 10
	methodDomainSignOut           method = 12
	methodLogLevels               method = 11
	methodModelOpen               method = 20
	methodModelOpenAutoCreate     method = 21
	methodModelData               method = 22
	methodModelDataFailed         method = 23
	methodModelCreate             method = 24
	methodModelRemove             method = 25
	methodModelOpenState          method = 26
	methodModelClose              method = 27
	methodModelInfo               method = 28
	methodModelCollaborators      method = 29
	methodModelElement            method = 30
	methodModelResyncing          method = 31
	methodModelUndo               method = 32
	methodModelRestore            method = 33
	methodModelOrigin             method = 34
	methodElementID               method = 40
	methodElementPath             method = 41
	methodElementParent           method = 42
	methodElementAt               method = 43
	methodElementValue            method = 44
	methodElementSetValue         method = 45
	methodElementRemove           method = 46
	methodObjectGet               method = 50
	methodObjectSet               method = 51
	methodObjectRemove            method = 52
	methodObjectKeys              method = 53
	methodObjectEntries           method = 54
	methodArrayGet                method = 60
	methodArraySet                method = 61
	methodArrayInsert             method = 62
	methodArrayRemove             method = 63
	methodArrayReorder            method = 64
	methodArrayItems              method = 65
	methodReferenceLocal          method = 70
	methodReferenceSet            method = 71
	methodReferenceClear          method = 72
	methodReferenceShare          method = 73
	methodReferenceUnshare        method = 74
	methodReferenceDispose        method = 75
	methodReferenceValues         method = 76
	methodReferenceInfo           method = 77
	methodReferences              method = 78
	methodPermissionsGet          method = 80
	methodPermissionsSet          method = 81
	methodQuery                   method = 82
	methodHistoryOpen             method = 83
	methodHistoryPlay             method = 84
	methodHistoryPlayToTime       method = 85
	methodHistoryInfo             method = 86
	methodLocalModel              method = 90
	methodMemoryStats             method = 91
	methodRemoteInserts           method = 92
	methodPresencePending         method = 99
	methodRequest                 method = 100
	methodPresenceSet             method = 101
	methodPresenceRemove          method = 102
	methodPresenceClear           method = 103
	methodPresenceOwn             method = 104
	methodPresenceGet             method = 105
	methodPresenceSubscribe       method = 106
	methodPresenceUnsubscribe     method = 107
	methodPresenceOf              method = 108
	methodUser                    method = 109
	methodActivityJoin            method = 110
	methodActivityLeave           method = 111
	methodActivityUpdate          method = 112
	methodActivityInfo            method = 113
	methodActivityParticipants    method = 114
	methodChatGet                 method = 120
	methodChatDirect              method = 121
	methodChatJoin                method = 122
	methodChatLeave               method = 123
	methodChatForget              method = 124
	methodChatInfo                method = 125
	methodChatPublish             method = 126
	methodChatPending             method = 127
	methodChatDiscard             method = 128
	methodOfflineInitialize       method = 130
	methodOfflineSubscribe        method = 131
	methodOfflineModels           method = 132
	methodOfflineInfo             method = 133
	methodOfflineFlush            method = 134
	methodModelSaved              method = 135
	methodLocksHeld               method = 136
	methodStoreAnswer             method = 137
	methodLockFree                method = 138
	methodOfflineRefused          method = 139
	methodOfflineDiscard          method = 140
	methodOfflineHidden           method = 141
)

// The frames, see docs/bridge.md.
const (
	frameSettle            = 1
	frameDomainEvent       = 2
	frameCredentialsWanted = 3
	frameDataWanted        = 4
	frameSession           = 5
	frameModelEvent        = 6
	frameElementEvent      = 7
	frameModelChanged      = 8
	frameDetached          = 9
	frameLog               = 10
	frameReferenceCreated  = 11
	frameReferenceEvent    = 12
	frameHistoryEvent      = 13
	framePresenceEvent     = 14
	frameActivityEvent     = 15
	frameChatEvent         = 16
	frameOfflineEvent      = 17
	frameStoreRequest      = 18
	frameUndoEvent         = 19
)

// What `model_batch` does.
const (
	batchStart    = 0
	batchComplete = 1
	batchCancel   = 2
	batchSize     = 3
)

// What `undo` does.
const (
	undoUndo    = 0
	undoRedo    = 1
	undoCanUndo = 2
	undoCanRedo = 3
	undoStop    = 4
	undoClear   = 5
	undoClose   = 6
)

// What a page has become: shown, hidden, or left for good.
const (
	hiddenShown  = 0
	hiddenHidden = 1
	hiddenLeft   = 2
)

// Bits of `model_state`.
const (
	modelStateOpen         = 1
	modelStateClosing      = 2
	modelStateCommitted    = 4
	modelStateBatchStarted = 8
	modelStateEmitsLocal   = 16
	modelStateLocal        = 32
)

// requests are what method Request may send.
var requests = [...]protocol.Body{
	protocol.BodyUsersRequest,
	protocol.BodyUserSearchRequest,
	protocol.BodyGroupsRequest,
	protocol.BodyUserGroupsRequest,
	protocol.BodyActivityCreateRequest,
	protocol.BodyActivityDeleteRequest,
	protocol.BodyActivityParticipantsRequest,
	protocol.BodyChatCreateRequest,
	protocol.BodyChatRemoveRequest,
	protocol.BodyChatsExistRequest,
	protocol.BodyJoinedChatsRequest,
	protocol.BodyChatsSearchRequest,
	protocol.BodyChatAddRequest,
	protocol.BodyChatRemoveUserRequest,
	protocol.BodyChatSetNameRequest,
	protocol.BodyChatSetTopicRequest,
	protocol.BodyChatMarkSeenRequest,
	protocol.BodyChatHistoryRequest,
	protocol.BodyResolveRolesRequest,
	protocol.BodyAddRolesRequest,
	protocol.BodyRemoveRolesRequest,
	protocol.BodySetRolesRequest,
	protocol.BodyGetRolesRequest,
	protocol.BodyVersionsRequest,
}
