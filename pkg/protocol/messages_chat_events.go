package protocol

// ChatEventKind is the kind of an entry in a chat's history.
type ChatEventKind string

// The kinds of chat events.
const (
	ChatCreated      ChatEventKind = "created"
	ChatMessage      ChatEventKind = "message"
	ChatUserJoined   ChatEventKind = "user_joined"
	ChatUserLeft     ChatEventKind = "user_left"
	ChatUserAdded    ChatEventKind = "user_added"
	ChatUserRemoved  ChatEventKind = "user_removed"
	ChatNameChanged  ChatEventKind = "name_changed"
	ChatTopicChanged ChatEventKind = "topic_changed"
)

// ChatEvent is one entry in a chat's history. Numbers are dense: the next event
// has the number after.
type ChatEvent struct {
	ChatID  string
	Kind    ChatEventKind
	Number  int64
	Millis  int64
	User    UserID   // who did it
	Text    string   // message, new name or new topic; name at creation
	Topic   string   // at creation
	Subject *UserID  // who was added or removed
	Members []UserID // at creation
}

func (c *codec) chatEvent(e *ChatEvent) {
	c.record(func(c *codec) {
		c.string(&e.ChatID)
		c.string((*string)(&e.Kind))
		c.version(&e.Number)
		c.millis(&e.Millis)
		c.userID(&e.User)
		c.string(&e.Text)
		c.string(&e.Topic)
		optional(c, &e.Subject, (*codec).userID)
		list(c, &e.Members, (*codec).userID)
	})
}

// ChatPublishRequest sends a message. [ChatPublishResponse] answers it.
// (Instance, Sequence) is its identity: the same one is accepted once and
// answered every time.
type ChatPublishRequest struct {
	ID       string
	Text     string
	Instance string // empty: that of the connection
	Sequence uint64 // 0: without an identity
}

func (*ChatPublishRequest) Body() Body { return BodyChatPublishRequest }
func (m *ChatPublishRequest) fields(c *codec) {
	c.string(&m.ID)
	c.string(&m.Text)
	c.string(&m.Instance)
	c.sequence(&m.Sequence)
}

// ChatPublishResponse answers a [ChatPublishRequest].
type ChatPublishResponse struct {
	Number int64
	Millis int64
}

func (*ChatPublishResponse) Body() Body { return BodyChatPublishResponse }
func (m *ChatPublishResponse) fields(c *codec) {
	c.version(&m.Number)
	c.millis(&m.Millis)
}

// ChatHistoryRequest asks for events of a chat. [ChatHistoryResponse] answers
// it.
type ChatHistoryRequest struct {
	ID      string
	Offset  int
	Limit   int    // 0: the server's default
	Start   *int64 // first event in the direction, inclusive
	Forward bool
	Kinds   []string // none: all
}

func (*ChatHistoryRequest) Body() Body { return BodyChatHistoryRequest }
func (m *ChatHistoryRequest) fields(c *codec) {
	c.string(&m.ID)
	c.size(&m.Offset)
	c.size(&m.Limit)
	optional(c, &m.Start, (*codec).version)
	c.bool(&m.Forward)
	c.strings(&m.Kinds)
}

// ChatHistoryResponse answers a [ChatHistoryRequest].
type ChatHistoryResponse struct {
	Events []ChatEvent
	Offset int
	Total  int
}

func (*ChatHistoryResponse) Body() Body { return BodyChatHistoryResponse }
func (m *ChatHistoryResponse) fields(c *codec) {
	list(c, &m.Events, (*codec).chatEvent)
	c.size(&m.Offset)
	c.size(&m.Total)
}

// ChatHappened tells an event of a chat to the sessions of its members, the
// acting one included.
type ChatHappened struct {
	Event ChatEvent
	Chat  *ChatInfo // for a session to which the chat is new
}

func (*ChatHappened) Body() Body { return BodyChatHappened }
func (m *ChatHappened) fields(c *codec) {
	c.chatEvent(&m.Event)
	optional(c, &m.Chat, (*codec).chatInfo)
}

// ChatStanding tells the sessions of a user that are not in a room that the user
// is a member of it now, by another session, or is none any more.
type ChatStanding struct {
	ID     string
	Joined bool // or left
}

func (*ChatStanding) Body() Body { return BodyChatStanding }
func (m *ChatStanding) fields(c *codec) {
	c.string(&m.ID)
	c.bool(&m.Joined)
}
