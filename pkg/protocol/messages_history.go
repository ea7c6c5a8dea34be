package protocol

import "github.com/convergence-wasm/convergence/pkg/ot"

// QueryRequest finds models; [QueryResponse] answers it. An error in the query
// is [CodeInvalidQuery] with the detail "index", the character offset.
type QueryRequest struct{ Query string }

func (*QueryRequest) Body() Body        { return BodyQueryRequest }
func (m *QueryRequest) fields(c *codec) { c.string(&m.Query) }

// QueryResponse answers a [QueryRequest] with one page of what was found.
type QueryResponse struct {
	Results []QueryResult
	Offset  int
	Total   int // matches without regard to LIMIT and OFFSET
}

// QueryResult is one model that was found. Data is the whole document, or the
// fields that the query names, by alias or path, in the order in which it names
// them; the properties of objects are in the order of the model.
type QueryResult struct {
	Collection string
	ModelID    string
	Created    int64 // milliseconds
	Modified   int64 // milliseconds
	Version    int64
	Data       Object // dates as {"$convergenceType": "date", "value": ISO 8601}
}

func (*QueryResponse) Body() Body { return BodyQueryResponse }
func (m *QueryResponse) fields(c *codec) {
	list(c, &m.Results, func(c *codec, r *QueryResult) {
		c.record(func(c *codec) {
			c.string(&r.Collection)
			c.string(&r.ModelID)
			c.millis(&r.Created)
			c.millis(&r.Modified)
			c.version(&r.Version)
			c.object(&r.Data)
		})
	})
	c.size(&m.Offset)
	c.size(&m.Total)
}

// HistoryDataRequest asks for the current state of a model without opening it,
// which needs the right to read it. [HistoryDataResponse] answers it.
type HistoryDataRequest struct{ ModelID string }

func (*HistoryDataRequest) Body() Body        { return BodyHistoryDataRequest }
func (m *HistoryDataRequest) fields(c *codec) { c.string(&m.ModelID) }

// HistoryDataResponse answers a [HistoryDataRequest].
type HistoryDataResponse struct {
	Collection string
	Data       Data
	Version    int64
	Created    int64 // milliseconds
	Modified   int64 // milliseconds
}

func (*HistoryDataResponse) Body() Body { return BodyHistoryDataResponse }
func (m *HistoryDataResponse) fields(c *codec) {
	c.string(&m.Collection)
	c.data(&m.Data)
	c.version(&m.Version)
	c.millis(&m.Created)
	c.millis(&m.Modified)
}

// HistoryOperationsRequest asks for logged operations with the context versions
// [From, To). [HistoryOperationsResponse] answers it with at least the first
// ones; the client asks on for the rest.
type HistoryOperationsRequest struct {
	ModelID string
	From    int64
	To      int64
}

func (*HistoryOperationsRequest) Body() Body { return BodyHistoryOperationsRequest }
func (m *HistoryOperationsRequest) fields(c *codec) {
	c.string(&m.ModelID)
	c.version(&m.From)
	c.version(&m.To)
}

// HistoryOperationsResponse answers a [HistoryOperationsRequest]. The runs
// follow one another without a gap from the From of the request on.
type HistoryOperationsResponse struct{ Runs []HistoryRun }

// HistoryRun is consecutive operations of one session. The i-th has context
// version Version+i; Inverses[i] takes it back.
type HistoryRun struct {
	SessionID  string
	Version    int64
	Millis     int64
	Operations []ot.Op
	Inverses   []ot.Op
}

func (*HistoryOperationsResponse) Body() Body { return BodyHistoryOperationsResponse }
func (m *HistoryOperationsResponse) fields(c *codec) {
	list(c, &m.Runs, func(c *codec, r *HistoryRun) {
		c.record(func(c *codec) {
			c.string(&r.SessionID)
			c.version(&r.Version)
			c.millis(&r.Millis)
			c.operations(&r.Operations)
			c.operations(&r.Inverses)
		})
	})
}

// VersionAtTimeRequest asks for the last version that is not after a time.
// [VersionAtTimeResponse] answers it.
type VersionAtTimeRequest struct {
	ModelID string
	Millis  int64
}

func (*VersionAtTimeRequest) Body() Body { return BodyVersionAtTimeRequest }
func (m *VersionAtTimeRequest) fields(c *codec) {
	c.string(&m.ModelID)
	c.millis(&m.Millis)
}

// VersionAtTimeResponse answers a [VersionAtTimeRequest].
type VersionAtTimeResponse struct{ Version int64 }

func (*VersionAtTimeResponse) Body() Body        { return BodyVersionAtTimeResponse }
func (m *VersionAtTimeResponse) fields(c *codec) { c.version(&m.Version) }

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
