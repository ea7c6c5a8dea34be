package server

import (
	"context"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// The roles on an activity.
const (
	roleJoin      = "join"
	roleLurk      = "lurk"
	roleViewState = "view_state"
	roleSetState  = "set_state"
	roleRemove    = "remove"
	roleManage    = "manage"
)

var activityRoles = []string{roleJoin, roleLurk, roleViewState, roleSetState, roleRemove, roleManage}

// The roles on a chat.
const (
	roleCreateChat = "create_chat"
	roleRemoveChat = "remove_chat"
	roleJoinChat   = "join_chat"
	roleLeaveChat  = "leave_chat"
	roleAddUser    = "add_chat_user"
	roleRemoveUser = "remove_chat_user"
	roleSetName    = "set_chat_name"
	roleSetTopic   = "set_topic"
	roleManageChat = "manage_chat_permissions"
)

var chatRoles = []string{roleCreateChat, roleRemoveChat, roleJoinChat, roleLeaveChat, roleAddUser, roleRemoveUser, roleSetName, roleSetTopic, roleManageChat}

// otherSpellings are names that other servers use; they are understood, and
// answered in the spelling of the API.
var otherSpellings = map[string]string{
	"create_chat_channel": roleCreateChat,
	"remove_chat_channel": roleRemoveChat,
	"join_chat_channel":   roleJoinChat,
	"leave_chat_channel":  roleLeaveChat,
}

// roleSet is what somebody may do.
type roleSet map[string]bool

// rolesOf returns what a user may do: what everybody may, the user and the
// groups of the user, together. Users of type convergence may do all.
func (d *domain) rolesOf(ctx context.Context, user protocol.UserID, r protocol.Roles, all []string) (roleSet, error) {
	set := make(roleSet)
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
	groups, err := d.store.GroupsOf(ctx, user) // each time: other processes change them
	if err != nil {
		return nil, err
	}
	for _, g := range r.Groups {
		if slices.Contains(groups, g.Group) {
			grant(g.Names)
		}
	}
	return set, nil
}

// names returns the roles of a set in the order of all.
func (s roleSet) names(all []string) []string {
	names := []string{}
	for _, name := range all {
		if s[name] {
			names = append(names, name)
		}
	}
	return names
}

// checkRoles returns roles that a client gives in their usual spelling, or
// refuses the request. Those who are to get them must exist.
func (c *connection) checkRoles(request uint32, r protocol.Roles, known []string) (checked protocol.Roles, ok bool) {
	if checked, ok = c.spellRoles(request, r, known); !ok {
		return checked, false
	}
	var users []protocol.UserID
	var groups []string
	for _, u := range r.Users {
		users = append(users, u.User)
	}
	for _, g := range r.Groups {
		groups = append(groups, g.Group)
	}
	wrong, err := c.domain.missing(c.Context(), users, groups)
	if err != nil {
		c.Failed(request, "users cannot be looked up", err)
		return checked, false
	}
	if wrong != nil {
		c.Answer(request, wrong)
		return checked, false
	}
	return checked, true
}

// spellRoles is checkRoles for whoever has the roles.
func (c *connection) spellRoles(request uint32, r protocol.Roles, known []string) (checked protocol.Roles, ok bool) {
	unknown, total := "", 0
	check := func(names []string) []string {
		out := make([]string, len(names))
		for i, name := range names {
			if usual := otherSpellings[name]; usual != "" {
				name = usual
			}
			if !slices.Contains(known, name) {
				unknown = name
			}
			out[i] = name
		}
		total += len(names)
		return out
	}
	checked.World = check(r.World)
	for _, u := range r.Users {
		total++
		checked.Users = append(checked.Users, protocol.UserRoles{User: u.User, Names: check(u.Names)})
	}
	for _, g := range r.Groups {
		total++
		checked.Groups = append(checked.Groups, protocol.GroupRoles{Group: g.Group, Names: check(g.Names)})
	}
	if limit := c.server.options.MaxEntries; total > limit {
		c.Refuse(request, protocol.CodeLimitExceeded, "%d permissions can be given at once; put users into groups", limit)
		return checked, false
	}
	if unknown != "" {
		c.Refuse(request, protocol.CodeInvalidMessage, "there is no permission %q; there are %q", unknown, known)
		return checked, false
	}
	return checked, true
}

// resolveRoles answers what the session may do. Everybody may ask.
func (c *connection) resolveRoles(request uint32, t protocol.RoleTarget) {
	if t.Chat != "" {
		c.resolveChatRoles(request, t.Chat)
		return
	}
	c.existing(request, t.Activity, func(a *activity, rights roleSet) {
		c.Answer(request, &protocol.ResolveRolesResponse{Names: rights.names(activityRoles)})
	})
}

// getRoles answers who may do what, which takes the right to change it.
func (c *connection) getRoles(request uint32, t protocol.RoleTarget) {
	if t.Chat != "" {
		c.getChatRoles(request, t.Chat)
		return
	}
	c.existing(request, t.Activity, func(a *activity, rights roleSet) {
		if !rights[roleManage] {
			c.Refuse(request, protocol.CodeUnauthorized, "you may not see the permissions of activity %s/%s", t.Activity.Type, t.Activity.ID)
			return
		}
		c.answerRoles(request, a.info.Roles)
	})
}

func (c *connection) answerRoles(request uint32, r protocol.Roles) {
	var users []protocol.UserID
	for _, u := range r.Users {
		users = append(users, u.User)
	}
	c.SendMentioning(users, nil, conn.Out{Response: request, Message: &protocol.GetRolesResponse{Roles: r}})
}

// changeRoles changes who may do what.
func (c *connection) changeRoles(request uint32, t protocol.RoleTarget, change store.RolesChange) {
	known := activityRoles
	if t.Chat != "" {
		known = chatRoles
	}
	check := c.checkRoles
	if change.Mode == store.RolesRemove {
		check = c.spellRoles // nobody gets anything
	}
	var ok bool
	if change.Roles, ok = check(request, change.Roles, known); !ok {
		return
	}
	if t.Chat != "" {
		c.changeChatRoles(request, t.Chat, change)
	} else {
		c.changeActivityRoles(request, t.Activity, change)
	}
}
