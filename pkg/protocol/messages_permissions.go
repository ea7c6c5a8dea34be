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
