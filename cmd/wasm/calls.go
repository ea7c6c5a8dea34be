//go:build js && wasm

package main

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
	if number >= methodModelOpen && number <= methodModelOrigin {
		return callModel(number, a, w)
	}
	return callDomain(number, a, w)
}
