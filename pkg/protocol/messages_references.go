package protocol

import "github.com/convergence-wasm/convergence/pkg/ot"

// reference visits the values of a reference: kind, then the values.
//
//go:noinline
func (c *codec) reference(r *ot.Reference) {
	c.record(func(c *codec) {
		kind := int(r.Kind)
		whole(c, &kind, 0xFF)
		if c.mode == reading {
			r.Kind = ot.ReferenceKind(kind)
		}
		switch r.Kind {
		case ot.ReferenceIndex:
			list(c, &r.Indexes, (*codec).size)
		case ot.ReferenceRange:
			list(c, &r.Ranges, func(c *codec, v *ot.Range) {
				c.record(func(c *codec) {
					c.size(&v.Start)
					c.size(&v.End)
				})
			})
		case ot.ReferenceProperty:
			c.strings(&r.Keys)
		case ot.ReferenceElement:
			c.strings(&r.Elements)
		default:
			if c.mode == reading {
				c.fail("reference of unknown kind %d", kind)
			}
		}
	})
}

// ReferenceName names a shared reference of one session on an open model:
// Element is the id of the string or object that owns it, empty for element
// references, which the model owns.
type ReferenceName struct {
	Element string
	Key     string
}

func (c *codec) referenceName(n *ReferenceName) {
	c.string(&n.Element)
	c.string(&n.Key)
}

// ShareReference makes a reference visible to others. Its values, which may be
// none, are relative to Version and the client's own operations. Sharing what
// is shared sets it.
type ShareReference struct {
	Resource uint32
	ReferenceName
	Values  ot.Reference
	Version int64
}

func (*ShareReference) Body() Body { return BodyShareReference }
func (m *ShareReference) fields(c *codec) {
	c.uint32(&m.Resource)
	c.referenceName(&m.ReferenceName)
	c.reference(&m.Values)
	c.version(&m.Version)
}

// SetReference changes the values of a shared reference; one that is not
// shared is ignored.
type SetReference struct {
	Resource uint32
	ReferenceName
	Values  ot.Reference
	Version int64
}

func (*SetReference) Body() Body { return BodySetReference }
func (m *SetReference) fields(c *codec) {
	c.uint32(&m.Resource)
	c.referenceName(&m.ReferenceName)
	c.reference(&m.Values)
	c.version(&m.Version)
}

// ClearReference takes the values of a shared reference away.
type ClearReference struct {
	Resource uint32
	ReferenceName
}

func (*ClearReference) Body() Body { return BodyClearReference }
func (m *ClearReference) fields(c *codec) {
	c.uint32(&m.Resource)
	c.referenceName(&m.ReferenceName)
}

// UnshareReference withdraws a shared reference.
type UnshareReference struct {
	Resource uint32
	ReferenceName
}

func (*UnshareReference) Body() Body { return BodyUnshareReference }
func (m *UnshareReference) fields(c *codec) {
	c.uint32(&m.Resource)
	c.referenceName(&m.ReferenceName)
}

// SharedReference is a reference of another session, as in the answer to an
// open request.
type SharedReference struct {
	SessionID string
	ReferenceName
	Values ot.Reference
}

func (c *codec) sharedReference(r *SharedReference) {
	c.record(func(c *codec) {
		c.string(&r.SessionID)
		c.referenceName(&r.ReferenceName)
		c.reference(&r.Values)
	})
}

// ReferenceShared tells that another session has shared a reference.
type ReferenceShared struct {
	Resource uint32
	SharedReference
	Version int64 // that the values are relative to
}

func (*ReferenceShared) Body() Body { return BodyReferenceShared }
func (m *ReferenceShared) fields(c *codec) {
	c.uint32(&m.Resource)
	c.sharedReference(&m.SharedReference)
	c.version(&m.Version)
}

// ReferenceSet tells the new values of another session's reference.
type ReferenceSet struct {
	Resource uint32
	SharedReference
	Version int64 // that the values are relative to
}

func (*ReferenceSet) Body() Body { return BodyReferenceSet }
func (m *ReferenceSet) fields(c *codec) {
	c.uint32(&m.Resource)
	c.sharedReference(&m.SharedReference)
	c.version(&m.Version)
}

// ReferenceCleared tells that another session's reference has no values.
type ReferenceCleared struct {
	Resource  uint32
	SessionID string
	ReferenceName
}

func (*ReferenceCleared) Body() Body { return BodyReferenceCleared }
func (m *ReferenceCleared) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
	c.referenceName(&m.ReferenceName)
}

// ReferenceUnshared tells that another session has withdrawn a reference.
type ReferenceUnshared struct {
	Resource  uint32
	SessionID string
	ReferenceName
}

func (*ReferenceUnshared) Body() Body { return BodyReferenceUnshared }
func (m *ReferenceUnshared) fields(c *codec) {
	c.uint32(&m.Resource)
	c.string(&m.SessionID)
	c.referenceName(&m.ReferenceName)
}
