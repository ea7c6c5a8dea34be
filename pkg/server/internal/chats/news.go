package chats

import (
	"bytes"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/bus"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// news is what one server tells the others of one change of a chat that is stored.
type news struct {
	Key    int64
	ID     string
	First  int64 // numbers of the events; Last is less when there is none
	Last   int64
	Events []protocol.ChatEvent // none when they are too large for a message
	Seen   []protocol.ChatMember

	Enter, Exit []store.RoomSession
	Again       bool // something else has changed, which is read
	Removed     bool
	Members     []protocol.UserID // who was in a chat that was removed
}

// told is a message between servers.
type told struct {
	Format int
	Node   string
	News   []*news
}

// format is that of this release. What is told in another one is found in the store.
const format = 1

// record notes for the other servers what a change does.
func (s *Chats) record(t *chatTurn, c *chat, change *store.ChatChange) {
	if s.others == nil {
		return
	}
	n := &news{Key: c.Key, ID: c.ID, Last: -1, Seen: change.Seen, Enter: change.Enter, Exit: change.Exit,
		Again: len(change.Roles) > 0, Removed: change.Delete}
	for i := range change.Events {
		n.Events = append(n.Events, change.Events[i].ChatEvent)
	}
	if len(n.Events) > 0 {
		n.First, n.Last = n.Events[0].Number, n.Events[len(n.Events)-1].Number
	}
	if n.Removed {
		n.Members = usersOf(c)
	}
	t.news = append(t.news, n)
	last := c.LastEventNumber
	t.after = append(t.after, func() {
		c.told, c.revision = last, c.revision+1
		if n.Removed {
			c.told = toldRemoved
		}
	})
}

// tell tells the other servers what is stored, together if that fits into a message.
func (s *Chats) tell(all []*news) {
	if len(all) == 0 {
		return
	}
	data, err := encode(&told{format, s.options.Together.Node, all})
	switch {
	case err != nil:
		s.log.Error("other servers cannot be told of chats", "error", err)
	case len(data) <= bus.MostBytes:
		s.options.Together.Tell(data)
	case len(all) > 1:
		s.tell(all[:len(all)/2])
		s.tell(all[len(all)/2:])
	default: // it is found in the store
	}
}

// encode writes a message as arrays.
func encode(m *told) ([]byte, error) {
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	e.UseArrayEncodedStructs(true)
	err := e.Encode(m)
	return b.Bytes(), err
}

// Hear takes what another server tells.
func (s *Chats) Hear(data []byte) error {
	var m told
	if err := msgpack.Unmarshal(data, &m); err != nil {
		return err
	}
	if m.Format != format {
		return fmt.Errorf("it has the format %d, and this release knows %d", m.Format, format)
	}
	if m.Node == s.options.Together.Node {
		return nil
	}
	s.post(chatTask{fresh: true, failed: func(error) {}, do: func(*chatTurn) {
		for _, n := range m.News {
			s.learn(n)
		}
	}})
	return nil
}
