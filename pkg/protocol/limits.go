package protocol

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Limits bound what a client may send. The server tells them when it lets a
// client in, so that the client can say at the call what does not fit; both use
// [Limits.Check]. All but the counts are in bytes of UTF-8.
type Limits struct {
	Message        int // of one WebSocket message
	Text           int // of a chat message
	Name           int // of a chat, and that a user is shown by
	Topic          int // of a chat
	ID             int // of a model, a collection, an activity and its type, a chat
	Key            int // of a property
	Query          int // of a query for models
	StateBytes     int // of the state of a user, or of a session in an activity; see [StateSize]
	StateKeys      int // count of such a state
	ReferenceBytes int // of a reference; see [ReferenceSize]
	References     int // count of those that a session shares of one model
}

// LeastMessage is what a server takes at least in one message, in bytes: whatever
// cannot be cut, such as a property with the longest key, fits.
const LeastMessage = 128 << 10

// DefaultLimits are those of a server that is not told otherwise, and of a client
// that has not met its server.
func DefaultLimits() Limits {
	return Limits{
		Message: 8 << 20, Text: 64 << 10, Name: 1000, Topic: 10_000, ID: 255, Key: ot.MaxKey, Query: 64 << 10,
		StateBytes: 64 << 10, StateKeys: 1000, ReferenceBytes: 64 << 10, References: 1000,
	}
}

// WithDefaults returns the limits with the default in place of each that is 0.
func (l Limits) WithDefaults() Limits {
	defaults := DefaultLimits()
	from := defaults.all()
	for i, n := range l.all() {
		if *n == 0 {
			*n = *from[i]
		}
	}
	return l
}

func (l *Limits) all() []*int {
	return []*int{&l.Message, &l.Text, &l.Name, &l.Topic, &l.ID, &l.Key, &l.Query,
		&l.StateBytes, &l.StateKeys, &l.ReferenceBytes, &l.References}
}

func (c *codec) limits(l *Limits) {
	c.record(func(c *codec) {
		for _, n := range l.all() {
			c.size(n)
		}
	})
}

// Excess says by how much something is over a limit.
type Excess struct {
	What        string // with its article
	Unit        string // bytes, keys or references
	Size, Limit int
}

func (e *Excess) Error() string {
	return fmt.Sprintf("%s of %d %s is too large: the server takes at most %d", e.What, e.Size, e.Unit, e.Limit)
}

// AsError returns the message that refuses it. Its details are size and limit.
func (e *Excess) AsError() *Error {
	return &Error{Code: CodeLimitExceeded, Message: e.Error(),
		Details: map[string]JSON{"size": float64(e.Size), "limit": float64(e.Limit)}}
}

// Check returns what a message has that is over a limit, or nil. Of model data
// only the keys are looked at, and nothing of operations, which are not sent before
// they fit.
func (l *Limits) Check(m Message) *Excess {
	switch m := m.(type) {
	case *ConnectionRequest:
		if m.DisplayName != nil {
			return within("a display name", *m.DisplayName, l.Name)
		}
	case *OpenRequest:
		return l.id("a model id", m.ModelID)
	case *CreateRequest:
		return either(l.id("a model id", m.ModelID), l.creation(&m.Creation))
	case *AutoCreateResponse:
		return l.creation(&m.Creation)
	case *DeleteRequest:
		return l.id("a model id", m.ModelID)
	case *VersionsRequest:
		return within("the name of a version", m.Name, l.ID)
	case *QueryRequest:
		return within("a query", m.Query, l.Query)
	case *ActivityCreateRequest:
		return l.Activity(m.ActivityName)
	case *ActivityDeleteRequest:
		return l.Activity(m.ActivityName)
	case *ActivityJoinRequest:
		return either(l.Activity(m.ActivityName), l.State(m.State))
	case *PresenceChangeRequest:
		return l.State(m.Set)
	case *ChatCreateRequest:
		return either(l.id("a chat id", m.ID), within("a chat name", m.Name, l.Name), within("a chat topic", m.Topic, l.Topic))
	case *ChatSetNameRequest:
		return within("a chat name", m.Name, l.Name)
	case *ChatSetTopicRequest:
		return within("a chat topic", m.Topic, l.Topic)
	case *ChatPublishRequest:
		return within("a chat message", m.Text, l.Text)
	}
	return nil
}

func (l *Limits) creation(c *Creation) *Excess {
	return either(l.id("a collection id", c.Collection), l.Keys(&c.Data))
}

// Activity is Check for the name of an activity.
func (l *Limits) Activity(name ActivityName) *Excess {
	return either(l.id("an activity type", name.Type), l.id("an activity id", name.ID))
}

// PropertyKey is Check for the key of a property.
func (l *Limits) PropertyKey(key string) *Excess { return within("a property key", key, l.Key) }

// Keys is Check for the keys in a value, at every level.
func (l *Limits) Keys(v *ot.Value) *Excess {
	for i := range v.Items {
		if x := l.Keys(&v.Items[i]); x != nil {
			return x
		}
	}
	for i := range v.Members {
		if x := either(l.PropertyKey(v.Members[i].Key), l.Keys(&v.Members[i].Value)); x != nil {
			return x
		}
	}
	return nil
}

// State is Check for the whole state of a user, or of a session in an activity.
func (l *Limits) State(state map[string]JSON) *Excess {
	if n := len(state); n > l.StateKeys {
		return &Excess{"a state", "keys", n, l.StateKeys}
	}
	return over("a state", StateSize(state), l.StateBytes)
}

// Reference is Check for the values of a reference.
func (l *Limits) Reference(name ReferenceName, r ot.Reference) *Excess {
	return over("a reference", ReferenceSize(name, r), l.ReferenceBytes)
}

//go:noinline
func (l *Limits) id(what, id string) *Excess { return within(what, id, l.ID) }

//go:noinline
func within(what, s string, limit int) *Excess { return over(what, len(s), limit) }

//go:noinline
func over(what string, size, limit int) *Excess {
	if size <= limit {
		return nil
	}
	return &Excess{what, "bytes", size, limit}
}

//go:noinline
func either(all ...*Excess) *Excess {
	for _, x := range all {
		if x != nil {
			return x
		}
	}
	return nil
}

// StateSize is roughly how many bytes a state takes on the wire.
func StateSize(state map[string]JSON) int {
	n := 0
	for k, v := range state {
		n += len(k) + 2 + jsonSize(v)
	}
	return n
}

func jsonSize(v JSON) int {
	n := 9
	switch v := v.(type) {
	case string:
		n += len(v)
	case []JSON:
		for _, e := range v {
			n += jsonSize(e)
		}
	case map[string]JSON:
		n += StateSize(v)
	}
	return n
}

// ReferenceSize is roughly how many bytes a reference takes on the wire.
func ReferenceSize(name ReferenceName, r ot.Reference) int {
	n := len(name.Element) + len(name.Key) + 8*len(r.Indexes) + 16*len(r.Ranges)
	for _, list := range [][]string{r.Keys, r.Elements} {
		for _, s := range list {
			n += 16 + len(s)
		}
	}
	return n
}
