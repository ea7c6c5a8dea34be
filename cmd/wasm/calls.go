//go:build js && wasm

package main

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

var (
	args    = newArguments()
	results = newWriter(keptFrames)
)

//go:wasmexport call
func exportCall(number, bytes int32) (status int32) {
	defer guard(&status)
	args.reset(inputBytes(bytes))
	allocated(int(bytes) * 4)
	results.buf.Reset()
	if err := call(method(number), args, results); err != nil {
		return failed(err)
	}
	if bytes > keptFrames { // the decoder has a buffer for the longest text
		args = newArguments()
	}
	if bytes > largeInput {
		giveBack()
	}
	n := setOutput(results.buf.Bytes())
	if size := results.buf.Cap(); size > keptFrames { // large results are rare: do not keep their buffer
		allocated(size)
		results = newWriter(keptFrames)
	}
	return n
}

// call runs one method. What it writes to w is the result.
func call(number method, a *arguments, w *writer) error {
	switch {
	case number >= methodElementID && number <= methodArrayItems:
		return callElement(number, a, w)
	case number >= methodReferenceLocal && number <= methodReferences:
		return callReference(number, a, w)
	case number >= methodPermissionsGet && number <= methodQuery:
		return callAdministration(number, a)
	case number >= methodPresencePending && number <= methodUser:
		return callPresence(number, a, w)
	case number >= methodActivityJoin && number <= methodActivityParticipants:
		return callActivity(number, a, w)
	case number >= methodChatGet && number <= methodChatDiscard:
		return callChat(number, a, w)
	case number >= methodOfflineInitialize && number <= methodOfflineHidden:
		return callOffline(number, a, w)
	case number >= methodHistoryOpen && number <= methodHistoryInfo:
		return callHistory(number, a, w)
	}
	if number >= methodModelOpen && number <= methodModelResyncing {
		return callModel(number, a, w)
	}
	return callDomain(number, a, w)
}
