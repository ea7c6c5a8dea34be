package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Chat is a chat without what was said in it.
type Chat struct {
	ID         string    `json:"id"`
	Type       string    `json:"type" enum:"direct,channel,room"`
	Membership string    `json:"membership" enum:"public,private"`
	Name       string    `json:"name"`
	Topic      string    `json:"topic"`
	Created    time.Time `json:"created"`
	LastEvent  int64     `json:"lastEvent" doc:"number of the newest event; the first one is 0"`
	LastTime   time.Time `json:"lastTime"`
	Members    []Member  `json:"members" nullable:"false" doc:"of a room: who is in it"`
}

func chatOf(c protocol.ChatInfo) Chat {
	out := Chat{c.ID, string(c.Type), string(c.Membership), c.Name, c.Topic, time.UnixMilli(c.Created).UTC(), c.LastEventNumber, time.UnixMilli(c.LastEventTime).UTC(), []Member{}}
	for _, m := range c.Members {
		out.Members = append(out.Members, memberOf(m.User))
	}
	return out
}

// OneChat names a chat.
type OneChat struct {
	InDomain
	Chat string `path:"chat" maxLength:"255" doc:"id of the chat"`
}

// asked is a domain, and who asks something of it.
type asked struct {
	*Domain
	ask func(m protocol.Message) (protocol.Message, error)
}

// asking returns the domain that a request names, for asking its services.
func (a *API) asking(ctx context.Context, in InDomain) (asked, error) {
	d, by, err := a.author(ctx, in)
	return asked{d, func(m protocol.Message) (protocol.Message, error) { return d.Ask(ctx, by, m) }}, err
}

// chats returns what there is of some chats.
func (d asked) chats(ids []string) ([]protocol.ChatInfo, error) {
	answer, err := d.ask(&protocol.ChatsRequest{IDs: ids})
	if err != nil {
		return nil, err
	}
	return answer.(*protocol.ChatsResponse).Chats, nil
}

// chat returns what shows a chat.
func (d asked) chat(id string) func() (Chat, error) {
	return func() (Chat, error) {
		all, err := d.chats([]string{id})
		if err == nil && len(all) == 0 {
			err = missing("chat", id, store.ErrNotFound)
		}
		if err != nil {
			return Chat{}, err
		}
		return chatOf(all[0]), nil
	}
}

func (a *API) declareChats() {
	const tag, path = "Chats", domainPath + "/chats"
	type listInput struct {
		InDomain
		Paging
		Text string `query:"text" maxLength:"255" doc:"what the id, name or topic contains, regardless of case"`
	}
	serve(a, route{id: "list-chats", method: http.MethodGet, path: path, tag: tag, who: ofDomain, scope: "chats:read", errors: []int{http.StatusBadRequest}, summary: "Chats, by id"},
		func(ctx context.Context, in *listInput) (*Listed[Chat], error) {
			after, err := in.after()
			if err != nil {
				return nil, err
			}
			d, err := a.asking(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			ids, _, err := d.Store.SearchChats(ctx, store.ChatSearch{Text: in.Text, Fields: []string{"id", "name", "topic"}, After: after, Limit: in.Limit + 1, All: true})
			if err != nil {
				return nil, err
			}
			next := ""
			if len(ids) > in.Limit {
				ids = ids[:in.Limit]
				next = cursor(ids[len(ids)-1])
			}
			all, err := d.chats(ids)
			out := listed(all, len(all), nil, chatOf)
			out.Body.Next = next
			return out, err
		})
	type addInput struct {
		InDomain
		Body struct {
			ID         string   `json:"id,omitempty" maxLength:"255" doc:"left out, the server gives one"`
			Type       string   `json:"type" enum:"channel,room"`
			Membership string   `json:"membership" enum:"public,private"`
			Name       string   `json:"name,omitempty" maxLength:"1000"`
			Topic      string   `json:"topic,omitempty" maxLength:"10000"`
			Members    []Member `json:"members,omitempty" nullable:"false" maxItems:"10000" doc:"of a channel"`
		} `nameHint:"NewChat"`
	}
	serve(a, route{id: "add-chat", method: http.MethodPost, path: path, tag: tag, who: ofDomain, scope: "chats:write", status: http.StatusCreated, errors: []int{http.StatusConflict}, summary: "Make a channel or a room"},
		func(ctx context.Context, in *addInput) (*Made[Chat], error) {
			d, err := a.asking(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			b := &in.Body
			r := &protocol.ChatCreateRequest{ID: b.ID, Type: protocol.ChatType(b.Type), Membership: protocol.ChatMembership(b.Membership), Name: b.Name, Topic: b.Topic}
			for _, m := range b.Members {
				r.Members = append(r.Members, m.id())
			}
			answer, err := d.ask(r)
			if err != nil {
				return nil, err
			}
			id := answer.(*protocol.ChatCreateResponse).ID
			made(ctx, id)
			c, err := d.chat(id)()
			return &Made[Chat]{entityTag(c), d.location("chats", id), c}, err
		})
	serve(a, route{id: "get-chat", method: http.MethodGet, path: path + "/{chat}", tag: tag, who: ofDomain, scope: "chats:read", summary: "A chat with its members"},
		func(ctx context.Context, in *OneChat) (*Tagged[Chat], error) {
			d, err := a.asking(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			c, err := d.chat(in.Chat)()
			return tagged(c), err
		})
	type setInput struct {
		OneChat
		Matching
		Body struct {
			Name  string `json:"name" maxLength:"1000"`
			Topic string `json:"topic" maxLength:"10000"`
		} `nameHint:"ChatTitle"`
	}
	serve(a, route{id: "set-chat", method: http.MethodPut, path: path + "/{chat}", tag: tag, who: ofDomain, scope: "chats:write", errors: []int{http.StatusConflict, http.StatusPreconditionFailed}, summary: "Give a chat another name or topic; its members hear of it"},
		func(ctx context.Context, in *setInput) (*Tagged[Chat], error) {
			d, err := a.asking(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return change(a.changing(in.name()), in.Matching, d.chat(in.Chat), func(now Chat) error {
				var err error
				if in.Body.Name != now.Name {
					_, err = d.ask(&protocol.ChatSetNameRequest{ID: in.Chat, Name: in.Body.Name})
				}
				if err == nil && in.Body.Topic != now.Topic {
					_, err = d.ask(&protocol.ChatSetTopicRequest{ID: in.Chat, Topic: in.Body.Topic})
				}
				return err
			})
		})
	type removeInput struct {
		OneChat
		Matching
	}
	serve(a, route{id: "remove-chat", method: http.MethodDelete, path: path + "/{chat}", tag: tag, who: ofDomain, scope: "chats:write", errors: []int{http.StatusPreconditionFailed}, summary: "Remove a chat with all that was said in it"},
		func(ctx context.Context, in *removeInput) (*struct{}, error) {
			d, err := a.asking(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			return remove(a.changing(in.name()), in.Matching, d.chat(in.Chat), func() error {
				_, err := d.ask(&protocol.ChatRemoveRequest{ID: in.Chat})
				return err
			})
		})
	a.declareChatMembers()
}

func (a *API) declareChatMembers() {
	type input struct {
		OneChat
		User string `path:"user" maxLength:"255" doc:"username"`
		Type string `query:"type" enum:"normal,convergence,anonymous" default:"normal" doc:"of the user"`
	}
	for _, m := range []struct {
		id, method, summary string
		message             func(chat string, user protocol.UserID) protocol.Message
	}{
		{"add-chat-member", http.MethodPut, "Make a user a member of a channel", func(chat string, user protocol.UserID) protocol.Message {
			return &protocol.ChatAddRequest{ID: chat, User: user}
		}},
		{"remove-chat-member", http.MethodDelete, "Take a user out of a channel or a room", func(chat string, user protocol.UserID) protocol.Message {
			return &protocol.ChatRemoveUserRequest{ID: chat, User: user}
		}},
	} {
		serve(a, route{id: m.id, method: m.method, path: domainPath + "/chats/{chat}/members/{user}", tag: "Chats", who: ofDomain, scope: "chats:write", errors: []int{http.StatusConflict}, summary: m.summary},
			func(ctx context.Context, in *input) (*struct{}, error) {
				d, err := a.asking(ctx, in.InDomain)
				if err != nil {
					return nil, err
				}
				_, err = d.ask(m.message(in.Chat, Member{in.Type, in.User}.id()))
				return nil, err
			})
	}
}

// ChatEvent is something that happened in a chat.
type ChatEvent struct {
	Number  int64     `json:"number"`
	Kind    string    `json:"kind"`
	Time    time.Time `json:"time"`
	User    Member    `json:"user" doc:"who did it"`
	Text    string    `json:"text,omitempty" doc:"of a message, or the new name or topic"`
	Subject *Member   `json:"subject,omitempty" doc:"who was added or removed"`
}

func eventOf(e protocol.ChatEvent) ChatEvent {
	out := ChatEvent{Number: e.Number, Kind: string(e.Kind), Time: time.UnixMilli(e.Millis).UTC(), User: memberOf(e.User), Text: e.Text}
	if e.Subject != nil {
		m := memberOf(*e.Subject)
		out.Subject = &m
	}
	return out
}

func (a *API) declareChatEvents() {
	type input struct {
		OneChat
		Paging
	}
	serve(a, route{id: "list-chat-events", method: http.MethodGet, path: domainPath + "/chats/{chat}/events", tag: "Chats", who: ofDomain, scope: "chats:read", errors: []int{http.StatusBadRequest},
		summary: "What was said and happened in a chat, the newest first"},
		func(ctx context.Context, in *input) (*Listed[ChatEvent], error) {
			start, err := in.number()
			if err != nil {
				return nil, err
			}
			d, err := a.domain(ctx, in.InDomain)
			if err != nil {
				return nil, err
			}
			c, err := d.Store.Chat(ctx, in.Chat)
			if err != nil {
				return nil, missing("chat", in.Chat, err)
			}
			page := store.ChatPage{Limit: in.Limit + 1}
			if in.Cursor != "" {
				start-- // what follows the last one that was given
				page.Start = &start
			}
			all, _, err := d.Store.ChatHistory(ctx, c.Key, page)
			return listed(all, in.Limit, func(e protocol.ChatEvent) string { return decimal(e.Number) }, eventOf), err
		})
}
