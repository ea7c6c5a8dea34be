package protocol

// Roles are the permissions of an activity or a chat, by name: what everybody,
// single users and groups may do. What a user may do is the union.
type Roles struct {
	World  []string
	Users  []UserRoles
	Groups []GroupRoles
}

// UserRoles are the permissions of one user.
type UserRoles struct {
	User  UserID
	Names []string
}

// GroupRoles are the permissions of the members of one group.
type GroupRoles struct {
	Group string
	Names []string
}

func (c *codec) roles(r *Roles) {
	c.record(func(c *codec) {
		c.strings(&r.World)
		list(c, &r.Users, (*codec).userRoles)
		list(c, &r.Groups, (*codec).groupRoles)
	})
}

func (c *codec) userRoles(u *UserRoles) {
	c.record(func(c *codec) {
		c.userID(&u.User)
		c.strings(&u.Names)
	})
}

func (c *codec) groupRoles(g *GroupRoles) {
	c.record(func(c *codec) {
		c.string(&g.Group)
		c.strings(&g.Names)
	})
}

// RoleTarget names the activity or the chat that a request is about.
type RoleTarget struct {
	Chat     string // empty: the activity
	Activity ActivityName
}

func (c *codec) roleTarget(t *RoleTarget) {
	c.string(&t.Chat)
	c.activityName(&t.Activity)
}

// ResolveRolesRequest asks what the session may do. [ResolveRolesResponse]
// answers it.
type ResolveRolesRequest struct {
	RoleTarget
}

func (*ResolveRolesRequest) Body() Body { return BodyResolveRolesRequest }
func (m *ResolveRolesRequest) fields(c *codec) {
	c.roleTarget(&m.RoleTarget)
}

// ResolveRolesResponse answers a [ResolveRolesRequest].
type ResolveRolesResponse struct {
	Names []string
}

func (*ResolveRolesResponse) Body() Body { return BodyResolveRolesResponse }
func (m *ResolveRolesResponse) fields(c *codec) {
	c.strings(&m.Names)
}

// AddRolesRequest adds permissions to those that are there. [OK] answers it.
type AddRolesRequest struct {
	RoleTarget
	Roles
}

func (*AddRolesRequest) Body() Body { return BodyAddRolesRequest }
func (m *AddRolesRequest) fields(c *codec) {
	c.roleTarget(&m.RoleTarget)
	c.roles(&m.Roles)
}

// RemoveRolesRequest takes permissions away. [OK] answers it.
type RemoveRolesRequest struct {
	RoleTarget
	Roles
}

func (*RemoveRolesRequest) Body() Body { return BodyRemoveRolesRequest }
func (m *RemoveRolesRequest) fields(c *codec) {
	c.roleTarget(&m.RoleTarget)
	c.roles(&m.Roles)
}

// SetRolesRequest replaces the permissions of everybody if SetWorld, and those
// of the users and groups that Roles names; with ReplaceUsers or ReplaceGroups
// all others lose theirs. [OK] answers it.
type SetRolesRequest struct {
	RoleTarget
	SetWorld bool
	Roles
	ReplaceUsers  bool
	ReplaceGroups bool
}

func (*SetRolesRequest) Body() Body { return BodySetRolesRequest }
func (m *SetRolesRequest) fields(c *codec) {
	c.roleTarget(&m.RoleTarget)
	c.bool(&m.SetWorld)
	c.roles(&m.Roles)
	c.bool(&m.ReplaceUsers)
	c.bool(&m.ReplaceGroups)
}

// GetRolesRequest asks for all permissions. [GetRolesResponse] answers it.
type GetRolesRequest struct {
	RoleTarget
}

func (*GetRolesRequest) Body() Body { return BodyGetRolesRequest }
func (m *GetRolesRequest) fields(c *codec) {
	c.roleTarget(&m.RoleTarget)
}

// GetRolesResponse answers a [GetRolesRequest].
type GetRolesResponse struct {
	Roles
}

func (*GetRolesResponse) Body() Body { return BodyGetRolesResponse }
func (m *GetRolesResponse) fields(c *codec) {
	c.roles(&m.Roles)
}
