package protocol

import "github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"

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
	BodySignOutRequest            Body = 22
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
	BodyOpenData                  Body = 145
	BodyVersionsRequest           Body = 146
	BodyVersionsResponse          Body = 147
	BodyRestoreRequest            Body = 148
	BodyRestoreResponse           Body = 149
	BodyIdentityUpdate            Body = 200

	BodyUsersRequest                 Body = 201
	BodyUserSearchRequest            Body = 202
	BodyUsersResponse                Body = 203
	BodyGroupsRequest                Body = 204
	BodyGroupsResponse               Body = 205
	BodyUserGroupsRequest            Body = 206
	BodyUserGroupsResponse           Body = 207
	BodyActivityParticipantsRequest  Body = 300
	BodyActivityParticipantsResponse Body = 301
	BodyActivityCreateRequest        Body = 302
	BodyActivityDeleteRequest        Body = 304
	BodyActivityJoinRequest          Body = 306
	BodyActivityJoinResponse         Body = 307
	BodyActivityLeaveRequest         Body = 308
	BodyActivitySessionJoined        Body = 310
	BodyActivitySessionLeft          Body = 311
	BodyActivityUpdateState          Body = 312
	BodyActivityStateUpdated         Body = 313
	BodyActivityDeleted              Body = 314
	BodyActivityForceLeave           Body = 315
	BodyPresenceSetState             Body = 400
	BodyPresenceRemoveState          Body = 401
	BodyPresenceClearState           Body = 402
	BodyPresenceStateSet             Body = 403
	BodyPresenceStateRemoved         Body = 404
	BodyPresenceStateCleared         Body = 405
	BodyPresenceAvailabilityChanged  Body = 406
	BodyPresenceRequest              Body = 407
	BodyPresenceResponse             Body = 408
	BodyPresenceSubscribeRequest     Body = 409
	BodyPresenceUnsubscribe          Body = 411
	BodyPresenceChangeRequest        Body = 412
	BodyChatCreateRequest            Body = 500
	BodyChatCreateResponse           Body = 501
	BodyChatRemoveRequest            Body = 502
	BodyChatRemoved                  Body = 504
	BodyChatsRequest                 Body = 505
	BodyChatsResponse                Body = 506
	BodyChatsExistRequest            Body = 507
	BodyChatsExistResponse           Body = 508
	BodyDirectChatsRequest           Body = 509
	BodyJoinedChatsRequest           Body = 511
	BodyChatsSearchRequest           Body = 513
	BodyChatJoinRequest              Body = 515
	BodyChatJoinResponse             Body = 516
	BodyChatHappened                 Body = 517
	BodyChatLeaveRequest             Body = 518
	BodyChatAddRequest               Body = 521
	BodyChatRemoveUserRequest        Body = 524
	BodyChatSetNameRequest           Body = 527
	BodyChatSetTopicRequest          Body = 530
	BodyChatMarkSeenRequest          Body = 533
	BodyChatMarkedSeen               Body = 535
	BodyChatPublishRequest           Body = 536
	BodyChatPublishResponse          Body = 537
	BodyChatHistoryRequest           Body = 539
	BodyChatHistoryResponse          Body = 540
	BodyChatStanding                 Body = 541
	BodyResolveRolesRequest          Body = 601
	BodyResolveRolesResponse         Body = 602
	BodyAddRolesRequest              Body = 603
	BodyRemoveRolesRequest           Body = 605
	BodySetRolesRequest              Body = 607
	BodyGetRolesRequest              Body = 609
	BodyGetRolesResponse             Body = 610
)

// AppendBody appends the fields of a message as a msgpack array, without an
// envelope, as the bridge to JavaScript hands them on: all of them, also empty ones.
func AppendBody(dst []byte, m Message) ([]byte, error) {
	out := pack.Buffer{B: dst}
	c := codec{mode: writing, out: &out, all: true}
	c.array(m.fields)
	return out.B, c.err
}

// DecodeBody reads what [AppendBody] wrote for a message of the given kind.
// Errors wrap [ErrMalformed].
func DecodeBody(b Body, data []byte) (Message, error) {
	in := pack.Reader{Data: data}
	c := codec{mode: reading, in: &in}
	m := newMessage(b)
	if m == nil {
		c.fail("there is no message %d", b)
		return nil, c.err
	}
	c.array(m.fields)
	if c.err == nil && in.Left() > 0 {
		c.fail("%d bytes too many", in.Left())
	}
	return m, c.err
}
