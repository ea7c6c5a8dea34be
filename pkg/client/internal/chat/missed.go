package chat

import (
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// With every new connection the description of each followed chat comes from the
// server, and the events that were missed from the history: they are emitted in their
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

// MissedEvents are events that are not emitted, since there were too many while there
// was no connection, or since they cannot be had. They are in the history.
type MissedEvents struct {
	First int64 // number of the first
	Count int64
}

// holds keeps f for when what was missed has been emitted, or reports false when nothing
// was.
func (c *chat) holds(f func()) bool {
	if c == nil || !c.late {
		return false
	}
	c.held = append(c.held, f)
	return true
}

// Online finds out what was missed.
func (all *Chats) Online() {
	all.fetching = false
	all.Refresh()
	all.pump()
}

// Refresh asks what has become of the chats whose descriptions are not from
// this connection. Rooms in which this session was are joined again.
func (all *Chats) Refresh() {
	var ids []string
	for id, c := range all.known {
		if c.on == all.session.Conn || c.gone {
			continue
		}
		c.on, c.late, c.stuck = all.session.Conn, true, false
		c.fresh, c.held = nil, nil
		if c.inRoom {
			c.joinAgain()
		} else {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	for ; len(ids) > chatsAtOnce; ids = ids[chatsAtOnce:] {
		all.refreshSome(ids[:chatsAtOnce])
	}
	if len(ids) > 0 {
		all.refreshSome(ids)
	}
}

func (all *Chats) refreshSome(ids []string) {
	conn := all.session.Conn
	session.Ask(all.session.RequestNow, &protocol.ChatsRequest{IDs: ids}, "get chats", func(r *protocol.ChatsResponse, err *session.Error) {
		if err != nil {
			all.session.After(session.RetryAfter, func() { // another connection does it by itself
				if all.session.Conn == conn && all.session.State == session.StateConnected {
					for _, id := range ids {
						if c := all.known[id]; c != nil && c.late {
							c.on = nil
						}
					}
					all.Refresh()
				}
			})
			return
		}
		there := make(map[string]*protocol.ChatInfo, len(r.Chats))
		for i := range r.Chats {
			there[r.Chats[i].ID] = &r.Chats[i]
		}
		for _, id := range ids {
			c := all.known[id]
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
			all.emit(Event{ID: id, Gone: !hidden, Left: hidden})
		}
	})
}

// joinAgain joins a room again.
func (c *chat) joinAgain() {
	all := c.all
	session.Ask(all.session.RequestNow, &protocol.ChatJoinRequest{ID: c.info.ID}, "join a room", func(r *protocol.ChatJoinResponse, err *session.Error) {
		switch {
		case err == nil:
			c.refreshed(&r.Chat)
		case err.Code != protocol.CodeConnectionFailed:
			c.inRoom = false
			all.emit(Event{ID: c.info.ID, Left: true})
			all.refreshSome([]string{c.info.ID})
		}
	})
}

// refreshed takes the description that the server gives.
func (c *chat) refreshed(info *protocol.ChatInfo) {
	member := info.Type == protocol.ChatRoom && c.inRoom ||
		slices.ContainsFunc(info.Members, func(m protocol.ChatMember) bool { return m.User == c.all.session.Self.User.UserID })
	if c.fresh = info; c.had && member && info.LastEventNumber > c.info.LastEventNumber {
		c.all.catchUp()
		return
	}
	c.caughtUp()
}

// caughtUp goes on with what happens now.
func (c *chat) caughtUp() {
	all, info := c.all, c.fresh
	was := c.memberIndex(all.session.Self.User.UserID) >= 0
	if c.had {
		for _, m := range info.Members {
			if i := c.memberIndex(m.User); i >= 0 && m.Seen > c.info.Members[i].Seen {
				all.session.Conn.Then(func() {
					c.info.Members = slices.Clone(c.info.Members)
					if i := c.memberIndex(m.User); i >= 0 {
						c.info.Members[i].Seen = m.Seen
					}
					all.emit(Event{ID: info.ID, Seen: &protocol.ChatMarkedSeen{ID: info.ID, User: m.User, Number: m.Seen}})
				})
			}
		}
	}
	all.session.Conn.Then(func() {
		if c.fresh != info {
			return // it is gone
		}
		c.info, c.late, c.fresh = *info, false, nil
		is := c.memberIndex(all.session.Self.User.UserID) >= 0
		if all.Store != nil {
			all.describeChat(c)
			if was && !is && info.Type != protocol.ChatRoom {
				all.dropChat(c)
			}
		}
		if was != is && info.Type != protocol.ChatRoom {
			all.emit(Event{ID: info.ID, Joined: is, Left: was})
		}
		held := c.held
		c.held = nil
		for _, f := range held {
			all.session.Conn.Then(f)
		}
		all.catchUp()
	})
}

// catchUp fetches what was missed of one chat after the other.
func (all *Chats) catchUp() {
	if all.fetching || all.session.State != session.StateConnected {
		return
	}
	for _, c := range all.known {
		if c.fresh != nil && c.had && c.info.LastEventNumber < c.fresh.LastEventNumber || c.lacks() {
			c.fetchMissed()
			return
		}
	}
}

// lacks reports whether the store lacks events that can be had.
func (c *chat) lacks() bool {
	store := c.all.Store
	return store.Usable() && !store.Foreign() && c.kept && c.span.Opened && !c.stuck && !c.late && c.isMember() && c.span.To <= c.info.LastEventNumber
}

// fetchMissed fetches events from the first one that was missed, or that the store
// lacks; older ones than the newest are left out.
func (c *chat) fetchMissed() {
	all, conn := c.all, c.all.session.Conn
	missed, last, start := c.fresh != nil, c.info.LastEventNumber, c.span.To
	if missed {
		last, start = c.fresh.LastEventNumber, c.info.LastEventNumber+1
		if c.kept && c.span.Opened && !c.stuck && c.span.To > 0 {
			start = min(start, c.span.To)
		}
	}
	start = max(start, last+1-missedEvents)
	all.fetching = true
	m := &protocol.ChatHistoryRequest{ID: c.info.ID, Limit: fetchedAtOnce, Start: &start, Forward: true}
	session.Ask(all.session.RequestNow, m, "get the history of a chat", func(r *protocol.ChatHistoryResponse, err *session.Error) {
		if all.session.Conn != conn {
			return // the next connection tries again
		}
		before := c.span.To
		var events []protocol.ChatEvent
		if err == nil {
			events = r.Events
			c.keepMissed(start, events)
		}
		c.stuck = c.span.To == before
		if n := len(events); missed && c.fresh != nil {
			if n == 0 || events[n-1].Number <= c.info.LastEventNumber && c.stuck {
				start, events = c.fresh.LastEventNumber+1, nil
			}
			c.emitMissed(start, events)
		}
		conn.Then(func() {
			all.fetching = false
			all.catchUp()
		})
	})
}

// keepMissed puts events into the store, if the chat is there.
func (c *chat) keepMissed(start int64, events []protocol.ChatEvent) {
	all := c.all
	if !c.kept || !all.Store.Usable() {
		return
	}
	if start > c.span.To { // what is there is older, with a gap between
		all.Store.Writer.Add([]storage.Change{storage.DeleteRange(layout.EventKey(c.info.ID, 0), layout.EventKey(c.info.ID, start))}, nil)
		c.span.From, c.span.To = start, start
	}
	all.keepEvents(c, slices.Clone(events))
}

// emitMissed emits events that were missed, each as a step. Those before start,
// and all when none could be had, are emitted as a number.
func (c *chat) emitMissed(start int64, events []protocol.ChatEvent) {
	all := c.all
	if first := c.info.LastEventNumber + 1; start > first {
		all.session.Conn.Then(func() {
			if c.fresh == nil {
				return
			}
			time := c.info.LastEventTime
			c.info = *c.fresh
			c.info.LastEventNumber, c.info.LastEventTime = start-1, time
			all.emit(Event{ID: c.info.ID, Missed: &MissedEvents{First: first, Count: start - first}})
		})
	}
	for i := range events {
		e := &events[i]
		all.session.Conn.Then(func() {
			// What came after the description comes by itself as well, and is held.
			if c.fresh == nil || e.Number <= c.info.LastEventNumber || e.Number > c.fresh.LastEventNumber {
				return
			}
			own := all.apply(c, e)
			event := Event{ID: e.ChatID, Event: e}
			switch e.Kind {
			case protocol.ChatUserJoined, protocol.ChatUserAdded:
				event.Joined = own
			case protocol.ChatUserLeft, protocol.ChatUserRemoved:
				event.Left = own && c.info.Type != protocol.ChatRoom // the room was joined again
			}
			all.emit(event)
		})
	}
	all.session.Conn.Then(func() {
		if c.fresh != nil && c.info.LastEventNumber >= c.fresh.LastEventNumber {
			c.caughtUp()
		}
	})
}
