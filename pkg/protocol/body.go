package protocol

// Body says which message an envelope carries.
type Body uint16

// The body numbers. They are never changed or reused.
const (
	BodyOK                        Body = 3
	BodyError                     Body = 4
	BodyPing                      Body = 5
	BodyPong                      Body = 6
	BodyConnectionRequest         Body = 7
	BodyConnectionResponse        Body = 8
	BodyServerTimeRequest         Body = 20
	BodyServerTimeResponse        Body = 21
	BodyOpenRequest               Body = 100
	BodyOpenResponse              Body = 101
	BodyCloseRequest              Body = 102
	BodyCloseResponse             Body = 103
	BodyCreateRequest             Body = 104
	BodyCreateResponse            Body = 105
	BodyDeleteRequest             Body = 106
	BodyDeleteResponse            Body = 107
	BodyForceClose                Body = 108
	BodyRemoteOpened              Body = 109
	BodyRemoteClosed              Body = 110
	BodyAutoCreateRequest         Body = 111
	BodyAutoCreateResponse        Body = 112
	BodyRemoteOperation           Body = 113
	BodyOperationSubmission       Body = 114
	BodyOperationAck              Body = 115
	BodyShareReference            Body = 116
	BodySetReference              Body = 117
	BodyClearReference            Body = 118
	BodyUnshareReference          Body = 119
	BodyReferenceShared           Body = 120
	BodyReferenceSet              Body = 121
	BodyReferenceCleared          Body = 122
	BodyReferenceUnshared         Body = 123
	BodyQueryRequest              Body = 124
	BodyQueryResponse             Body = 125
	BodyGetPermissionsRequest     Body = 126
	BodyGetPermissionsResponse    Body = 127
	BodySetPermissionsRequest     Body = 128
	BodySetPermissionsResponse    Body = 129
	BodyPermissionsChanged        Body = 130
	BodyResyncRequest             Body = 131
	BodyResyncResponse            Body = 132
	BodyResyncClientDone          Body = 133
	BodyResyncServerDone          Body = 134
	BodyRemoteResyncStarted       Body = 135
	BodyRemoteResyncDone          Body = 136
	BodyHistoryDataRequest        Body = 139
	BodyHistoryDataResponse       Body = 140
	BodyHistoryOperationsRequest  Body = 141
	BodyHistoryOperationsResponse Body = 142
	BodyVersionAtTimeRequest      Body = 143
	BodyVersionAtTimeResponse     Body = 144
	BodyIdentityUpdate            Body = 200
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
	case BodyShareReference:
		return &ShareReference{}
	case BodySetReference:
		return &SetReference{}
	case BodyClearReference:
		return &ClearReference{}
	case BodyUnshareReference:
		return &UnshareReference{}
	case BodyReferenceShared:
		return &ReferenceShared{}
	case BodyReferenceSet:
		return &ReferenceSet{}
	case BodyReferenceCleared:
		return &ReferenceCleared{}
	case BodyReferenceUnshared:
		return &ReferenceUnshared{}
	case BodyQueryRequest:
		return &QueryRequest{}
	case BodyQueryResponse:
		return &QueryResponse{}
	case BodyGetPermissionsRequest:
		return &GetPermissionsRequest{}
	case BodyGetPermissionsResponse:
		return &GetPermissionsResponse{}
	case BodySetPermissionsRequest:
		return &SetPermissionsRequest{}
	case BodySetPermissionsResponse:
		return &SetPermissionsResponse{}
	case BodyPermissionsChanged:
		return &PermissionsChanged{}
	case BodyHistoryDataRequest:
		return &HistoryDataRequest{}
	case BodyHistoryDataResponse:
		return &HistoryDataResponse{}
	case BodyHistoryOperationsRequest:
		return &HistoryOperationsRequest{}
	case BodyHistoryOperationsResponse:
		return &HistoryOperationsResponse{}
	case BodyVersionAtTimeRequest:
		return &VersionAtTimeRequest{}
	case BodyVersionAtTimeResponse:
		return &VersionAtTimeResponse{}
	}
	return nil
}
