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
	if user.Type == protocol.UserConvergence {
		return Named(all), nil
	}
	set := make(Set)
	grant := func(names []string) {
		for _, name := range names {
			set[name] = true
		}
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

// Ask asks the program that the server is part of which roles a user has on a chat or an
// activity, of those that are kept. Nil has no program to ask.
type Ask func(ctx context.Context, user protocol.UserID, about Subject, kept []string) ([]string, error)

// Subject is what a program is asked about: a chat, or an activity.
type Subject struct {
	Chat     string
	Activity protocol.ActivityName
	New      bool              // whether it is to be made
	Direct   []protocol.UserID // members of a direct chat that is to be made
}

// Left returns what is left of a set, or comes to it, when the program is asked. Without an
// answer nothing is. Users of type convergence may do all, and are not asked about.
func (a Ask) Left(ctx context.Context, user protocol.UserID, about Subject, kept Set, all []string) (Set, error) {
	if a == nil || user.Type == protocol.UserConvergence {
		return kept, nil
	}
	names, err := a(ctx, user, about, kept.Names(all))
	if err != nil {
		return nil, err
	}
	return Named(names), nil
}

// Named is the set of the roles with some names.
func Named(names []string) Set {
	set := make(Set, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
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
