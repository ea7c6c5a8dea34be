package roles

import (
	"context"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// The roles on an activity.
const (
	Join      = "join"
	Lurk      = "lurk"
	ViewState = "view_state"
	SetState  = "set_state"
	Remove    = "remove"
	Manage    = "manage"
)

// OfActivities are all of them.
var OfActivities = []string{Join, Lurk, ViewState, SetState, Remove, Manage}

// The roles on a chat.
const (
	CreateChat = "create_chat"
	RemoveChat = "remove_chat"
	JoinChat   = "join_chat"
	LeaveChat  = "leave_chat"
	AddUser    = "add_chat_user"
	RemoveUser = "remove_chat_user"
	SetName    = "set_chat_name"
	SetTopic   = "set_topic"
	ManageChat = "manage_chat_permissions"
)

// OfChats are all of them.
var OfChats = []string{CreateChat, RemoveChat, JoinChat, LeaveChat, AddUser, RemoveUser, SetName, SetTopic, ManageChat}

// otherSpellings are names that other servers use; they are understood, and
// answered in the spelling of the API.
var otherSpellings = map[string]string{
	"create_chat_channel": CreateChat,
	"remove_chat_channel": RemoveChat,
	"join_chat_channel":   JoinChat,
	"leave_chat_channel":  LeaveChat,
}

// Set is what somebody may do.
type Set map[string]bool

// Groups knows who is in which groups; a store does.
type Groups interface {
	GroupsOf(ctx context.Context, user protocol.UserID) ([]string, error)
}

// Of returns what a user may do: what everybody may, the user and the
// groups of the user, together. Users of type convergence may do all.
func Of(ctx context.Context, groups Groups, user protocol.UserID, r protocol.Roles, all []string) (Set, error) {
	set := make(Set)
	grant := func(names []string) {
		for _, name := range names {
			set[name] = true
		}
	}
	if user.Type == protocol.UserConvergence {
		grant(all)
		return set, nil
	}
	grant(r.World)
	for _, u := range r.Users {
		if u.User == user {
			grant(u.Names)
		}
	}
	if len(r.Groups) == 0 {
		return set, nil
	}
	in, err := groups.GroupsOf(ctx, user) // each time: other processes change them
	if err != nil {
		return nil, err
	}
	for _, g := range r.Groups {
		if slices.Contains(in, g.Group) {
			grant(g.Names)
		}
	}
	return set, nil
}

// Names returns the roles of a set in the order of all.
func (s Set) Names(all []string) []string {
	names := []string{}
	for _, name := range all {
		if s[name] {
			names = append(names, name)
		}
	}
	return names
}
