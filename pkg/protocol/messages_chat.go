package protocol

// ChatType is the kind of a chat.
type ChatType string

// The kinds of chats.
const (
	ChatDirect  ChatType = "direct"
	ChatChannel ChatType = "channel"
	ChatRoom    ChatType = "room"
)

// ChatMembership says who may join a chat.
type ChatMembership string

// The memberships.
const (
	MembershipPublic  ChatMembership = "public"
	MembershipPrivate ChatMembership = "private"
)

// ChatMember is a member of a chat and the newest event the user has seen.
type ChatMember struct {
	User UserID
	Seen int64
}

// ChatInfo describes a chat.
type ChatInfo struct {
	ID              string
	Type            ChatType
	Membership      ChatMembership
	Name            string
	Topic           string
	Created         int64 // milliseconds
	LastEventTime   int64 // milliseconds
	LastEventNumber int64 // events count from 0, the creation
	Members         []ChatMember
}

func (c *codec) chatInfo(i *ChatInfo) {
	c.record(func(c *codec) {
		c.string(&i.ID)
		c.string((*string)(&i.Type))
		c.string((*string)(&i.Membership))
		c.string(&i.Name)
		c.string(&i.Topic)
		c.millis(&i.Created)
		c.millis(&i.LastEventTime)
		c.version(&i.LastEventNumber)
		list(c, &i.Members, func(c *codec, m *ChatMember) {
			c.record(func(c *codec) {
				c.userID(&m.User)
				c.millis(&m.Seen) // -1 before the first
			})
		})
	})
}

// ChatCreateRequest makes a channel or a room. [ChatCreateResponse] answers it.
type ChatCreateRequest struct {
	ID         string // empty: the server generates one
	Type       ChatType
	Membership ChatMembership
	Name       string
	Topic      string
	Members    []UserID
}

func (*ChatCreateRequest) Body() Body { return BodyChatCreateRequest }
func (m *ChatCreateRequest) fields(c *codec) {
	c.string(&m.ID)
	c.string((*string)(&m.Type))
	c.string((*string)(&m.Membership))
	c.string(&m.Name)
	c.string(&m.Topic)
	list(c, &m.Members, (*codec).userID)
}

// ChatCreateResponse answers a [ChatCreateRequest].
type ChatCreateResponse struct {
	ID string
}

func (*ChatCreateResponse) Body() Body { return BodyChatCreateResponse }
func (m *ChatCreateResponse) fields(c *codec) {
	c.string(&m.ID)
}

// ChatRemoveRequest deletes a chat. [OK] answers it.
type ChatRemoveRequest struct {
	ID string
}

func (*ChatRemoveRequest) Body() Body { return BodyChatRemoveRequest }
func (m *ChatRemoveRequest) fields(c *codec) {
	c.string(&m.ID)
}

// ChatRemoved tells that a chat has been deleted.
type ChatRemoved struct {
	ID string
}

func (*ChatRemoved) Body() Body { return BodyChatRemoved }
func (m *ChatRemoved) fields(c *codec) {
	c.string(&m.ID)
}

// ChatsRequest asks for chats by id. [ChatsResponse] answers it; those that do
// not exist or may not be read are left out.
type ChatsRequest struct {
	IDs []string
}

func (*ChatsRequest) Body() Body { return BodyChatsRequest }
func (m *ChatsRequest) fields(c *codec) {
	c.strings(&m.IDs)
}

// ChatsResponse answers the requests for chats. Offset and Total are those of a
// search.
type ChatsResponse struct {
	Chats  []ChatInfo
	Offset int
	Total  int
}

func (*ChatsResponse) Body() Body { return BodyChatsResponse }
func (m *ChatsResponse) fields(c *codec) {
	list(c, &m.Chats, (*codec).chatInfo)
	c.size(&m.Offset)
	c.size(&m.Total)
}

// ChatsExistRequest asks which chats exist, as far as the user may know.
// [ChatsExistResponse] answers it in the order asked.
type ChatsExistRequest struct {
	IDs []string
}

func (*ChatsExistRequest) Body() Body { return BodyChatsExistRequest }
func (m *ChatsExistRequest) fields(c *codec) {
	c.strings(&m.IDs)
}

// ChatsExistResponse answers a [ChatsExistRequest].
type ChatsExistResponse struct {
	Exist []bool
}

func (*ChatsExistResponse) Body() Body { return BodyChatsExistResponse }
func (m *ChatsExistResponse) fields(c *codec) {
	list(c, &m.Exist, (*codec).bool)
}

// DirectChatsRequest asks for the direct chats between the session's user and
// each list of others; they are made if there are none. [ChatsResponse] answers
// it in the order asked.
type DirectChatsRequest struct {
	Lists [][]UserID
}

func (*DirectChatsRequest) Body() Body { return BodyDirectChatsRequest }
func (m *DirectChatsRequest) fields(c *codec) {
	list(c, &m.Lists, func(c *codec, l *[]UserID) { list(c, l, (*codec).userID) })
}

// JoinedChatsRequest asks for the chats that the user is a member of.
// [ChatsResponse] answers it.
type JoinedChatsRequest struct{}

func (*JoinedChatsRequest) Body() Body    { return BodyJoinedChatsRequest }
func (*JoinedChatsRequest) fields(*codec) {}

// ChatsSearchRequest finds chats that the user may see. [ChatsResponse] answers
// it.
type ChatsSearchRequest struct {
	Text       string
	Fields     []string // id, name, topic; none: all
	Types      []string // none: all
	Membership string   // empty: any
	Offset     int
	Limit      int // 0: the server's default
}

func (*ChatsSearchRequest) Body() Body { return BodyChatsSearchRequest }
func (m *ChatsSearchRequest) fields(c *codec) {
	c.string(&m.Text)
	c.strings(&m.Fields)
	c.strings(&m.Types)
	c.string(&m.Membership)
	c.size(&m.Offset)
	c.size(&m.Limit)
}

// ChatJoinRequest joins a chat. [ChatJoinResponse] answers it.
type ChatJoinRequest struct {
	ID string
}

func (*ChatJoinRequest) Body() Body { return BodyChatJoinRequest }
func (m *ChatJoinRequest) fields(c *codec) {
	c.string(&m.ID)
}

// ChatJoinResponse answers a [ChatJoinRequest].
type ChatJoinResponse struct {
	Chat ChatInfo
}

func (*ChatJoinResponse) Body() Body { return BodyChatJoinResponse }
func (m *ChatJoinResponse) fields(c *codec) {
	c.chatInfo(&m.Chat)
}

// ChatLeaveRequest leaves a chat. [OK] answers it.
type ChatLeaveRequest struct {
	ID string
}

func (*ChatLeaveRequest) Body() Body { return BodyChatLeaveRequest }
func (m *ChatLeaveRequest) fields(c *codec) {
	c.string(&m.ID)
}

// ChatAddRequest makes a user a member. [OK] answers it.
type ChatAddRequest struct {
	ID   string
	User UserID
}

func (*ChatAddRequest) Body() Body { return BodyChatAddRequest }
func (m *ChatAddRequest) fields(c *codec) {
	c.string(&m.ID)
	c.userID(&m.User)
}

// ChatRemoveUserRequest ends a user's membership. [OK] answers it.
type ChatRemoveUserRequest struct {
	ID   string
	User UserID
}

func (*ChatRemoveUserRequest) Body() Body { return BodyChatRemoveUserRequest }
func (m *ChatRemoveUserRequest) fields(c *codec) {
	c.string(&m.ID)
	c.userID(&m.User)
}

// ChatSetNameRequest names a chat. [OK] answers it.
type ChatSetNameRequest struct {
	ID   string
	Name string
}

func (*ChatSetNameRequest) Body() Body { return BodyChatSetNameRequest }
func (m *ChatSetNameRequest) fields(c *codec) {
	c.string(&m.ID)
	c.string(&m.Name)
}

// ChatSetTopicRequest sets the topic of a chat. [OK] answers it.
type ChatSetTopicRequest struct {
	ID    string
	Topic string
}

func (*ChatSetTopicRequest) Body() Body { return BodyChatSetTopicRequest }
func (m *ChatSetTopicRequest) fields(c *codec) {
	c.string(&m.ID)
	c.string(&m.Topic)
}

// ChatMarkSeenRequest tells up to which event the user has seen a chat. [OK]
// answers it.
type ChatMarkSeenRequest struct {
	ID     string
	Number int64
}

func (*ChatMarkSeenRequest) Body() Body { return BodyChatMarkSeenRequest }
func (m *ChatMarkSeenRequest) fields(c *codec) {
	c.string(&m.ID)
	c.version(&m.Number)
}

// ChatMarkedSeen tells up to which event a member has seen a chat.
type ChatMarkedSeen struct {
	ID     string
	User   UserID
	Number int64
}

func (*ChatMarkedSeen) Body() Body { return BodyChatMarkedSeen }
func (m *ChatMarkedSeen) fields(c *codec) {
	c.string(&m.ID)
	c.userID(&m.User)
	c.version(&m.Number)
}
