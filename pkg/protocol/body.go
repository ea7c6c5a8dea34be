package protocol

// Body says which message an envelope carries.
type Body uint16

// The body numbers. They are never changed or reused.
const (
	BodyOK                  Body = 3
	BodyError               Body = 4
	BodyPing                Body = 5
	BodyPong                Body = 6
	BodyConnectionRequest   Body = 7
	BodyConnectionResponse  Body = 8
	BodyServerTimeRequest   Body = 20
	BodyServerTimeResponse  Body = 21
	BodyOpenRequest         Body = 100
	BodyOpenResponse        Body = 101
	BodyCloseRequest        Body = 102
	BodyCloseResponse       Body = 103
	BodyCreateRequest       Body = 104
	BodyCreateResponse      Body = 105
	BodyDeleteRequest       Body = 106
	BodyDeleteResponse      Body = 107
	BodyForceClose          Body = 108
	BodyRemoteOpened        Body = 109
	BodyRemoteClosed        Body = 110
	BodyAutoCreateRequest   Body = 111
	BodyAutoCreateResponse  Body = 112
	BodyRemoteOperation     Body = 113
	BodyOperationSubmission Body = 114
	BodyOperationAck        Body = 115
	BodyResyncRequest       Body = 131
	BodyResyncResponse      Body = 132
	BodyResyncClientDone    Body = 133
	BodyResyncServerDone    Body = 134
	BodyRemoteResyncStarted Body = 135
	BodyRemoteResyncDone    Body = 136
	BodyIdentityUpdate      Body = 200
)

// Message is the body of an envelope.
type Message interface {
	// Body returns the number that announces the message on the wire.
	Body() Body
	// fields visits the fields in wire order, for encoding and decoding alike.
	fields(c *codec)
}

// newMessage returns an empty message for a body number, or nil for a number
// that this version does not know.
func newMessage(b Body) Message {
	switch b {
	case BodyOK:
		return &OK{}
	case BodyError:
		return &Error{}
	case BodyPing:
		return &Ping{}
	case BodyPong:
		return &Pong{}
	case BodyConnectionRequest:
		return &ConnectionRequest{}
	case BodyConnectionResponse:
		return &ConnectionResponse{}
	case BodyServerTimeRequest:
		return &ServerTimeRequest{}
	case BodyServerTimeResponse:
		return &ServerTimeResponse{}
	case BodyOpenRequest:
		return &OpenRequest{}
	case BodyOpenResponse:
		return &OpenResponse{}
	case BodyCloseRequest:
		return &CloseRequest{}
	case BodyCloseResponse:
		return &CloseResponse{}
	case BodyCreateRequest:
		return &CreateRequest{}
	case BodyCreateResponse:
		return &CreateResponse{}
	case BodyDeleteRequest:
		return &DeleteRequest{}
	case BodyDeleteResponse:
		return &DeleteResponse{}
	case BodyForceClose:
		return &ForceClose{}
	case BodyRemoteOpened:
		return &RemoteOpened{}
	case BodyRemoteClosed:
		return &RemoteClosed{}
	case BodyAutoCreateRequest:
		return &AutoCreateRequest{}
	case BodyAutoCreateResponse:
		return &AutoCreateResponse{}
	case BodyRemoteOperation:
		return &RemoteOperation{}
	case BodyOperationSubmission:
		return &OperationSubmission{}
	case BodyOperationAck:
		return &OperationAck{}
	case BodyResyncRequest:
		return &ResyncRequest{}
	case BodyResyncResponse:
		return &ResyncResponse{}
	case BodyResyncClientDone:
		return &ResyncClientDone{}
	case BodyResyncServerDone:
		return &ResyncServerDone{}
	case BodyRemoteResyncStarted:
		return &RemoteResyncStarted{}
	case BodyRemoteResyncDone:
		return &RemoteResyncDone{}
	case BodyIdentityUpdate:
		return &IdentityUpdate{}
	}
	return nil
}
