package protocol

// OK answers a request that has nothing to say but yes.
type OK struct{}

func (*OK) Body() Body    { return BodyOK }
func (*OK) fields(*codec) {}

// RetryAfter is the detail of an error after which the same request is to be sent again: in how
// many milliseconds, a number.
const RetryAfter = "retryAfter"

// Error answers a request that failed. With response id 0 it reports the
// failure of a one-way message.
type Error struct {
	Code    Code
	Message string // for people: what went wrong and what to do
	Details map[string]JSON
}

func (*Error) Body() Body { return BodyError }
func (m *Error) fields(c *codec) {
	c.string((*string)(&m.Code))
	c.string(&m.Message)
	c.details(&m.Details)
}

// Ping asks the other side for a [Pong] as a sign of life.
type Ping struct{}

func (*Ping) Body() Body    { return BodyPing }
func (*Ping) fields(*codec) {}

// Pong answers a [Ping]. It carries no response id.
type Pong struct{}

func (*Pong) Body() Body    { return BodyPong }
func (*Pong) fields(*codec) {}

// AuthMethod says how a client proves who its user is.
type AuthMethod uint8

// The authentication methods. Secret holds the password, the JSON Web Token or
// the reconnect token.
const (
	AuthPassword  AuthMethod = 1
	AuthJWT       AuthMethod = 2
	AuthAnonymous AuthMethod = 3
	AuthReconnect AuthMethod = 4
)

// String returns the name that the public API uses for the method.
func (a AuthMethod) String() string {
	switch a {
	case AuthPassword:
		return "password"
	case AuthJWT:
		return "jwt"
	case AuthAnonymous:
		return "anonymous"
	case AuthReconnect:
		return "reconnect"
	}
	return "invalid"
}

// ConnectionRequest is the first message on a connection. [ConnectionResponse]
// answers it.
type ConnectionRequest struct {
	Client          string // name of the client software
	ClientVersion   string
	ProtocolVersion int // see Version
	Capabilities    []string
	Instance        string // id of the running client, random, see OperationSubmission
	Method          AuthMethod
	Username        string  // AuthPassword
	Secret          string  // all but AuthAnonymous
	DisplayName     *string // AuthAnonymous, optional
	// PresenceState is what the presence of the user was when the connection was
	// lost. It is that again unless the user is still seen as there, or it is larger
	// than a state may be.
	PresenceState map[string]JSON
}

func (*ConnectionRequest) Body() Body { return BodyConnectionRequest }
func (m *ConnectionRequest) fields(c *codec) {
	c.string(&m.Client)
	c.string(&m.ClientVersion)
	c.size(&m.ProtocolVersion)
	c.strings(&m.Capabilities)
	c.string(&m.Instance)
	whole(c, &m.Method, 0xFF)
	c.string(&m.Username)
	c.string(&m.Secret)
	optional(c, &m.DisplayName, (*codec).string)
	c.details(&m.PresenceState)
}

// ConnectionResponse answers a [ConnectionRequest]. After a failure the server
// closes the socket.
type ConnectionResponse struct {
	ServerVersion   string
	ProtocolVersion int
	Capabilities    []string
	Success         *ConnectionSuccess // nil on failure
	Failure         *ConnectionFailure // nil on success
}

// ConnectionSuccess is what a client learns when it is let in.
type ConnectionSuccess struct {
	Namespace      string
	DomainID       string
	User           User
	SessionID      string
	ReconnectToken string
	PresenceState  map[string]JSON
	Limits         Limits
}

// ConnectionFailure is why a client is not let in.
type ConnectionFailure struct {
	Code    Code
	Message string
	RetryOK bool // whether the same request may succeed later
	// RetryAfter says when at the earliest, in milliseconds from now; 0: it is not known.
	RetryAfter int
}

func (*ConnectionResponse) Body() Body { return BodyConnectionResponse }
func (m *ConnectionResponse) fields(c *codec) {
	c.string(&m.ServerVersion)
	c.size(&m.ProtocolVersion)
	c.strings(&m.Capabilities)
	optional(c, &m.Success, func(c *codec, s *ConnectionSuccess) {
		c.record(func(c *codec) {
			c.string(&s.Namespace)
			c.string(&s.DomainID)
			c.user(&s.User)
			c.string(&s.SessionID)
			c.string(&s.ReconnectToken)
			c.details(&s.PresenceState)
			c.limits(&s.Limits)
		})
	})
	optional(c, &m.Failure, func(c *codec, f *ConnectionFailure) {
		c.record(func(c *codec) {
			c.string((*string)(&f.Code))
			c.string(&f.Message)
			c.bool(&f.RetryOK)
			c.size(&f.RetryAfter)
		})
	})
}

// SignOutRequest revokes the reconnect token of the session. [OK] answers it; the session
// goes on until its connection ends.
type SignOutRequest struct{}

func (*SignOutRequest) Body() Body    { return BodySignOutRequest }
func (*SignOutRequest) fields(*codec) {}

// ServerTimeRequest asks for the server's clock.
type ServerTimeRequest struct{}

func (*ServerTimeRequest) Body() Body    { return BodyServerTimeRequest }
func (*ServerTimeRequest) fields(*codec) {}

// ServerTimeResponse answers a [ServerTimeRequest].
type ServerTimeResponse struct{ Millis int64 }

func (*ServerTimeResponse) Body() Body        { return BodyServerTimeResponse }
func (m *ServerTimeResponse) fields(c *codec) { c.millis(&m.Millis) }

// UserType is the kind of a domain user. The same username may exist once per
// type.
type UserType uint8

// The user types.
const (
	UserNormal      UserType = 0
	UserConvergence UserType = 1 // an administrator or a server-side program
	UserAnonymous   UserType = 2
)

// UserID names a user.
type UserID struct {
	Type     UserType
	Username string
}

// User is a domain user as others see it. Empty strings stand for values that
// are not set.
type User struct {
	UserID
	FirstName   string
	LastName    string
	DisplayName string
	Email       string
}

func (c *codec) user(u *User) {
	c.record(func(c *codec) {
		whole(c, &u.Type, 0xFF)
		c.string(&u.Username)
		c.string(&u.FirstName)
		c.string(&u.LastName)
		c.string(&u.DisplayName)
		c.string(&u.Email)
	})
}

//go:noinline
func (c *codec) userID(u *UserID) {
	c.record(func(c *codec) {
		whole(c, &u.Type, 0xFF)
		c.string(&u.Username)
	})
}

// IdentityUpdate tells a client who is behind a user or a session before the
// first message that mentions them.
type IdentityUpdate struct {
	Users    []User
	Sessions []SessionUser
}

// SessionUser says whose session a session is.
type SessionUser struct {
	SessionID string
	User      UserID
}

func (*IdentityUpdate) Body() Body { return BodyIdentityUpdate }
func (m *IdentityUpdate) fields(c *codec) {
	list(c, &m.Users, (*codec).user)
	list(c, &m.Sessions, func(c *codec, s *SessionUser) {
		c.record(func(c *codec) {
			c.string(&s.SessionID)
			c.userID(&s.User)
		})
	})
}
