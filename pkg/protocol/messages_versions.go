package protocol

import "github.com/convergence-wasm/convergence/pkg/ot"

// VersionAct says what a [VersionsRequest] does.
type VersionAct uint8

// The acts.
const (
	VersionList   VersionAct = 0 // all, by version
	VersionFind   VersionAct = 1 // the one of a name
	VersionName   VersionAct = 2 // gives a version a name
	VersionRemove VersionAct = 3 // takes a name away
)

// VersionsRequest is about the named versions of a model. To read them needs the right
// to read, to change them that to write. [VersionsResponse] answers it with those that were
// asked for; a name that there is none of is [CodeVersionNotFound], one that there is
// is [CodeVersionExists].
type VersionsRequest struct {
	ModelID string
	Act     VersionAct
	Name    string
	Version int64 // to be named; 0 is the newest one
}

func (*VersionsRequest) Body() Body { return BodyVersionsRequest }
func (m *VersionsRequest) fields(c *codec) {
	c.string(&m.ModelID)
	whole(c, &m.Act, 0xFF)
	c.string(&m.Name)
	c.version(&m.Version)
}

// VersionsResponse answers a [VersionsRequest].
type VersionsResponse struct{ Versions []NamedVersion }

// NamedVersion is a version of a model that has a name.
type NamedVersion struct {
	Name    string // unique among those of the model
	Version int64
	Millis  int64  // when it was named
	By      UserID // who named it
}

func (*VersionsResponse) Body() Body { return BodyVersionsResponse }
func (m *VersionsResponse) fields(c *codec) {
	list(c, &m.Versions, func(c *codec, v *NamedVersion) {
		c.record(func(c *codec) {
			c.string(&v.Name)
			c.version(&v.Version)
			c.millis(&v.Millis)
			c.userID(&v.By)
		})
	})
}

// RestoreRequest asks by which operations a model becomes what it was at a version. It
// needs the right to write, and is to be sent when the model is open. [RestoreResponse] answers it,
// in the order of the model's operations.
type RestoreRequest struct {
	ModelID string
	Version int64
}

func (*RestoreRequest) Body() Body { return BodyRestoreRequest }
func (m *RestoreRequest) fields(c *codec) {
	c.string(&m.ModelID)
	c.version(&m.Version)
}

// RestoreResponse answers a [RestoreRequest]. Nothing is edited by it: the operations are
// the difference, one after the other, and for the client to make.
type RestoreResponse struct {
	Version    int64 // that they apply to
	Operations []ot.Op
}

func (*RestoreResponse) Body() Body { return BodyRestoreResponse }
func (m *RestoreResponse) fields(c *codec) {
	c.version(&m.Version)
	c.operations(&m.Operations)
}
