package protocol

// MaxInstance bounds the id of a running client, in bytes.
const MaxInstance = 128

// CheckNames is [Limits.Check] for what a client does not look at before it sends it: the
// ids of those who are mentioned, and what is looked for. Most of it names something that
// would not be found; but it would be kept in memory, in the log or in the store first.
func (l *Limits) CheckNames(m Message) *Excess {
	switch m := m.(type) {
	case *ConnectionRequest:
		return either(within("the name of the client software", m.Client, l.Name), within("its version", m.ClientVersion, l.Name),
			l.id("a username", m.Username))
	case *OperationSubmission:
		return instance(m.Instance)
	case *ResyncRequest:
		return l.id("a model id", m.ModelID)
	case *CreateRequest:
		return l.creationNames(&m.Creation)
	case *AutoCreateResponse:
		return l.creationNames(&m.Creation)
	case *HistoryDataRequest:
		return l.id("a model id", m.ModelID)
	case *HistoryOperationsRequest:
		return l.id("a model id", m.ModelID)
	case *VersionAtTimeRequest:
		return l.id("a model id", m.ModelID)
	case *VersionsRequest:
		return l.id("a model id", m.ModelID)
	case *RestoreRequest:
		return l.id("a model id", m.ModelID)
	case *GetPermissionsRequest:
		return l.id("the id of a model or collection", m.ID)
	case *SetPermissionsRequest:
		return either(l.id("the id of a model or collection", m.ID), l.users(m.RemoveUsers), l.permissions(m.SetUsers, m.SetGroups),
			l.ids("a group id", m.RemoveGroups...))
	case *UsersRequest:
		return l.users(m.Users)
	case *UserSearchRequest:
		return within("a text to look for", m.Text, l.Query)
	case *GroupsRequest:
		return l.ids("a group id", m.IDs...)
	case *UserGroupsRequest:
		return l.users(m.Users)
	case *PresenceRequest:
		return l.users(m.Users)
	case *PresenceSubscribeRequest:
		return l.users(m.Users)
	case *PresenceUnsubscribe:
		return l.users(m.Users)
	case *PresenceChangeRequest:
		return instance(m.Instance)
	case *ActivityParticipantsRequest:
		return l.Activity(m.ActivityName)
	case *ActivityCreateRequest:
		return l.roles(&m.Roles)
	case *ActivityJoinRequest:
		if m.Create != nil {
			return l.roles(&m.Create.Roles)
		}
	case *ResolveRolesRequest:
		return l.target(&m.RoleTarget)
	case *GetRolesRequest:
		return l.target(&m.RoleTarget)
	case *AddRolesRequest:
		return either(l.target(&m.RoleTarget), l.roles(&m.Roles))
	case *RemoveRolesRequest:
		return either(l.target(&m.RoleTarget), l.roles(&m.Roles))
	case *SetRolesRequest:
		return either(l.target(&m.RoleTarget), l.roles(&m.Roles))
	}
	return l.chatNames(m)
}

// chatNames is CheckNames for messages about chats.
func (l *Limits) chatNames(m Message) *Excess {
	const id = "a chat id"
	switch m := m.(type) {
	case *ChatCreateRequest:
		return l.users(m.Members)
	case *ChatRemoveRequest:
		return l.id(id, m.ID)
	case *ChatsRequest:
		return l.ids(id, m.IDs...)
	case *ChatsExistRequest:
		return l.ids(id, m.IDs...)
	case *DirectChatsRequest:
		for _, users := range m.Lists {
			if x := l.users(users); x != nil {
				return x
			}
		}
	case *ChatsSearchRequest:
		return within("a text to look for", m.Text, l.Query)
	case *ChatJoinRequest:
		return l.id(id, m.ID)
	case *ChatLeaveRequest:
		return l.id(id, m.ID)
	case *ChatAddRequest:
		return either(l.id(id, m.ID), l.users([]UserID{m.User}))
	case *ChatRemoveUserRequest:
		return either(l.id(id, m.ID), l.users([]UserID{m.User}))
	case *ChatSetNameRequest:
		return l.id(id, m.ID)
	case *ChatSetTopicRequest:
		return l.id(id, m.ID)
	case *ChatMarkSeenRequest:
		return l.id(id, m.ID)
	case *ChatPublishRequest:
		return either(l.id(id, m.ID), instance(m.Instance))
	case *ChatHistoryRequest:
		return l.id(id, m.ID)
	}
	return nil
}

// User is Check for how a user is called, whoever says so.
func (l *Limits) User(u User) *Excess {
	return either(l.id("a username", u.Username), within("a first name", u.FirstName, l.Name), within("a last name", u.LastName, l.Name),
		within("a display name", u.DisplayName, l.Name), l.id("an e-mail address", u.Email))
}

func (l *Limits) creationNames(c *Creation) *Excess { return l.permissions(c.Users, c.Groups) }

//go:noinline
func (l *Limits) permissions(users []UserPermissions, groups []GroupPermissions) *Excess {
	for i := range users {
		if x := l.id("a username", users[i].User.Username); x != nil {
			return x
		}
	}
	for i := range groups {
		if x := l.id("a group id", groups[i].Group); x != nil {
			return x
		}
	}
	return nil
}

func (l *Limits) target(t *RoleTarget) *Excess {
	return either(l.id("a chat id", t.Chat), l.Activity(t.Activity))
}

//go:noinline
func (l *Limits) roles(r *Roles) *Excess {
	const role = "the name of a permission"
	if x := l.ids(role, r.World...); x != nil {
		return x
	}
	for i := range r.Users {
		if x := either(l.id("a username", r.Users[i].User.Username), l.ids(role, r.Users[i].Names...)); x != nil {
			return x
		}
	}
	for i := range r.Groups {
		if x := either(l.id("a group id", r.Groups[i].Group), l.ids(role, r.Groups[i].Names...)); x != nil {
			return x
		}
	}
	return nil
}

//go:noinline
func (l *Limits) users(ids []UserID) *Excess {
	for _, id := range ids {
		if x := l.id("a username", id.Username); x != nil {
			return x
		}
	}
	return nil
}

//go:noinline
func (l *Limits) ids(what string, ids ...string) *Excess {
	for _, id := range ids {
		if x := l.id(what, id); x != nil {
			return x
		}
	}
	return nil
}

func instance(id string) *Excess { return within("a client instance id", id, MaxInstance) }
