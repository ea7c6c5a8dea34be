package protocol

import "github.com/convergence-wasm/convergence/pkg/ot"

// OperationSubmission carries operations from the client that made them. The
// i-th has sequence First+i and follows the version Version and all operations
// with smaller sequences of the same client.
//
// (instance, sequence) is the identity of an operation, instance being that of
// the [ConnectionRequest] or, when set, of this message. The server accepts
// each identity once and acknowledges it every time.
//
// A submission without First follows the one before it for the same resource on the
// same connection: it has the same instance, its operations have the next sequences,
// and Version counts from the version of that one. So what is typed takes few bytes.
type OperationSubmission struct {
	Resource   uint32
	First      uint64 // sequences count from 1; 0: follows the submission before
	Version    int64  // context version: operations of others the client had applied
	Operations []ot.Op
	Instance   string // empty: that of the connection
}

func (*OperationSubmission) Body() Body { return BodyOperationSubmission }
func (m *OperationSubmission) fields(c *codec) {
	c.uint32(&m.Resource)
	c.operations(&m.Operations)
	c.version(&m.Version)
	c.sequence(&m.First)
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
	c.name(&m.SessionID)
	c.version(&m.Version)
	c.millis(&m.Millis)
	c.operations(&m.Operations)
	c.name(&m.Instance)
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
