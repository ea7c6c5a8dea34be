package server_test

import (
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

var (
	zoeID   = protocol.UserID{Username: "zoë"}
	nowhere = protocol.ActivityName{Type: "drawing", ID: "nothing"}
)

// fromServer are the messages that only a server sends. A client that sends one
// as a request is sent away.
var fromServer = bodies(
	protocol.BodyConnectionResponse, protocol.BodyServerTimeResponse, protocol.BodyOpenResponse, protocol.BodyCloseResponse, protocol.BodyCreateResponse,
	protocol.BodyDeleteResponse, protocol.BodyForceClose, protocol.BodyRemoteOpened, protocol.BodyRemoteClosed, protocol.BodyAutoCreateRequest,
	protocol.BodyRemoteOperation, protocol.BodyOperationAck, protocol.BodyReferenceShared, protocol.BodyReferenceSet, protocol.BodyReferenceCleared,
	protocol.BodyReferenceUnshared, protocol.BodyQueryResponse, protocol.BodyGetPermissionsResponse, protocol.BodySetPermissionsResponse,
	protocol.BodyPermissionsChanged, protocol.BodyResyncResponse, protocol.BodyResyncServerDone, protocol.BodyRemoteResyncStarted,
	protocol.BodyRemoteResyncDone, protocol.BodyHistoryDataResponse, protocol.BodyHistoryOperationsResponse, protocol.BodyVersionAtTimeResponse,
	protocol.BodyVersionsResponse, protocol.BodyRestoreResponse,
	protocol.BodyOpenData, protocol.BodyIdentityUpdate, protocol.BodyUsersResponse, protocol.BodyGroupsResponse, protocol.BodyUserGroupsResponse,
	protocol.BodyActivityParticipantsResponse, protocol.BodyActivityJoinResponse, protocol.BodyActivitySessionJoined, protocol.BodyActivitySessionLeft,
	protocol.BodyActivityStateUpdated, protocol.BodyActivityDeleted, protocol.BodyActivityForceLeave, protocol.BodyPresenceStateSet,
	protocol.BodyPresenceStateRemoved, protocol.BodyPresenceStateCleared, protocol.BodyPresenceAvailabilityChanged, protocol.BodyPresenceResponse,
	protocol.BodyChatCreateResponse, protocol.BodyChatRemoved, protocol.BodyChatsResponse, protocol.BodyChatsExistResponse, protocol.BodyChatJoinResponse,
	protocol.BodyChatHappened, protocol.BodyChatMarkedSeen, protocol.BodyChatPublishResponse, protocol.BodyChatHistoryResponse, protocol.BodyChatStanding,
	protocol.BodyResolveRolesResponse, protocol.BodyGetRolesResponse,
)

// answers are what clients answer to a server. Nobody has asked.
var answers = bodies(protocol.BodyOK, protocol.BodyError, protocol.BodyAutoCreateResponse)

func bodies(all ...protocol.Body) map[protocol.Body]bool {
	set := make(map[protocol.Body]bool, len(all))
	for _, b := range all {
		set[b] = true
	}
	return set
}

// requestRows is what comes of each request.
func requestRows(w *secrets) map[protocol.Body][]attempt {
	const (
		unauthorized = protocol.CodeUnauthorized
		noChat       = protocol.CodeChatNotFound
		notJoined    = protocol.CodeChatNotJoined
	)
	yes, all := true, protocol.AllPermissions
	rows := make(map[protocol.Body][]attempt)
	add := func(attempts ...attempt) {
		for _, a := range attempts {
			rows[a.send.Body()] = append(rows[a.send.Body()], a)
		}
	}
	refuse := func(code protocol.Code, messages ...protocol.Message) {
		for _, m := range messages {
			add(attempt{send: m, refused: code})
		}
	}
	empty := func(x *intruder, count int) {
		x.t.Helper()
		if count != 0 {
			x.t.Errorf("%s: found %d", x.secrets.doing, count)
		}
	}

	// Models. Another's model is refused by name, and its content is not told.
	refuse(unauthorized, &protocol.OpenRequest{ModelID: "secret"}, &protocol.OpenRequest{ModelID: "secret", AutoCreate: 1},
		&protocol.ResyncRequest{ModelID: "secret", Version: 1}, &protocol.DeleteRequest{ModelID: "secret"}, &protocol.DeleteRequest{ModelID: "readable"},
		&protocol.HistoryDataRequest{ModelID: "secret"}, &protocol.HistoryOperationsRequest{ModelID: "secret", From: 1, To: 100},
		&protocol.VersionsRequest{ModelID: "secret"}, &protocol.VersionsRequest{ModelID: "secret", Act: protocol.VersionFind, Name: "kept"},
		&protocol.VersionsRequest{ModelID: "secret", Act: protocol.VersionName, Name: "new"}, &protocol.VersionsRequest{ModelID: "readable", Act: protocol.VersionName, Name: "new"},
		&protocol.VersionsRequest{ModelID: "secret", Act: protocol.VersionRemove, Name: "kept"}, &protocol.VersionsRequest{ModelID: "readable", Act: protocol.VersionRemove, Name: "kept"},
		&protocol.RestoreRequest{ModelID: "secret", Version: 1}, &protocol.RestoreRequest{ModelID: "readable", Version: 1},
		&protocol.VersionAtTimeRequest{ModelID: "secret", Millis: 1 << 50}, &protocol.GetPermissionsRequest{ID: "secret"},
		&protocol.GetPermissionsRequest{ID: "vault", Target: protocol.TargetCollection},
		&protocol.SetPermissionsRequest{ID: "secret", World: &all, OverridesCollection: &yes},
		&protocol.SetPermissionsRequest{ID: "readable", SetUsers: userRights(bobID, all)},
		&protocol.SetPermissionsRequest{ID: "vault", Target: protocol.TargetCollection, World: &all},
		&protocol.CreateRequest{ModelID: "new", Creation: protocol.Creation{Collection: "vault", Data: newData()}})
	refuse(protocol.CodeModelNotOpen, &protocol.CloseRequest{Resource: w.model})
	add(attempt{send: &protocol.VersionsRequest{ModelID: "readable"}, allowed: &protocol.VersionsResponse{}})
	add(attempt{send: &protocol.CreateRequest{ModelID: "secret", Creation: creation()}, refused: protocol.CodeModelAlreadyExists,
		check: func(x *intruder, m protocol.Message) { empty(x, len(m.(*protocol.Error).Details)-1) }}, // its name, and not when it was made
		attempt{send: &protocol.QueryRequest{Query: "SELECT * FROM vault"}, allowed: &protocol.QueryResponse{},
			check: func(x *intruder, m protocol.Message) {
				empty(x, m.(*protocol.QueryResponse).Total+len(m.(*protocol.QueryResponse).Results))
			}},
		attempt{send: &protocol.QueryRequest{Query: "SELECT text FROM vault WHERE text LIKE '%" + marker[:4] + "%' ORDER BY text"}, allowed: &protocol.QueryResponse{},
			check: func(x *intruder, m protocol.Message) { empty(x, m.(*protocol.QueryResponse).Total) }})

	// Identity. Users and groups can be seen, e-mail addresses cannot.
	add(attempt{send: &protocol.UsersRequest{Users: []protocol.UserID{adaID, zoeID}}, allowed: &protocol.UsersResponse{},
		check: func(x *intruder, m protocol.Message) {
			for _, u := range m.(*protocol.UsersResponse).Users {
				if u.Email != "" {
					x.t.Errorf("%s sees the address of %+v", x.as, u)
				}
			}
		}},
		attempt{send: &protocol.UserSearchRequest{Fields: []protocol.UserField{protocol.FieldEmail}, Text: marker}, refused: unauthorized},
		attempt{send: &protocol.UserSearchRequest{Fields: []protocol.UserField{protocol.FieldUsername, protocol.FieldEmail}, Text: marker}, allowed: &protocol.UsersResponse{},
			check: func(x *intruder, m protocol.Message) { empty(x, m.(*protocol.UsersResponse).Total) }},
		attempt{send: &protocol.UserSearchRequest{Fields: []protocol.UserField{protocol.FieldUsername}, OrderBy: protocol.FieldEmail}, allowed: &protocol.UsersResponse{}},
		attempt{send: &protocol.GroupsRequest{IDs: []string{"g"}}, allowed: &protocol.GroupsResponse{}},
		attempt{send: &protocol.UserGroupsRequest{Users: []protocol.UserID{adaID}}, allowed: &protocol.UserGroupsResponse{}})

	// Presence is for everybody.
	add(attempt{send: &protocol.PresenceRequest{Users: []protocol.UserID{adaID, zoeID}}, allowed: &protocol.PresenceResponse{}},
		attempt{send: &protocol.PresenceSubscribeRequest{Users: []protocol.UserID{adaID}}, allowed: &protocol.PresenceResponse{}},
		attempt{send: &protocol.PresenceChangeRequest{Instance: w.ada.instance, Sequence: 1, Set: values{"k": 2.0}}, refused: unauthorized},
		attempt{send: &protocol.PresenceChangeRequest{Set: values{"k": 2.0}}, refused: protocol.CodeInvalidMessage},
		attempt{send: &protocol.SignOutRequest{}, allowed: &protocol.OK{}},
		attempt{send: &protocol.ServerTimeRequest{}, allowed: &protocol.ServerTimeResponse{}})

	// Activities.
	activity := protocol.RoleTarget{Activity: draw}
	mine := protocol.Roles{World: []string{"join", "view_state", "manage"}}
	refuse(unauthorized, &protocol.ActivityJoinRequest{ActivityName: draw}, &protocol.ActivityJoinRequest{ActivityName: draw, Lurk: true},
		&protocol.ActivityJoinRequest{ActivityName: draw, Create: &protocol.ActivityCreation{Roles: mine}},
		&protocol.ActivityJoinRequest{ActivityName: halfOpen, Lurk: true},
		&protocol.ActivityDeleteRequest{ActivityName: draw}, &protocol.ActivityDeleteRequest{ActivityName: halfOpen},
		&protocol.ActivityParticipantsRequest{ActivityName: draw}, &protocol.ActivityParticipantsRequest{ActivityName: halfOpen},
		&protocol.GetRolesRequest{RoleTarget: activity}, &protocol.AddRolesRequest{RoleTarget: activity, Roles: mine},
		&protocol.RemoveRolesRequest{RoleTarget: activity, Roles: mine}, &protocol.SetRolesRequest{RoleTarget: activity, SetWorld: true, Roles: mine})
	refuse(protocol.CodeActivityAlreadyExists, &protocol.ActivityCreateRequest{ActivityName: draw, Roles: mine})
	refuse(protocol.CodeActivityNotJoined, &protocol.ActivityLeaveRequest{Resource: w.activity})
	refuse(protocol.CodeActivityNotFound, &protocol.ActivityJoinRequest{ActivityName: nowhere})
	add(attempt{send: &protocol.ActivityJoinRequest{ActivityName: halfOpen, State: values{"mine": 1.0}}, allowed: &protocol.ActivityJoinResponse{},
		check: func(x *intruder, m protocol.Message) {
			in := m.(*protocol.ActivityJoinResponse)
			for _, s := range in.Sessions {
				if len(s.State) != 0 {
					x.t.Errorf("%s sees the state %+v", x.as, s)
				}
			}
			x.tell(&protocol.ActivityUpdateState{Resource: in.Resource, Set: values{"mine": 1.0}})
			if e := next[*protocol.Error](x.client); e.Code != unauthorized {
				x.t.Errorf("%s may set a state: %+v", x.as, e)
			}
			call[*protocol.OK](x.client, &protocol.ActivityLeaveRequest{Resource: in.Resource})
		}},
		attempt{send: &protocol.ResolveRolesRequest{RoleTarget: activity}, allowed: &protocol.ResolveRolesResponse{},
			check: func(x *intruder, m protocol.Message) { empty(x, len(m.(*protocol.ResolveRolesResponse).Names)) }})

	// Chats. A private chat is not there for others, and a public one is read
	// and written by its members.
	every := []string{"join_chat", "manage_chat_permissions"}
	of := func(id string) []protocol.Message {
		target := protocol.RoleTarget{Chat: id}
		return []protocol.Message{
			&protocol.ChatRemoveRequest{ID: id}, &protocol.ChatJoinRequest{ID: id}, &protocol.ChatLeaveRequest{ID: id},
			&protocol.ChatAddRequest{ID: id, User: bobID}, &protocol.ChatRemoveUserRequest{ID: id, User: adaID},
			&protocol.ChatSetNameRequest{ID: id, Name: "n"}, &protocol.ChatSetTopicRequest{ID: id, Topic: "t"},
			&protocol.ChatMarkSeenRequest{ID: id, Number: 1}, &protocol.ChatPublishRequest{ID: id, Text: "t"},
			&protocol.ChatHistoryRequest{ID: id}, &protocol.ResolveRolesRequest{RoleTarget: target}, &protocol.GetRolesRequest{RoleTarget: target},
			&protocol.AddRolesRequest{RoleTarget: target, Roles: protocol.Roles{World: every}},
			&protocol.RemoveRolesRequest{RoleTarget: target, Roles: protocol.Roles{World: every}},
			&protocol.SetRolesRequest{RoleTarget: target, SetWorld: true, Roles: protocol.Roles{World: every}},
		}
	}
	missing := of("nothing")
	for _, id := range []string{"cellar", w.direct} {
		for i, m := range of(id) {
			add(attempt{send: m, refused: noChat, missing: missing[i]})
		}
	}
	refuse(unauthorized, &protocol.ChatRemoveRequest{ID: "town"}, &protocol.ChatHistoryRequest{ID: "town"}, &protocol.ChatHistoryRequest{ID: "hall"},
		&protocol.GetRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "town"}}, &protocol.AddRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "town"}},
		&protocol.RemoveRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "town"}}, &protocol.SetRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "town"}})
	refuse(notJoined, &protocol.ChatLeaveRequest{ID: "town"}, &protocol.ChatAddRequest{ID: "town", User: bobID}, &protocol.ChatRemoveUserRequest{ID: "town", User: adaID},
		&protocol.ChatSetNameRequest{ID: "town"}, &protocol.ChatSetTopicRequest{ID: "town"}, &protocol.ChatMarkSeenRequest{ID: "town"},
		&protocol.ChatPublishRequest{ID: "town", Text: "t"}, &protocol.ChatPublishRequest{ID: "hall", Text: "t"})
	refuse(unauthorized, &protocol.ChatPublishRequest{ID: "town", Text: "t", Instance: w.ada.instance, Sequence: 1})
	refuse(protocol.CodeChatAlreadyExists, &protocol.ChatCreateRequest{ID: "cellar", Type: "channel", Membership: "public"})
	add(attempt{send: &protocol.ChatsRequest{IDs: []string{"cellar", w.direct, "nothing"}}, allowed: &protocol.ChatsResponse{},
		check: func(x *intruder, m protocol.Message) { empty(x, len(m.(*protocol.ChatsResponse).Chats)) }},
		attempt{send: &protocol.ChatsExistRequest{IDs: []string{"cellar", w.direct}}, allowed: &protocol.ChatsExistResponse{},
			check: func(x *intruder, m protocol.Message) {
				for _, exist := range m.(*protocol.ChatsExistResponse).Exist {
					if exist {
						x.t.Errorf("%s learns of a private chat", x.as)
					}
				}
			}},
		attempt{send: &protocol.ChatsSearchRequest{Text: marker}, allowed: &protocol.ChatsResponse{},
			check: func(x *intruder, m protocol.Message) {
				empty(x, m.(*protocol.ChatsResponse).Total+len(m.(*protocol.ChatsResponse).Chats))
			}},
		attempt{send: &protocol.ChatsSearchRequest{Membership: "private"}, allowed: &protocol.ChatsResponse{},
			check: func(x *intruder, m protocol.Message) { empty(x, m.(*protocol.ChatsResponse).Total) }},
		attempt{send: &protocol.JoinedChatsRequest{}, allowed: &protocol.ChatsResponse{},
			check: func(x *intruder, m protocol.Message) { empty(x, len(m.(*protocol.ChatsResponse).Chats)) }})
	refuse(protocol.CodeInvalidMessage, &protocol.DirectChatsRequest{Lists: [][]protocol.UserID{{}}})
	return rows
}

// noticeRows is what comes of each message that wants no answer.
func noticeRows(w *secrets) map[protocol.Body][]attempt {
	rows := make(map[protocol.Body][]attempt)
	add := func(code protocol.Code, messages ...protocol.Message) {
		for _, m := range messages {
			rows[m.Body()] = append(rows[m.Body()], attempt{send: m, refused: code})
		}
	}
	at := protocol.ReferenceName{Element: "t", Key: marker}
	index := ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{0}}
	// A resource of another connection is none of this one.
	add(protocol.CodeUnknownResource, &protocol.OperationSubmission{Resource: w.model, First: 1, Version: 2, Operations: []ot.Op{splice(0, 0, "x")}},
		&protocol.ShareReference{Resource: w.model, ReferenceName: at, Values: index, Version: 2},
		&protocol.SetReference{Resource: w.model, ReferenceName: at, Values: index, Version: 2},
		&protocol.ClearReference{Resource: w.model, ReferenceName: at}, &protocol.UnshareReference{Resource: w.model, ReferenceName: at},
		&protocol.ResyncClientDone{Resource: w.model, Open: true})
	add(protocol.CodeActivityNotJoined, &protocol.ActivityUpdateState{Resource: w.activity, Set: values{"k": 1.0}, Complete: true})
	// The own presence is all that can be changed.
	add("", &protocol.PresenceSetState{State: values{}}, &protocol.PresenceRemoveState{Keys: []string{"k"}}, &protocol.PresenceClearState{},
		&protocol.PresenceUnsubscribe{Users: []protocol.UserID{adaID}})
	return rows
}
