package client

import (
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// With every new connection the description of each followed chat comes from the
// server, and the events that were missed from the history: they are told in their
// order, each with the description as it has left it, before anything that happens
// now. The offline store gets what it lacks by the same way.
const (
	// missedEvents is how many of the events that were missed are fetched of a
	// chat at most, and fetchedAtOnce how many with one request.
	missedEvents  = 200
	fetchedAtOnce = 100
	// chatsAtOnce is how many chats are asked for with one request.
	chatsAtOnce = 500
)

// MissedEvents are events that are not told, since there were too many while there
// was no connection, or since they cannot be had. They are in the history.
type MissedEvents struct {
	First int64 // number of the first
	Count int64
}

// holds keeps f for when what was missed is told, or reports false when nothing
// was.
func (c *followedChat) holds(f func()) bool {
	if c == nil || !c.late {
		return false
	}
	c.held = append(c.held, f)
	return true
}

// online finds out what was missed.
func (s *chats) online(d *Domain) {
	s.fetching = false
	d.refreshChats()
}

// refreshChats asks what has become of the chats whose descriptions are not from
// this connection. Rooms in which this session was are joined again.
func (d *Domain) refreshChats() {
	var ids []string
	for id, c := range d.chats.known {
		if c.on == d.session.Conn || c.gone {
			continue
		}
		c.on, c.late, c.stuck = d.session.Conn, true, false
		c.fresh, c.held = nil, nil
		if c.inRoom {
			c.joinAgain()
		} else {
			ids = append(ids, id)
		}
	}
	sort.Strings(ids)
	for ; len(ids) > chatsAtOnce; ids = ids[chatsAtOnce:] {
		d.refreshSome(ids[:chatsAtOnce])
	}
	if len(ids) > 0 {
		d.refreshSome(ids)
	}
}

func (d *Domain) refreshSome(ids []string) {
	conn := d.session.Conn
	session.Ask(d.session.RequestNow, &protocol.ChatsRequest{IDs: ids}, "get chats", func(r *protocol.ChatsResponse, err *Error) {
		if err != nil {
			d.session.After(session.RetryAfter, func() { // another connection does it by itself
				if d.session.Conn == conn && d.session.State == session.StateConnected {
					for _, id := range ids {
						if c := d.chats.known[id]; c != nil && c.late {
							c.on = nil
						}
					}
					d.refreshChats()
				}
			})
			return
		}
		there := make(map[string]*protocol.ChatInfo, len(r.Chats))
		for i := range r.Chats {
			there[r.Chats[i].ID] = &r.Chats[i]
		}
		for _, id := range ids {
			c := d.chats.known[id]
			if c == nil || !c.late {
				continue
			}
			if info := there[id]; info != nil {
				c.refreshed(info)
				continue
			}
			// Who is no member any more does not see a private channel.
			hidden := c.info.Type == protocol.ChatChannel && c.info.Membership == protocol.MembershipPrivate
			c.ended()
			d.sink.ChatEvent(d, ChatEvent{ID: id, Gone: !hidden, Left: hidden})
		}
	})
}

// joinAgain joins a room again.
func (c *followedChat) joinAgain() {
	d := c.d
	session.Ask(d.session.RequestNow, &protocol.ChatJoinRequest{ID: c.info.ID}, "join a room", func(r *protocol.ChatJoinResponse, err *Error) {
		switch {
		case err == nil:
			c.refreshed(&r.Chat)
		case err.Code != protocol.CodeConnectionFailed:
			c.inRoom = false
			d.sink.ChatEvent(d, ChatEvent{ID: c.info.ID, Left: true})
			d.refreshSome([]string{c.info.ID})
		}
	})
}

// refreshed takes the description that the server gives.
func (c *followedChat) refreshed(info *protocol.ChatInfo) {
	member := info.Type == protocol.ChatRoom && c.inRoom ||
		slices.ContainsFunc(info.Members, func(m protocol.ChatMember) bool { return m.User == c.d.session.Self.User.UserID })
	if c.fresh = info; c.had && member && info.LastEventNumber > c.info.LastEventNumber {
		c.d.catchUp()
		return
	}
	c.caughtUp()
}

// caughtUp goes on with what happens now.
func (c *followedChat) caughtUp() {
	d, info := c.d, c.fresh
	was := c.memberIndex(d.session.Self.User.UserID) >= 0
	if c.had {
		for _, m := range info.Members {
			if i := c.memberIndex(m.User); i >= 0 && m.Seen > c.info.Members[i].Seen {
				d.session.Conn.Then(func() {
					c.info.Members = slices.Clone(c.info.Members)
					if i := c.memberIndex(m.User); i >= 0 {
						c.info.Members[i].Seen = m.Seen
					}
					d.sink.ChatEvent(d, ChatEvent{ID: info.ID, Seen: &protocol.ChatMarkedSeen{ID: info.ID, User: m.User, Number: m.Seen}})
				})
			}
		}
	}
	d.session.Conn.Then(func() {
		if c.fresh != info {
			return // it is gone
		}
		c.info, c.late, c.fresh = *info, false, nil
		is := c.memberIndex(d.session.Self.User.UserID) >= 0
		if d.offline != nil {
			d.offline.describeChat(c)
			if was && !is && info.Type != protocol.ChatRoom {
				d.offline.dropChat(c)
			}
		}
		if was != is && info.Type != protocol.ChatRoom {
			d.sink.ChatEvent(d, ChatEvent{ID: info.ID, Joined: is, Left: was})
		}
		held := c.held
		c.held = nil
		for _, f := range held {
			d.session.Conn.Then(f)
		}
		d.catchUp()
	})
}

// catchUp fetches what was missed of one chat after the other.
func (d *Domain) catchUp() {
	if d.chats.fetching || d.session.State != session.StateConnected {
		return
	}
	for _, c := range d.chats.known {
		if c.fresh != nil && c.had && c.info.LastEventNumber < c.fresh.LastEventNumber || c.lacks() {
			c.fetchMissed()
			return
		}
	}
}

// lacks reports whether the store lacks events that can be had.
func (c *followedChat) lacks() bool {
	o := c.d.offline
	return o.usable() && !o.Foreign() && c.kept && c.span.Opened && !c.stuck && !c.late && c.isMember() && c.span.To <= c.info.LastEventNumber
}

// fetchMissed fetches events from the first one that was missed, or that the store
// lacks; older ones than the newest are left out.
func (c *followedChat) fetchMissed() {
	d, conn := c.d, c.d.session.Conn
	telling, last, start := c.fresh != nil, c.info.LastEventNumber, c.span.To
	if telling {
		last, start = c.fresh.LastEventNumber, c.info.LastEventNumber+1
		if c.kept && c.span.Opened && !c.stuck && c.span.To > 0 {
			start = min(start, c.span.To)
		}
	}
	start = max(start, last+1-missedEvents)
	d.chats.fetching = true
	m := &protocol.ChatHistoryRequest{ID: c.info.ID, Limit: fetchedAtOnce, Start: &start, Forward: true}
	session.Ask(d.session.RequestNow, m, "get the history of a chat", func(r *protocol.ChatHistoryResponse, err *Error) {
		if d.session.Conn != conn {
			return // the next connection tries again
		}
		before := c.span.To
		var events []protocol.ChatEvent
		if err == nil {
			events = r.Events
			c.keepMissed(start, events)
		}
		c.stuck = c.span.To == before
		if n := len(events); telling && c.fresh != nil {
			if n == 0 || events[n-1].Number <= c.info.LastEventNumber && c.stuck {
				start, events = c.fresh.LastEventNumber+1, nil
			}
			c.tellMissed(start, events)
		}
		conn.Then(func() {
			d.chats.fetching = false
			d.catchUp()
		})
	})
}

// keepMissed puts events into the store, if the chat is there.
func (c *followedChat) keepMissed(start int64, events []protocol.ChatEvent) {
	o := c.d.offline
	if !c.kept || !o.usable() {
		return
	}
	if start > c.span.To { // what is there is older, with a gap between
		o.Writer.Add([]storage.Change{storage.DeleteRange(layout.EventKey(c.info.ID, 0), layout.EventKey(c.info.ID, start))}, nil)
		c.span.From, c.span.To = start, start
	}
	o.keepEvents(c, slices.Clone(events))
}

// tellMissed tells events that were missed, each as a step. Those before start,
// and all when none could be had, are told as a number.
func (c *followedChat) tellMissed(start int64, events []protocol.ChatEvent) {
	d := c.d
	if first := c.info.LastEventNumber + 1; start > first {
		d.session.Conn.Then(func() {
			if c.fresh == nil {
				return
			}
			time := c.info.LastEventTime
			c.info = *c.fresh
			c.info.LastEventNumber, c.info.LastEventTime = start-1, time
			d.sink.ChatEvent(d, ChatEvent{ID: c.info.ID, Missed: &MissedEvents{First: first, Count: start - first}})
		})
	}
	for i := range events {
		e := &events[i]
		d.session.Conn.Then(func() {
			// What came after the description comes by itself as well, and is held.
			if c.fresh == nil || e.Number <= c.info.LastEventNumber || e.Number > c.fresh.LastEventNumber {
				return
			}
			own := c.apply(d, e)
			told := ChatEvent{ID: e.ChatID, Event: e}
			switch e.Kind {
			case protocol.ChatUserJoined, protocol.ChatUserAdded:
				told.Joined = own
			case protocol.ChatUserLeft, protocol.ChatUserRemoved:
				told.Left = own && c.info.Type != protocol.ChatRoom // the room was joined again
			}
			d.sink.ChatEvent(d, told)
		})
	}
	d.session.Conn.Then(func() {
		if c.fresh != nil && c.info.LastEventNumber >= c.fresh.LastEventNumber {
			c.caughtUp()
		}
	})
}
