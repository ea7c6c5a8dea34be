package activities

import (
	"bytes"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// told is what one server tells the others of one activity: of each session everything at once, so
// that what is doubled or out of order does no harm.
type told struct {
	Format   int
	Node     string
	Number   uint64                // counts what the server tells
	Who      protocol.ActivityName // asks all for who is in it, if it is not empty
	Sessions []toldSession
	All      bool // Here are all sessions of the server, each of which was told of
	Here     []string
	Changed  bool // what the store knows of it is to be read again
}

// toldSession is a session in an activity.
type toldSession struct {
	Session string
	Gone    bool
	Lurks   bool
	State   states.Values
	// Complete says that the last change replaced all of it.
	Complete bool
}

// format is that of this release. What is told in another one is not read.
const format = 1

// toldTogether is how many bytes of states are told in one message, about.
const toldTogether = 256 << 10

func (s *Activities) encode(m *told) []byte {
	m.Format, m.Node, m.Number = format, s.options.Together.Node, s.tellings.Add(1)
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	e.UseArrayEncodedStructs(true)
	if err := e.Encode(m); err != nil { // states are JSON, which can be written
		s.log.Error("other servers cannot be told of an activity", "error", err)
	}
	return b.Bytes()
}

func decode(data []byte) (*told, error) {
	m := new(told)
	if err := msgpack.Unmarshal(data, m); err != nil {
		return nil, err
	}
	if m.Format != format {
		return nil, fmt.Errorf("it has the format %d, and this release knows %d", m.Format, format)
	}
	return m, nil
}

// send tells the other servers something of the activity.
func (a *activity) send(m *told) {
	a.all.options.Together.Nodes.TellActivity(a.name, a.all.encode(m))
}

// tellOf tells the other servers, if there are any, of one session here.
func (a *activity) tellOf(t toldSession) {
	if a.all.options.Together != nil {
		a.send(&told{Sessions: []toldSession{t}})
	}
}

// tell tells the other servers of a session that is here.
func (a *activity) tell(p *participant, complete bool) {
	a.tellOf(toldSession{Session: p.session.Identity.Session, Lurks: p.lurks, State: p.state, Complete: complete})
}

// tellGone tells the other servers that a session here has left.
func (a *activity) tellGone(p *participant) {
	a.tellOf(toldSession{Session: p.session.Identity.Session, Gone: true})
}

// tellChanged has the other servers, if there are any, read the activity again.
func (a *activity) tellChanged() {
	if a.all.options.Together != nil {
		a.send(&told{Changed: true})
	}
}

// tellAll tells the other servers of all sessions here.
func (a *activity) tellAll() {
	m, size := &told{}, 0
	here := []string{}
	for _, p := range a.participants {
		here = append(here, p.session.Identity.Session)
		if size > toldTogether {
			a.send(m)
			m, size = &told{}, 0
		}
		m.Sessions = append(m.Sessions, toldSession{Session: p.session.Identity.Session, Lurks: p.lurks, State: p.state})
		size += protocol.StateSize(p.state)
	}
	m.All, m.Here = true, here
	a.send(m)
}
