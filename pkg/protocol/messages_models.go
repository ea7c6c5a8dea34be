package protocol

import "github.com/convergence-wasm/convergence/pkg/ot"

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

// OpenRequest opens a model; [OpenResponse] answers it. With an AutoCreate
// number a missing model is made: the server then sends [AutoCreateRequest]
// with that number before it answers.
type OpenRequest struct {
	ModelID    string // empty: the server generates one, AutoCreate is needed
	AutoCreate uint32 // 0: none
}

func (*OpenRequest) Body() Body { return BodyOpenRequest }
func (m *OpenRequest) fields(c *codec) {
	c.string(&m.ModelID)
	c.uint32(&m.AutoCreate)
}

// OpenResponse is the state of a model that has just been opened. All further
// messages name the model by its Resource on this connection.
type OpenResponse struct {
	Resource      uint32
	ModelID       string
	Collection    string
	ValueIDPrefix string // for element ids made by this client: prefix ":" counter
	Version       int64
	Created       int64 // milliseconds
	Modified      int64 // milliseconds
	Data          ot.Value
	Sessions      []string // that have it open, this one included
	Resyncing     []string
	Permissions   Permissions
	LastSequence  uint64 // last sequence the server has accepted from this client instance
	References    []SharedReference
}

func (*OpenResponse) Body() Body { return BodyOpenResponse }
func (m *OpenResponse) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.ModelID)
	c.string(&m.Collection)
	c.string(&m.ValueIDPrefix)
	c.version(&m.Version)
	c.millis(&m.Created)
	c.millis(&m.Modified)
	c.value(&m.Data)
	c.strings(&m.Sessions)
	c.strings(&m.Resyncing)
	c.permissions(&m.Permissions)
	c.sequence(&m.LastSequence)
	list(c, &m.References, (*codec).sharedReference)
}

// CloseRequest closes an open model; [CloseResponse] answers it.
type CloseRequest struct{ Resource uint32 }

func (*CloseRequest) Body() Body        { return BodyCloseRequest }
func (m *CloseRequest) fields(c *codec) { c.uint32(&m.Resource) }

// CloseResponse answers a [CloseRequest]. Nothing about the model follows it.
type CloseResponse struct{}

func (*CloseResponse) Body() Body    { return BodyCloseResponse }
func (*CloseResponse) fields(*codec) {}

// Creation is what a new model is made from.
type Creation struct {
	Collection    string
	Data          ot.Value // KindObject, ids with prefix "@"
	OverrideWorld bool     // whether WorldPermissions replace those of the collection
	World         *Permissions
	Users         []UserPermissions
	Ephemeral     bool // delete when the last client closes it; auto-created models only
	Groups        []GroupPermissions
}

func (c *codec) creation(m *Creation) {
	c.record(func(c *codec) {
		c.string(&m.Collection)
		c.value(&m.Data)
		c.bool(&m.OverrideWorld)
		optional(c, &m.World, (*codec).permissions)
		list(c, &m.Users, (*codec).userPermissions)
		c.bool(&m.Ephemeral)
		list(c, &m.Groups, (*codec).groupPermissions)
	})
}

// CreateRequest makes a model without opening it; [CreateResponse] answers it.
// An existing model is [CodeModelAlreadyExists] with its creation time as the
// detail "fingerprint", for those who may read it.
type CreateRequest struct {
	ModelID  string // empty: the server generates one
	Created  int64  // milliseconds; 0: now
	Creation Creation
}

func (*CreateRequest) Body() Body { return BodyCreateRequest }
func (m *CreateRequest) fields(c *codec) {
	c.string(&m.ModelID)
	c.millis(&m.Created)
	c.creation(&m.Creation)
}

// CreateResponse answers a [CreateRequest].
type CreateResponse struct{ ModelID string }

func (*CreateResponse) Body() Body        { return BodyCreateResponse }
func (m *CreateResponse) fields(c *codec) { c.string(&m.ModelID) }

// DeleteRequest removes a model; [DeleteResponse] answers it.
type DeleteRequest struct{ ModelID string }

func (*DeleteRequest) Body() Body        { return BodyDeleteRequest }
func (m *DeleteRequest) fields(c *codec) { c.string(&m.ModelID) }

// DeleteResponse answers a [DeleteRequest].
type DeleteResponse struct{}

func (*DeleteResponse) Body() Body    { return BodyDeleteResponse }
func (*DeleteResponse) fields(*codec) {}

// ForceClose tells a client that the server has closed a model for it.
type ForceClose struct {
	Resource uint32
	Reason   CloseReason
	Message  string
}

func (*ForceClose) Body() Body { return BodyForceClose }
func (m *ForceClose) fields(c *codec) {
	c.uint32(&m.Resource)
	whole(c, &m.Reason, 0xFF)
	c.string(&m.Message)
}

// RemoteOpened tells that another session has opened a model.
type RemoteOpened struct {
	Resource  uint32
	SessionID string
}

func (*RemoteOpened) Body() Body { return BodyRemoteOpened }
func (m *RemoteOpened) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
}

// RemoteClosed tells that another session no longer has a model open.
type RemoteClosed struct {
	Resource  uint32
	SessionID string
}

func (*RemoteClosed) Body() Body { return BodyRemoteClosed }
func (m *RemoteClosed) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
}

// AutoCreateRequest is the server's request for the data of a model that an
// [OpenRequest] wants created. [AutoCreateResponse] or [Error] answers it.
type AutoCreateRequest struct{ AutoCreate uint32 }

func (*AutoCreateRequest) Body() Body        { return BodyAutoCreateRequest }
func (m *AutoCreateRequest) fields(c *codec) { c.uint32(&m.AutoCreate) }

// AutoCreateResponse answers an [AutoCreateRequest].
type AutoCreateResponse struct{ Creation Creation }

func (*AutoCreateResponse) Body() Body        { return BodyAutoCreateResponse }
func (m *AutoCreateResponse) fields(c *codec) { c.creation(&m.Creation) }

// OperationSubmission carries operations from the client that made them. The
// i-th has sequence First+i and follows the version Version and all operations
// with smaller sequences of the same client.
//
// (instance, sequence) is the identity of an operation, instance being that of
// the [ConnectionRequest] or, when set, of this message. The server accepts
// each identity once and acknowledges it every time.
type OperationSubmission struct {
	Resource   uint32
	First      uint64 // sequences count from 1
	Version    int64  // context version: operations of others the client had applied
	Operations []ot.Op
	Instance   string // empty: that of the connection
}

func (*OperationSubmission) Body() Body { return BodyOperationSubmission }
func (m *OperationSubmission) fields(c *codec) {
	c.uint32(&m.Resource)
	c.sequence(&m.First)
	c.version(&m.Version)
	c.operations(&m.Operations)
	c.string(&m.Instance)
}

// OperationAck tells the author that Count operations from sequence First on
// are durable. The i-th has context version Version+i: applying it led to
// version Version+i+1.
type OperationAck struct {
	Resource uint32
	First    uint64
	Count    int
	Version  int64
	Millis   int64
}

func (*OperationAck) Body() Body { return BodyOperationAck }
func (m *OperationAck) fields(c *codec) {
	c.uint32(&m.Resource)
	c.sequence(&m.First)
	c.size(&m.Count)
	c.version(&m.Version)
	c.millis(&m.Millis)
}

// RemoteOperation carries operations of one other session, as the server has
// ordered them. The i-th has context version Version+i.
type RemoteOperation struct {
	Resource   uint32
	SessionID  string
	Version    int64
	Millis     int64
	Operations []ot.Op
	Instance   string // while resynchronising: whose operation it is
	First      uint64 // with Instance: the sequence of the first operation
}

func (*RemoteOperation) Body() Body { return BodyRemoteOperation }
func (m *RemoteOperation) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
	c.version(&m.Version)
	c.millis(&m.Millis)
	c.operations(&m.Operations)
	c.string(&m.Instance)
	c.sequence(&m.First)
}

// ResyncRequest opens a model that the client already holds at Version;
// [ResyncResponse] answers it, then the missing operations follow as
// [RemoteOperation], the client's own included, up to its Version.
type ResyncRequest struct {
	ModelID string
	Version int64
}

func (*ResyncRequest) Body() Body { return BodyResyncRequest }
func (m *ResyncRequest) fields(c *codec) {
	c.string(&m.ModelID)
	c.version(&m.Version)
}

// ResyncResponse answers a [ResyncRequest]. Operations committed after Version
// reach the client as on an open model.
type ResyncResponse struct {
	Resource     uint32
	Version      int64
	Permissions  Permissions
	Created      int64 // milliseconds; another time than the client knows means another model
	LastSequence uint64
}

func (*ResyncResponse) Body() Body { return BodyResyncResponse }
func (m *ResyncResponse) fields(c *codec) {
	c.uint32(&m.Resource)
	c.version(&m.Version)
	c.permissions(&m.Permissions)
	c.millis(&m.Created)
	c.sequence(&m.LastSequence)
}

// ResyncClientDone tells that the client has caught up and resent what was not
// acknowledged. Open is false for a model that is only synchronised.
type ResyncClientDone struct {
	Resource uint32
	Open     bool
}

func (*ResyncClientDone) Body() Body { return BodyResyncClientDone }
func (m *ResyncClientDone) fields(c *codec) {
	c.uint32(&m.Resource)
	c.bool(&m.Open)
}

// ResyncServerDone ends a resynchronisation.
type ResyncServerDone struct {
	Resource  uint32
	Sessions  []string
	Resyncing []string

	References []SharedReference
	Version    int64 // that the references are relative to
}

func (*ResyncServerDone) Body() Body { return BodyResyncServerDone }
func (m *ResyncServerDone) fields(c *codec) {
	c.uint32(&m.Resource)
	c.strings(&m.Sessions)
	c.strings(&m.Resyncing)
	list(c, &m.References, (*codec).sharedReference)
	c.version(&m.Version)
}

// RemoteResyncStarted tells that another session resynchronises.
type RemoteResyncStarted struct {
	Resource  uint32
	SessionID string
}

func (*RemoteResyncStarted) Body() Body { return BodyRemoteResyncStarted }
func (m *RemoteResyncStarted) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
}

// RemoteResyncDone tells that another session has caught up.
type RemoteResyncDone struct {
	Resource  uint32
	SessionID string
}

func (*RemoteResyncDone) Body() Body { return BodyRemoteResyncDone }
func (m *RemoteResyncDone) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
}
