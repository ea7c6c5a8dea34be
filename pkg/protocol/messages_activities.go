package protocol

// ActivityName identifies an activity.
type ActivityName struct {
	Type string
	ID   string
}

func (c *codec) activityName(n *ActivityName) {
	c.string(&n.Type)
	c.string(&n.ID)
}

// ActivityCreation is what an activity is made from when the one who joins
// finds none.
type ActivityCreation struct {
	Ephemeral bool // remove it when the last session leaves
	Roles     Roles
}

func (c *codec) activityCreation(a *ActivityCreation) {
	c.record(func(c *codec) {
		c.bool(&a.Ephemeral)
		c.roles(&a.Roles)
	})
}

// ActivityState is the state of one session in an activity.
type ActivityState struct {
	SessionID string
	State     map[string]JSON
}

func (c *codec) activityState(s *ActivityState) {
	c.record(func(c *codec) {
		c.string(&s.SessionID)
		c.details(&s.State)
	})
}

// ActivityCreateRequest makes an activity that lasts until it is removed. [OK]
// answers it.
type ActivityCreateRequest struct {
	ActivityName
	Roles
}

func (*ActivityCreateRequest) Body() Body { return BodyActivityCreateRequest }
func (m *ActivityCreateRequest) fields(c *codec) {
	c.activityName(&m.ActivityName)
	c.roles(&m.Roles)
}

// ActivityDeleteRequest removes an activity. [OK] answers it.
type ActivityDeleteRequest struct {
	ActivityName
}

func (*ActivityDeleteRequest) Body() Body { return BodyActivityDeleteRequest }
func (m *ActivityDeleteRequest) fields(c *codec) {
	c.activityName(&m.ActivityName)
}

// ActivityJoinRequest joins an activity. [ActivityJoinResponse] answers it.
type ActivityJoinRequest struct {
	ActivityName
	Lurk   bool // hear, and not be seen
	State  map[string]JSON
	Create *ActivityCreation // nil: the activity must exist
}

func (*ActivityJoinRequest) Body() Body { return BodyActivityJoinRequest }
func (m *ActivityJoinRequest) fields(c *codec) {
	c.activityName(&m.ActivityName)
	c.bool(&m.Lurk)
	c.details(&m.State)
	optional(c, &m.Create, (*codec).activityCreation)
}

// ActivityJoinResponse answers an [ActivityJoinRequest]. Further messages name
// the activity by its Resource.
type ActivityJoinResponse struct {
	Resource  uint32
	Sessions  []ActivityState
	Ephemeral bool
	Created   int64 // milliseconds
}

func (*ActivityJoinResponse) Body() Body { return BodyActivityJoinResponse }
func (m *ActivityJoinResponse) fields(c *codec) {
	c.uint32(&m.Resource)
	list(c, &m.Sessions, (*codec).activityState)
	c.bool(&m.Ephemeral)
	c.millis(&m.Created)
}

// ActivityLeaveRequest leaves an activity. [OK] answers it.
type ActivityLeaveRequest struct {
	Resource uint32
}

func (*ActivityLeaveRequest) Body() Body { return BodyActivityLeaveRequest }
func (m *ActivityLeaveRequest) fields(c *codec) {
	c.uint32(&m.Resource)
}

// ActivityParticipantsRequest asks who is in an activity, which those who are in
// it may and others who have the right to view its state. Without that right there
// is no state but the own one. [ActivityParticipantsResponse] answers it.
type ActivityParticipantsRequest struct {
	ActivityName
}

func (*ActivityParticipantsRequest) Body() Body { return BodyActivityParticipantsRequest }
func (m *ActivityParticipantsRequest) fields(c *codec) {
	c.activityName(&m.ActivityName)
}

// ActivityParticipantsResponse answers an [ActivityParticipantsRequest].
type ActivityParticipantsResponse struct {
	Sessions []ActivityState
}

func (*ActivityParticipantsResponse) Body() Body { return BodyActivityParticipantsResponse }
func (m *ActivityParticipantsResponse) fields(c *codec) {
	list(c, &m.Sessions, (*codec).activityState)
}

// ActivitySessionJoined tells that another session has joined.
type ActivitySessionJoined struct {
	Resource  uint32
	SessionID string
	State     map[string]JSON
}

func (*ActivitySessionJoined) Body() Body { return BodyActivitySessionJoined }
func (m *ActivitySessionJoined) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
	c.details(&m.State)
}

// ActivitySessionLeft tells that another session has left.
type ActivitySessionLeft struct {
	Resource  uint32
	SessionID string
}

func (*ActivitySessionLeft) Body() Body { return BodyActivitySessionLeft }
func (m *ActivitySessionLeft) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
}

// ActivityUpdateState changes the state of the session: all of it goes first
// when Complete, then Removed, then Set comes.
type ActivityUpdateState struct {
	Resource uint32
	Set      map[string]JSON
	Complete bool
	Removed  []string
}

func (*ActivityUpdateState) Body() Body { return BodyActivityUpdateState }
func (m *ActivityUpdateState) fields(c *codec) {
	c.uint32(&m.Resource)
	c.details(&m.Set)
	c.bool(&m.Complete)
	c.strings(&m.Removed)
}

// ActivityStateUpdated tells how another session has changed its state.
type ActivityStateUpdated struct {
	Resource  uint32
	SessionID string
	Set       map[string]JSON
	Complete  bool
	Removed   []string
}

func (*ActivityStateUpdated) Body() Body { return BodyActivityStateUpdated }
func (m *ActivityStateUpdated) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
	c.details(&m.Set)
	c.bool(&m.Complete)
	c.strings(&m.Removed)
}

// ActivityDeleted tells that the activity has been removed.
type ActivityDeleted struct {
	Resource uint32
}

func (*ActivityDeleted) Body() Body { return BodyActivityDeleted }
func (m *ActivityDeleted) fields(c *codec) {
	c.uint32(&m.Resource)
}

// ActivityForceLeave tells the session that it is not in the activity any more.
type ActivityForceLeave struct {
	Resource uint32
	Reason   string
}

func (*ActivityForceLeave) Body() Body { return BodyActivityForceLeave }
func (m *ActivityForceLeave) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.Reason)
}
