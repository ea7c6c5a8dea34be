package protocol

// UserPresence is whether a user is there, with any session, and the state that
// all sessions of the user share.
type UserPresence struct {
	User      UserID
	Available bool
	State     map[string]JSON
}

func (c *codec) userPresence(p *UserPresence) {
	c.record(func(c *codec) {
		c.userID(&p.User)
		c.bool(&p.Available)
		c.details(&p.State)
	})
}

// PresenceSetState merges keys into the state of the session's user.
type PresenceSetState struct {
	State map[string]JSON
}

func (*PresenceSetState) Body() Body { return BodyPresenceSetState }
func (m *PresenceSetState) fields(c *codec) {
	c.details(&m.State)
}

// PresenceRemoveState removes keys from the state of the session's user.
type PresenceRemoveState struct {
	Keys []string
}

func (*PresenceRemoveState) Body() Body { return BodyPresenceRemoveState }
func (m *PresenceRemoveState) fields(c *codec) {
	c.strings(&m.Keys)
}

// PresenceClearState empties the state of the session's user.
type PresenceClearState struct{}

func (*PresenceClearState) Body() Body    { return BodyPresenceClearState }
func (*PresenceClearState) fields(*codec) {}

// PresenceChangeRequest changes the state of the session's user as a client has
// done it without a connection: with Complete all of it goes first, then the
// removed keys, then Set comes. [OK] answers it. (Instance, Sequence) is its
// identity: the same one is applied once as long as the user has sessions, and
// answered every time.
type PresenceChangeRequest struct {
	Set      map[string]JSON
	Removed  []string
	Complete bool
	Instance string
	Sequence uint64
}

func (*PresenceChangeRequest) Body() Body { return BodyPresenceChangeRequest }
func (m *PresenceChangeRequest) fields(c *codec) {
	c.details(&m.Set)
	c.strings(&m.Removed)
	c.bool(&m.Complete)
	c.string(&m.Instance)
	c.sequence(&m.Sequence)
}

// PresenceStateSet tells what a user has merged into the state. Session is the
// session that did it.
type PresenceStateSet struct {
	User      UserID
	State     map[string]JSON
	SessionID string
}

func (*PresenceStateSet) Body() Body { return BodyPresenceStateSet }
func (m *PresenceStateSet) fields(c *codec) {
	c.userID(&m.User)
	c.details(&m.State)
	c.string(&m.SessionID)
}

// PresenceStateRemoved tells which keys a user has removed from the state.
type PresenceStateRemoved struct {
	User      UserID
	Keys      []string
	SessionID string
}

func (*PresenceStateRemoved) Body() Body { return BodyPresenceStateRemoved }
func (m *PresenceStateRemoved) fields(c *codec) {
	c.userID(&m.User)
	c.strings(&m.Keys)
	c.string(&m.SessionID)
}

// PresenceStateCleared tells that a user has emptied the state.
type PresenceStateCleared struct {
	User      UserID
	SessionID string
}

func (*PresenceStateCleared) Body() Body { return BodyPresenceStateCleared }
func (m *PresenceStateCleared) fields(c *codec) {
	c.userID(&m.User)
	c.string(&m.SessionID)
}

// PresenceAvailabilityChanged tells that the first session of a user has come
// or the last one has gone, or was lost and has not come back in time. Who comes may bring a state.
type PresenceAvailabilityChanged struct {
	User      UserID
	Available bool
	State     map[string]JSON // nil: none
}

func (*PresenceAvailabilityChanged) Body() Body { return BodyPresenceAvailabilityChanged }
func (m *PresenceAvailabilityChanged) fields(c *codec) {
	c.userID(&m.User)
	c.bool(&m.Available)
	c.details(&m.State)
}

// PresenceRequest asks for the presence of users once. [PresenceResponse]
// answers it in the order asked; unknown users are not available.
type PresenceRequest struct {
	Users []UserID
}

func (*PresenceRequest) Body() Body { return BodyPresenceRequest }
func (m *PresenceRequest) fields(c *codec) {
	list(c, &m.Users, (*codec).userID)
}

// PresenceSubscribeRequest asks for the presence of users now and for all
// changes from then on. [PresenceResponse] answers it.
type PresenceSubscribeRequest struct {
	Users []UserID
}

func (*PresenceSubscribeRequest) Body() Body { return BodyPresenceSubscribeRequest }
func (m *PresenceSubscribeRequest) fields(c *codec) {
	list(c, &m.Users, (*codec).userID)
}

// PresenceResponse answers a [PresenceRequest] or [PresenceSubscribeRequest].
type PresenceResponse struct {
	Users []UserPresence
}

func (*PresenceResponse) Body() Body { return BodyPresenceResponse }
func (m *PresenceResponse) fields(c *codec) {
	list(c, &m.Users, (*codec).userPresence)
}

// PresenceUnsubscribe ends subscriptions.
type PresenceUnsubscribe struct {
	Users []UserID
}

func (*PresenceUnsubscribe) Body() Body { return BodyPresenceUnsubscribe }
func (m *PresenceUnsubscribe) fields(c *codec) {
	list(c, &m.Users, (*codec).userID)
}
