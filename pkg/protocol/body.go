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
	case BodyUsersRequest:
		return &UsersRequest{}
	case BodyUserSearchRequest:
		return &UserSearchRequest{}
	case BodyUsersResponse:
		return &UsersResponse{}
	case BodyGroupsRequest:
		return &GroupsRequest{}
	case BodyGroupsResponse:
		return &GroupsResponse{}
	case BodyUserGroupsRequest:
		return &UserGroupsRequest{}
	case BodyUserGroupsResponse:
		return &UserGroupsResponse{}
	case BodyActivityParticipantsRequest:
		return &ActivityParticipantsRequest{}
	case BodyActivityParticipantsResponse:
		return &ActivityParticipantsResponse{}
	case BodyActivityCreateRequest:
		return &ActivityCreateRequest{}
	case BodyActivityDeleteRequest:
		return &ActivityDeleteRequest{}
	case BodyActivityJoinRequest:
		return &ActivityJoinRequest{}
	case BodyActivityJoinResponse:
		return &ActivityJoinResponse{}
	case BodyActivityLeaveRequest:
		return &ActivityLeaveRequest{}
	case BodyActivitySessionJoined:
		return &ActivitySessionJoined{}
	case BodyActivitySessionLeft:
		return &ActivitySessionLeft{}
	case BodyActivityUpdateState:
		return &ActivityUpdateState{}
	case BodyActivityStateUpdated:
		return &ActivityStateUpdated{}
	case BodyActivityDeleted:
		return &ActivityDeleted{}
	case BodyActivityForceLeave:
		return &ActivityForceLeave{}
	case BodyPresenceSetState:
		return &PresenceSetState{}
	case BodyPresenceRemoveState:
		return &PresenceRemoveState{}
	case BodyPresenceClearState:
		return &PresenceClearState{}
	case BodyPresenceStateSet:
		return &PresenceStateSet{}
	case BodyPresenceStateRemoved:
		return &PresenceStateRemoved{}
	case BodyPresenceStateCleared:
		return &PresenceStateCleared{}
	case BodyPresenceAvailabilityChanged:
		return &PresenceAvailabilityChanged{}
	case BodyPresenceRequest:
		return &PresenceRequest{}
	case BodyPresenceResponse:
		return &PresenceResponse{}
	case BodyPresenceSubscribeRequest:
		return &PresenceSubscribeRequest{}
	case BodyPresenceUnsubscribe:
		return &PresenceUnsubscribe{}
	case BodyPresenceChangeRequest:
		return &PresenceChangeRequest{}
	case BodyChatCreateRequest:
		return &ChatCreateRequest{}
	case BodyChatCreateResponse:
		return &ChatCreateResponse{}
	case BodyChatRemoveRequest:
		return &ChatRemoveRequest{}
	case BodyChatRemoved:
		return &ChatRemoved{}
	case BodyChatsRequest:
		return &ChatsRequest{}
	case BodyChatsResponse:
		return &ChatsResponse{}
	case BodyChatsExistRequest:
		return &ChatsExistRequest{}
	case BodyChatsExistResponse:
		return &ChatsExistResponse{}
	case BodyDirectChatsRequest:
		return &DirectChatsRequest{}
	case BodyJoinedChatsRequest:
		return &JoinedChatsRequest{}
	case BodyChatsSearchRequest:
		return &ChatsSearchRequest{}
	case BodyChatJoinRequest:
		return &ChatJoinRequest{}
	case BodyChatJoinResponse:
		return &ChatJoinResponse{}
	case BodyChatHappened:
		return &ChatHappened{}
	case BodyChatLeaveRequest:
		return &ChatLeaveRequest{}
	case BodyChatAddRequest:
		return &ChatAddRequest{}
	case BodyChatRemoveUserRequest:
		return &ChatRemoveUserRequest{}
	case BodyChatSetNameRequest:
		return &ChatSetNameRequest{}
	case BodyChatSetTopicRequest:
		return &ChatSetTopicRequest{}
	case BodyChatMarkSeenRequest:
		return &ChatMarkSeenRequest{}
	case BodyChatMarkedSeen:
		return &ChatMarkedSeen{}
	case BodyChatPublishRequest:
		return &ChatPublishRequest{}
	case BodyChatPublishResponse:
		return &ChatPublishResponse{}
	case BodyChatHistoryRequest:
		return &ChatHistoryRequest{}
	case BodyChatHistoryResponse:
		return &ChatHistoryResponse{}
	case BodyChatStanding:
		return &ChatStanding{}
	case BodyResolveRolesRequest:
		return &ResolveRolesRequest{}
	case BodyResolveRolesResponse:
		return &ResolveRolesResponse{}
	case BodyAddRolesRequest:
		return &AddRolesRequest{}
	case BodyRemoveRolesRequest:
		return &RemoveRolesRequest{}
	case BodySetRolesRequest:
		return &SetRolesRequest{}
	case BodyGetRolesRequest:
		return &GetRolesRequest{}
	case BodyGetRolesResponse:
		return &GetRolesResponse{}
	}
	return nil
}
