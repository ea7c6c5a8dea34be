package protocol

import (
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

// OpenRequest opens a model; [OpenResponse] answers it. With an AutoCreate
// number a missing model is made: the server then sends [AutoCreateRequest]
// with that number before it answers.
type OpenRequest struct {
	ModelID    string // empty: the server generates one, AutoCreate is needed
	AutoCreate uint32 // 0: none
	Parts      uint32 // under this number large data is sent in parts, see [OpenData]; 0: it is not
}

func (*OpenRequest) Body() Body { return BodyOpenRequest }
func (m *OpenRequest) fields(c *codec) {
	c.string(&m.ModelID)
	c.uint32(&m.AutoCreate)
	c.uint32(&m.Parts)
}

// OpenData is the next part of the data of a model that is being opened: a page is
// held for as long as a message is large. Data of the [OpenResponse], which follows the
// last part, is [InParts] then.
type OpenData struct {
	Parts uint32 // of the request
	Size  int    // of all parts together
	Data  []byte
}

// InParts stands for data that has come in parts.
var InParts = Data{pack.NilCode}

func (*OpenData) Body() Body { return BodyOpenData }
func (m *OpenData) fields(c *codec) {
	c.uint32(&m.Parts)
	whole(c, &m.Size, maxSafe)
	c.bytes(&m.Data)
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
	Data          Data
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
	c.data(&m.Data)
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
