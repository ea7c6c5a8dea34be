package bridge

// Frames are all kinds of frames.
var Frames = []Frame{
	{1, "Settle", "promise, done bool, result value", "the result is a failure when it is not done"},
	{2, "DomainEvent", "domain, event, ...payload value", ""},
	{3, "CredentialsWanted", "domain, attempt, method", ""},
	{4, "DataWanted", "domain, number", ""},
	{5, "Session", "domain, session, sessionId string, user?", "precedes the first frame that mentions the number of the session"},
	{6, "ModelEvent", "model, event, ...payload value", ""},
	{7, "ElementEvent", "element {handle, kind, owner}, event, local bool?, session, ...payload value", "the owner is a model, or see below; nil is an edit made here of which only the Edited of its model tells"},
	{8, "ModelChanged", "element, path [part]", "bubbles the ElementEvent frame just before it, with the path relative to the element; the first one is for the element itself with an empty path"},
	{9, "Detached", "element, back bool", "sent for every element that is listened to; back when it has come back under its id"},
	{10, "Log", "level, logger string, message string", "level 0 trace to 4 error; only lines that are wanted, see `LogLevels`. What an event tells, JavaScript logs itself"},
	{11, "ReferenceCreated", "model, owner element, reference, kind, key string, session", "a remote session has shared a reference on an element, or on the model"},
	{12, "ReferenceEvent", "reference, event, old value, values value, synthetic bool", ""},
	{13, "HistoryEvent", "history, event, version number", ""},
	{14, "PresenceEvent", "domain, event, own bool, user, state value, keys [string], available bool, more bool, error failure?", "more: further events of the same change follow"},
	{15, "ActivityEvent", "activity, event, local bool, session, set value, removed [string], complete bool, old value, reason string", ""},
	{16, "ChatEvent", "domain, id string, event chatEvent?, seen {type, username string, number}?, removed bool, joined bool, left bool, message pendingMessage?, missed {first number, count number}?", "a message waits or, with an error, was refused; missed are events that are not told"},
	{17, "OfflineEvent", "domain, name string, id string, count, flags, version number, permissions, state string, saved, error failure?", "see `pkg/client/events.go`"},
	{18, "StoreRequest", "store, request, what, ...payload value", "for a store of the application's, answered by `StoreAnswer`. 0 open: namespace, domain, username; 1 apply: `[kind, key, value or end or nil, ...]` with kinds 1 put, 2 delete, 3 delete range, 4 check; 2 range: from, to or nil, limit; 3 close"},
	{19, "UndoEvent", "undo, event, step, redo bool", "event is an UndoEventCode"},
}

// Records are what several signatures have in common.
var Records = []Record{
	{"creation", "collection string, value, overrideWorld bool, world int?, users [userPermissions], ephemeral bool", "what a model is made from"},
	{"user", "type, username string, firstName string, lastName string, displayName string, email string", "empty strings for values that are not set; type is a UserType"},
	{"userId", "type, username string", ""},
	{"userPermissions", "type, username string, permissions", ""},
	{"groupPermissions", "group string, permissions", ""},
	{"roles", "world [string], users [{userId, names [string]}], groups [{group string, names [string]}]", ""},
	{"chatInfo", "id string, type string, membership string, name string, topic string, created number, lastTime number, lastNumber number, members [{type, username string, seen number}]", ""},
	{"chatEvent", "kind string, number, millis number, userId, text string, topic string, subject userId?, members [userId]", ""},
	{"pendingMessage", "instance string, sequence number, chatId string, text string, millis number, error failure?", ""},
	{"failure", "errorClass, code string, message string, details value", "errorClass 0 `ConvergenceError`, 1 `Error`, 2 `TypeError`, 3 `RangeError`, 4 `ConvergenceServerError`"},
}
