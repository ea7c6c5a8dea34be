package protocol

// Code names an error for programs. Codes are only ever added.
type Code string

// The codes that a server answers with.
const (
	CodeUnknown            Code = "unknown"
	CodeTimeout            Code = "timeout"
	CodeInvalidMessage     Code = "invalid_message"
	CodeInvalidArgument    Code = "invalid_argument"
	CodeUnauthorized       Code = "unauthorized"
	CodeNotSupported       Code = "not_supported"
	CodeLimitExceeded      Code = "limit_exceeded"
	CodeUnknownResource    Code = "unknown_resource_id"
	CodeModelNotFound      Code = "model_not_found"
	CodeModelNotOpen       Code = "model_not_open"
	CodeModelAlreadyOpen   Code = "model_already_open"
	CodeModelOpening       Code = "model_already_opening"
	CodeModelAlreadyExists Code = "model_already_exists"
	CodeModelDeleted       Code = "model_deleted"
	CodeModelClosing       Code = "model_closing_after_error"
	CodeDataRequestFailure Code = "data_request_failure"
	CodeInvalidModelData   Code = "invalid_model_creation_data"
	CodeNoCollection       Code = "collection_does_not_exist"
	CodeInvalidOperation   Code = "invalid_operation"
	CodeInvalidQuery       Code = "invalid_query"
	CodeUnknownModel       Code = "unknown_model"
	// CodeVersionNotKept: the domain does not keep that much of the history of the model.
	CodeVersionNotKept  Code = "version_not_kept"
	CodeVersionNotFound Code = "version_not_found"
	CodeVersionExists   Code = "version_already_exists"
)

// The codes of the other services.
const (
	CodeUserNotFound          Code = "user_not_found"
	CodeGroupNotFound         Code = "group_not_found"
	CodeActivityNotFound      Code = "activity_not_found"
	CodeActivityNotJoined     Code = "activity_not_joined"
	CodeActivityAlreadyJoined Code = "activity_already_joined"
	CodeActivityAlreadyExists Code = "activity_already_exists"
	CodeInvalidActivity       Code = "invalid_activity_id"
	CodeChatNotFound          Code = "chat_not_found"
	CodeChatNotJoined         Code = "chat_not_joined"
	CodeChatAlreadyJoined     Code = "chat_already_joined"
	CodeChatAlreadyMember     Code = "chat_already_a_member"
	CodeChatAlreadyExists     Code = "chat_already_exists"
	CodeChatNotMember         Code = "not_a_member"
	CodeCannotRemoveSelf      Code = "cant_remove_self"
)

// The codes of a refused connection, see [ConnectionFailure].
const (
	CodeDomainNotFound        Code = "domain_not_found"
	CodeDomainError           Code = "domain_error"
	CodeDomainUnavailable     Code = "domain_unavailable"
	CodeAuthenticationFailed  Code = "authentication_failed"
	CodeAuthenticationError   Code = "authentication_error"
	CodeAnonymousAuthDisabled Code = "anonymous_auth_disabled"
	CodeInvalidAuthMethod     Code = "invalid_auth_method"
	CodeServerError           Code = "server_error"
	CodeProtocolVersion       Code = "protocol_version"
	// CodeTooManyAttempts: so many passwords were wrong that the next has to wait, see
	// [ConnectionFailure.RetryAfter].
	CodeTooManyAttempts Code = "too_many_attempts"
)

// The codes that only a client makes.
const (
	CodeInternal                Code = "internal"
	CodeOffline                 Code = "offline"
	CodeRequestTimeout          Code = "request_timeout"
	CodeConnectionFailed        Code = "connection_failed"
	CodeServerConnectionFailed  Code = "server_connection_failed"
	CodeInitialConnectionFailed Code = "initial_connection_failed"
	CodeWebSocketsNotSupported  Code = "websockets_not_supported"
	CodeInvalidURL              Code = "invalid_url"
	CodeUnsupportedType         Code = "unsupported_type" // a value that cannot be shared
	CodeAlreadyConnected        Code = "already_connected"
	CodeAlreadyConnecting       Code = "already_connecting"
	CodeAlreadyClosing          Code = "already_closing"
	CodeAlreadyClosed           Code = "already_closed"
	CodeCancelled               Code = "cancelled"
	CodeDisposed                Code = "disposed"
)

// CloseReason says why the server closed a model for a client.
type CloseReason uint8

// The reasons.
const (
	ReasonUnknown            CloseReason = 0
	ReasonUnauthorized       CloseReason = 1
	ReasonDeleted            CloseReason = 2
	ReasonServerShutdown     CloseReason = 3
	ReasonInvalidOperation   CloseReason = 4
	ReasonInvalidReference   CloseReason = 5
	ReasonPermissionError    CloseReason = 6
	ReasonUnexpectedVersion  CloseReason = 7
	ReasonPermissionsChanged CloseReason = 8
	// ReasonServerError: the server could not store or read the model. Nothing is
	// wrong with the client, which keeps its edits and resynchronises later.
	ReasonServerError CloseReason = 9
)

// CloseCode is the status code of a closing WebSocket. What a client does is
// decided by the range alone, so a new reason needs no new client:
// 4000 to 4099 reconnect, 4100 to 4199 reconnect later, 4200 to 4299 stay away.
type CloseCode int

// The close codes. 1000 is a close that the client asked for.
const (
	CloseNormal CloseCode = 1000
	// CloseInternal: the server is at fault, not the client.
	CloseInternal CloseCode = 1011

	CloseProtocolError CloseCode = 4001 // malformed, oversized or unexpected message
	CloseSlowReader    CloseCode = 4002 // the client did not read what was sent to it
	CloseHeartbeat     CloseCode = 4003 // no sign of life
	CloseMoved         CloseCode = 4004 // the server hands its clients over to others, some at a time: connect at once
	CloseAbort         CloseCode = 4006 // the client gave up waiting

	CloseShutdown CloseCode = 4100 // the server stops or restarts
	CloseBusy     CloseCode = 4101
	// CloseUnavailable: the domain lets nobody in for now.
	CloseUnavailable CloseCode = 4102

	CloseRefused CloseCode = 4200 // the connection request was refused
	CloseKicked  CloseCode = 4201
)

// Blames reports whether the other side closed the connection for something that
// was sent to it, as it would do for the same again. Beside [CloseProtocolError]
// these are the codes of RFC 6455, section 7.4.1, that a proxy may give.
func (c CloseCode) Blames() bool {
	return c == CloseProtocolError || c == 1002 || c == 1003 || c == 1007 || c == 1009
}

// Retry says what a client does after a connection has been closed.
type Retry uint8

// What a client does.
const (
	RetryNow Retry = iota
	RetryLater
	RetryNever
)

// Retry returns what a client does after this close code. Codes outside the
// ranges, such as 1006 for a lost connection, mean to reconnect.
func (c CloseCode) Retry() Retry {
	switch {
	case c >= 4200 && c < 4300:
		return RetryNever
	case c >= 4100 && c < 4200:
		return RetryLater
	}
	return RetryNow
}
