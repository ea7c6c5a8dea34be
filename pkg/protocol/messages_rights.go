package protocol

// Permissions are the rights of a user on a model.
type Permissions uint8

// The rights. They combine with |.
const (
	PermissionRead   Permissions = 1
	PermissionWrite  Permissions = 2
	PermissionRemove Permissions = 4
	PermissionManage Permissions = 8

	AllPermissions = PermissionRead | PermissionWrite | PermissionRemove | PermissionManage
)

// Can reports whether all rights of q are in p.
func (p Permissions) Can(q Permissions) bool { return p&q == q }

//go:noinline
func (c *codec) permissions(p *Permissions) { whole(c, p, 0xFF) }

// UserPermissions are the rights of one user.
type UserPermissions struct {
	User        UserID
	Permissions Permissions
}

func (c *codec) userPermissions(p *UserPermissions) {
	c.record(func(c *codec) {
		c.userID(&p.User)
		c.permissions(&p.Permissions)
	})
}

// PermissionCreate is the right to create models, which only collections have.
const PermissionCreate Permissions = 16

// GroupPermissions are the rights of the members of one group.
type GroupPermissions struct {
	Group       string
	Permissions Permissions
}

func (c *codec) groupPermissions(p *GroupPermissions) {
	c.record(func(c *codec) {
		c.string(&p.Group)
		c.permissions(&p.Permissions)
	})
}

// PermissionTarget says whose permissions a request is about.
type PermissionTarget uint8

// The targets.
const (
	TargetModel      PermissionTarget = 0
	TargetCollection PermissionTarget = 1
)

// GetPermissionsRequest asks for all permissions of a model or collection,
// which needs the right to read it. [GetPermissionsResponse] answers it.
type GetPermissionsRequest struct {
	ID     string
	Target PermissionTarget
}

func (*GetPermissionsRequest) Body() Body { return BodyGetPermissionsRequest }
func (m *GetPermissionsRequest) fields(c *codec) {
	c.string(&m.ID)
	whole(c, &m.Target, 1)
}

// GetPermissionsResponse answers a [GetPermissionsRequest].
type GetPermissionsResponse struct {
	OverridesCollection bool // models only
	World               Permissions
	Users               []UserPermissions
	Groups              []GroupPermissions
	Own                 Permissions // what the asking user may do, all considered
}

func (*GetPermissionsResponse) Body() Body { return BodyGetPermissionsResponse }
func (m *GetPermissionsResponse) fields(c *codec) {
	c.bool(&m.OverridesCollection)
	c.permissions(&m.World)
	list(c, &m.Users, (*codec).userPermissions)
	list(c, &m.Groups, (*codec).groupPermissions)
	c.permissions(&m.Own)
}

// SetPermissionsRequest changes permissions of a model or collection, which
// needs the right to manage it. What is nil or not named stays as it is.
// [SetPermissionsResponse] answers it.
type SetPermissionsRequest struct {
	ID                  string
	OverridesCollection *bool // models only
	World               *Permissions
	ReplaceUsers        bool // take away the entries of all users first
	SetUsers            []UserPermissions
	RemoveUsers         []UserID
	Target              PermissionTarget
	ReplaceGroups       bool // take away the entries of all groups first
	SetGroups           []GroupPermissions
	RemoveGroups        []string
}

func (*SetPermissionsRequest) Body() Body { return BodySetPermissionsRequest }
func (m *SetPermissionsRequest) fields(c *codec) {
	c.string(&m.ID)
	optional(c, &m.OverridesCollection, (*codec).bool)
	optional(c, &m.World, (*codec).permissions)
	c.bool(&m.ReplaceUsers)
	list(c, &m.SetUsers, (*codec).userPermissions)
	list(c, &m.RemoveUsers, (*codec).userID)
	whole(c, &m.Target, 1)
	c.bool(&m.ReplaceGroups)
	list(c, &m.SetGroups, (*codec).groupPermissions)
	c.strings(&m.RemoveGroups)
}

// SetPermissionsResponse answers a [SetPermissionsRequest].
type SetPermissionsResponse struct{}

func (*SetPermissionsResponse) Body() Body    { return BodySetPermissionsResponse }
func (*SetPermissionsResponse) fields(*codec) {}

// PermissionsChanged tells a session that its permissions on an open model have
// changed. Losing the right to read is a [ForceClose] instead.
type PermissionsChanged struct {
	Resource    uint32
	Permissions Permissions
}

func (*PermissionsChanged) Body() Body { return BodyPermissionsChanged }
func (m *PermissionsChanged) fields(c *codec) {
	c.uint32(&m.Resource)
	c.permissions(&m.Permissions)
}

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

//go:noinline
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
