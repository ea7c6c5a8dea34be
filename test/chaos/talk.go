package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/convergence-wasm/convergence/internal/storecheck"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// The chats in which all talk: members of the channel stay members while they
// are away, and the room has to be joined again after each cut.
const (
	channel = "chaos-channel"
	room    = "chaos-room"
)

var chatIDs = []string{channel, room}

// talk is what a client has said. Every message has a text of its own.
type talk struct {
	mu      sync.Mutex
	said    []said // that were acknowledged
	refused int    // of these the chat may have some, each once
	pending int
	count   int
}

// said is an acknowledged message. The pages tell theirs as JSON.
type said struct {
	Chat, Text string
	Number     int64
}

// makeChats makes the chats; whoever comes second finds them.
func (e *editor) makeChats(ctx context.Context) error {
	for _, r := range []protocol.ChatCreateRequest{{ID: channel, Type: protocol.ChatChannel}, {ID: room, Type: protocol.ChatRoom}} {
		r.Membership = protocol.MembershipPublic
		errs := make(chan *client.Error, 2)
		e.domain.Core().Request(&r, func(_ protocol.Message, err *client.Error) { errs <- err })
		if err := <-errs; err != nil && err.Code != protocol.CodeChatAlreadyExists {
			return err
		}
		e.domain.Core().JoinChat(r.ID, func(_ protocol.ChatInfo, err *client.Error) { errs <- err })
		if err := <-errs; err != nil {
			return err
		}
	}
	return ctx.Err()
}

// say sends a message in one of the chats.
func (e *editor) say() {
	t := &e.talk
	chat := chatIDs[e.rng.IntN(len(chatIDs))]
	t.mu.Lock()
	text := fmt.Sprintf("%s says %d", e.name, t.count)
	t.count++
	t.pending++
	t.mu.Unlock()
	e.domain.Core().PublishChat(chat, text, func(r *protocol.ChatPublishResponse, err *client.Error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.pending--
		if err != nil {
			t.refused++
			return
		}
		t.said = append(t.said, said{chat, text, r.Number})
	})
}

// unanswered returns how many messages nobody knows about yet.
func (r *run) unanswered(pages []pageState) (n int) {
	for _, e := range r.editors {
		e.talk.mu.Lock()
		n += e.talk.pending
		e.talk.mu.Unlock()
	}
	for _, p := range pages {
		n += p.Talking
	}
	return n
}

// compareChats expects every acknowledged message to be once in the store, under
// the number that was told, no message there twice, and no number missing.
func (r *run) compareChats(pages []pageState) error {
	all := []said{}
	for _, e := range r.editors {
		all = append(all, e.talk.said...)
		r.refused += e.talk.refused
	}
	for _, p := range pages {
		all = append(all, p.Said...)
		r.refused += p.Refused
	}
	r.messages = len(all)
	stores, err := storecheck.Chats(r.server.Data, chatIDs)
	if err != nil {
		return err
	}
	at := map[string]map[string][]int64{} // numbers, by chat and text
	for _, id := range chatIDs {
		at[id] = map[string][]int64{}
		for i, event := range stores[id] {
			if event.Number != int64(i) {
				r.chatGaps++
				r.note("%s: the event with number %d is number %d", id, i, event.Number)
			}
			if event.Kind == protocol.ChatMessage {
				at[id][event.Text] = append(at[id][event.Text], event.Number)
			}
		}
		for text, numbers := range at[id] {
			if len(numbers) > 1 {
				r.chatDuplicated += len(numbers) - 1
				r.note("duplicated: %q in %s, as %d", text, id, numbers)
			}
		}
		fmt.Printf("%s: %d events\n", id, len(stores[id]))
	}
	for _, m := range all {
		switch numbers := at[m.Chat][m.Text]; {
		case len(numbers) == 0:
			r.chatLost++
			r.note("lost: %q, which %s has acknowledged as %d", m.Text, m.Chat, m.Number)
		case numbers[0] != m.Number:
			r.chatLost++
			r.note("%q was acknowledged by %s as %d and is %d", m.Text, m.Chat, m.Number, numbers[0])
		}
	}
	return nil
}
