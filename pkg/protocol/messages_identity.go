package protocol

// UserField names a field of a user record that can be searched and ordered by.
type UserField uint8

// The fields of a user record.
const (
	FieldUsername    UserField = 1
	FieldEmail       UserField = 2
	FieldFirstName   UserField = 3
	FieldLastName    UserField = 4
	FieldDisplayName UserField = 5
)

// Group is a named set of users.
type Group struct {
	ID          string
	Description string
	Members     []UserID
}

// UserGroups are the ids of the groups that a user is a member of.
type UserGroups struct {
	User   UserID
	Groups []string
}

// UsersRequest asks for users by id. [UsersResponse] answers it with those that
// exist, in the order asked.
type UsersRequest struct {
	Users []UserID
}

func (*UsersRequest) Body() Body { return BodyUsersRequest }
func (m *UsersRequest) fields(c *codec) {
	list(c, &m.Users, (*codec).userID)
}

// UserSearchRequest finds normal users whose fields contain a text, regardless
// of case. [UsersResponse] answers it.
type UserSearchRequest struct {
	Fields     []UserField
	Text       string
	Offset     int
	Limit      int       // 0: the server's default
	OrderBy    UserField // 0: the username
	Descending bool
}

func (*UserSearchRequest) Body() Body { return BodyUserSearchRequest }
func (m *UserSearchRequest) fields(c *codec) {
	list(c, &m.Fields, func(c *codec, f *UserField) { whole(c, f, 0xFF) })
	c.string(&m.Text)
	c.size(&m.Offset)
	c.size(&m.Limit)
	whole(c, &m.OrderBy, 0xFF)
	c.bool(&m.Descending)
}

// UsersResponse answers a [UsersRequest] or [UserSearchRequest].
type UsersResponse struct {
	Users []User
	Total int // of a search, without regard to Offset and Limit
}

func (*UsersResponse) Body() Body { return BodyUsersResponse }
func (m *UsersResponse) fields(c *codec) {
	list(c, &m.Users, (*codec).user)
	c.size(&m.Total)
}

// GroupsRequest asks for groups by id. [GroupsResponse] answers it; a missing
// one is [CodeGroupNotFound].
type GroupsRequest struct {
	IDs []string
}

func (*GroupsRequest) Body() Body { return BodyGroupsRequest }
func (m *GroupsRequest) fields(c *codec) {
	c.strings(&m.IDs)
}

// GroupsResponse answers a [GroupsRequest].
type GroupsResponse struct {
	Groups []Group
}

func (*GroupsResponse) Body() Body { return BodyGroupsResponse }
func (m *GroupsResponse) fields(c *codec) {
	list(c, &m.Groups, (*codec).group)
}

// UserGroupsRequest asks which groups users are in. [UserGroupsResponse]
// answers it; a missing user is [CodeUserNotFound].
type UserGroupsRequest struct {
	Users []UserID
}

func (*UserGroupsRequest) Body() Body { return BodyUserGroupsRequest }
func (m *UserGroupsRequest) fields(c *codec) {
	list(c, &m.Users, (*codec).userID)
}

// UserGroupsResponse answers a [UserGroupsRequest].
type UserGroupsResponse struct {
	Users []UserGroups
}

func (*UserGroupsResponse) Body() Body { return BodyUserGroupsResponse }
func (m *UserGroupsResponse) fields(c *codec) {
	list(c, &m.Users, (*codec).userGroups)
}

func (c *codec) group(g *Group) {
	c.record(func(c *codec) {
		c.string(&g.ID)
		c.string(&g.Description)
		list(c, &g.Members, (*codec).userID)
	})
}

func (c *codec) userGroups(g *UserGroups) {
	c.record(func(c *codec) {
		c.userID(&g.User)
		c.strings(&g.Groups)
	})
}
