package cluster

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// chatIDs are a channel, whose members stay members while they are away, and a room, which
// sessions are in.
var chatIDs = []string{"channel", "room"}

// talkers talk in both chats. Each message is sent until it is answered, under its identity, so
// that all are there in the end, each once.
type talkers struct {
	clients    []*native.Domain
	activities []*client.Activity // the same one, of each client

	mu    sync.Mutex
	said  map[string]map[string]int64 // numbers, by chat and text
	count int
}

// ask starts something and returns what comes of it.
func ask[T any](ctx context.Context, start func(done func(T, *client.Error))) (T, *client.Error) {
	type answer struct {
		value T
		err   *client.Error
	}
	came := make(chan answer, 1)
	start(func(value T, err *client.Error) { came <- answer{value, err} })
	select {
	case a := <-came:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, &client.Error{Code: "timeout", Message: ctx.Err().Error()}
	}
}

// request asks the server and returns its answer.
func request(ctx context.Context, d *native.Domain, m protocol.Message) (protocol.Message, *client.Error) {
	return ask(ctx, func(done func(protocol.Message, *client.Error)) { d.Core().Request(m, done) })
}

// join joins a chat.
func join(ctx context.Context, d *native.Domain, id string) *client.Error {
	_, err := ask(ctx, func(done func(protocol.ChatInfo, *client.Error)) { d.Core().JoinChat(id, done) })
	return err
}

// newTalkers makes the chats, and has clients of several users join them.
func (w *world) newTalkers(ctx context.Context) *talkers {
	w.t.Helper()
	k := &talkers{said: map[string]map[string]int64{"channel": {}, "room": {}}}
	for i := range 5 {
		if i < 2 {
			k.clients = append(k.clients, w.connect(ctx, w.front.addr))
			continue
		}
		k.clients = append(k.clients, w.guest(ctx, w.front.addr))
	}
	for i, kind := range []protocol.ChatType{protocol.ChatChannel, protocol.ChatRoom} {
		if _, err := request(ctx, k.clients[0], &protocol.ChatCreateRequest{ID: chatIDs[i], Type: kind, Membership: protocol.MembershipPublic}); err != nil {
			w.t.Fatal(err)
		}
		for _, d := range k.clients {
			err := join(ctx, d, chatIDs[i])
			if err != nil && err.Code == protocol.CodeChatAlreadyJoined { // by another session of its user
				_, err = ask(ctx, func(done func([]protocol.ChatInfo, *client.Error)) { d.Core().GetChats(chatIDs[i:i+1], done) })
			}
			if err != nil {
				w.t.Fatal(err)
			}
		}
	}
	for _, d := range k.clients {
		k.activities = append(k.activities, participate(w.t, ctx, d))
	}
	return k
}

// participate joins an activity, which ends with the last session.
func participate(t *testing.T, ctx context.Context, d *native.Domain) *client.Activity {
	t.Helper()
	everybody := protocol.Roles{World: []string{"join", "view_state", "set_state"}}
	a, err := ask(ctx, func(done func(*client.Activity, *client.Error)) {
		d.Core().JoinActivity(protocol.ActivityName{Type: "t", ID: "talking"}, client.ActivityOptions{Create: &protocol.ActivityCreation{Ephemeral: true, Roles: everybody}}, done)
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// participants are the sessions in an activity with their states, as one of them sees it.
func participants(a *client.Activity) map[string]client.KeyValues {
	all := make(map[string]client.KeyValues)
	for p, state := range a.Participants() {
		all[p.SessionID] = state
	}
	return all
}

// talk has all talk until stop is closed.
func (k *talkers) talk(t *testing.T, ctx context.Context, stop <-chan struct{}, talking *sync.WaitGroup) {
	for i, d := range k.clients {
		talking.Go(func() {
			for n := 1; ; n++ {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
				}
				chat, text := chatIDs[n%2], fmt.Sprint(i, " ", n)
				if err := k.activities[i].Update(client.KeyValues{"said": float64(n)}, nil, false); err != nil {
					t.Errorf("talker %d cannot change its state: %v", i, err)
				}
				number, err := say(ctx, d, chat, text, fmt.Sprint("talker", i), uint64(n))
				if err != nil {
					t.Errorf("talker %d cannot say %q in the %s: %v", i, text, chat, err)
					return
				}
				k.mu.Lock()
				k.said[chat][text] = number
				k.count++
				k.mu.Unlock()
			}
		})
	}
}

// say sends a message until it is answered.
func say(ctx context.Context, d *native.Domain, chat, text, instance string, sequence uint64) (int64, error) {
	for {
		answer, err := request(ctx, d, &protocol.ChatPublishRequest{ID: chat, Text: text, Instance: instance, Sequence: sequence})
		if err == nil {
			return answer.(*protocol.ChatPublishResponse).Number, nil
		}
		if ctx.Err() != nil {
			return 0, err
		}
		switch err.Code {
		case protocol.CodeChatNotJoined: // after a cut
			join(ctx, d, chat)
		case protocol.CodeUnauthorized, protocol.CodeChatNotFound, protocol.CodeInvalidMessage, protocol.CodeNotSupported:
			return 0, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// compare expects each message once, under the number that was told, no number missing, and
// all clients to know the same in the end, of the activity too.
func (k *talkers) compare(t *testing.T, w *world, ctx context.Context) {
	t.Helper()
	lost, duplicated, gaps := 0, 0, 0
	for _, chat := range chatIDs {
		rows, err := w.database.SQL(`SELECT number || ' ' || kind || ' ' || text FROM convergence_domain_1.chat_events JOIN convergence_domain_1.chats ON key = chat WHERE id = '` + chat + `' ORDER BY number`)
		must(t, err)
		numbers := make(map[string]int64)
		last := int64(-1)
		for row := range strings.Lines(rows) {
			number, rest, _ := strings.Cut(strings.TrimSpace(row), " ")
			kind, text, _ := strings.Cut(rest, " ")
			n, err := strconv.ParseInt(number, 10, 64)
			must(t, err)
			if n != last+1 {
				gaps++
				t.Errorf("%s: event %d follows %d", chat, n, last)
			}
			last = n
			if kind != string(protocol.ChatMessage) {
				continue
			}
			if _, is := numbers[text]; is {
				duplicated++
				t.Errorf("%s: %q is there twice", chat, text)
			}
			numbers[text] = n
		}
		for text, number := range k.said[chat] {
			if is, ok := numbers[text]; !ok || is != number {
				lost++
				t.Errorf("%s: %q was acknowledged as %d and is %d (%v)", chat, text, number, is, ok)
			}
		}
		var want []protocol.UserID
		for i, d := range k.clients {
			var info protocol.ChatInfo
			var member, ok bool
			is := func() bool {
				info, member, ok = d.Core().ChatInfo(chat)
				return ok && info.LastEventNumber >= last
			}
			for end := time.Now().Add(20 * time.Second); !is() && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond)
			}
			if !is() {
				t.Errorf("client %d, session %s, in state %v, has heard of event %d of the %s, in which it is: %v, and the last is %d", i, d.Session().Participant.SessionID, d.Session().State, info.LastEventNumber, chat, member, last)
			}
			u := d.Session().Participant.User.UserID
			if !slices.Contains(want, u) {
				want = append(want, u)
			}
		}
		sort := func(all []protocol.UserID) {
			slices.SortFunc(all, func(a, b protocol.UserID) int { return strings.Compare(a.Username, b.Username) })
		}
		sort(want)
		for i, d := range k.clients {
			within(t, 20*time.Second, fmt.Sprintf("client %d sees who is in the %s", i, chat), func() bool {
				answer, err := request(ctx, d, &protocol.ChatsRequest{IDs: []string{chat}})
				if err != nil || len(answer.(*protocol.ChatsResponse).Chats) != 1 {
					return false
				}
				var got []protocol.UserID
				for _, m := range answer.(*protocol.ChatsResponse).Chats[0].Members {
					got = append(got, m.User)
				}
				sort(got)
				return reflect.DeepEqual(got, want)
			})
		}
	}
	want := make(map[string]client.KeyValues)
	for i, d := range k.clients {
		want[d.Session().Participant.SessionID] = k.activities[i].Status().State
	}
	for i, a := range k.activities {
		var got map[string]client.KeyValues
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			if got = participants(a); reflect.DeepEqual(got, want) {
				break
			}
			if time.Now().After(end) {
				t.Errorf("client %d sees in the activity %v, and there are %v", i, got, want)
				break
			}
		}
	}
	figure("chat.messages", k.count, "messages")
	figure("chat.lost", lost, "messages")
	figure("chat.duplicated", duplicated, "messages")
	figure("chat.gaps", gaps, "numbers")
	if k.count == 0 {
		t.Error("nobody has said anything")
	}
}

// TestChatsOverNodes has people at different nodes talk in a room, of which one dies, and loses
// somebody a right.
func TestChatsOverNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	here, there := w.connect(ctx, w.nodes[0].Addr), w.guest(ctx, w.nodes[1].Addr)
	do := func(d *native.Domain, m protocol.Message) {
		t.Helper()
		if _, err := request(ctx, d, m); err != nil {
			t.Fatal(err)
		}
	}
	do(here, &protocol.ChatCreateRequest{ID: "room", Type: protocol.ChatRoom, Membership: protocol.MembershipPublic})
	for _, d := range []*native.Domain{here, there} {
		if err := join(ctx, d, "room"); err != nil {
			t.Fatal(err)
		}
	}
	last := func(d *native.Domain, number int64, members int) func() bool {
		return func() bool {
			info, _, ok := d.Core().ChatInfo("room")
			return ok && info.LastEventNumber == number && len(info.Members) == members
		}
	}
	within(t, 300*time.Millisecond, "who is in the room sees who joins it elsewhere", last(here, 2, 2))
	do(there, &protocol.ChatPublishRequest{ID: "room", Text: "hello"})
	within(t, 300*time.Millisecond, "a message is at the other node", last(here, 3, 2))

	guest := there.Session().Participant.User.UserID
	topic := func(allowed bool) func() bool {
		return func() bool {
			_, err := request(ctx, there, &protocol.ChatSetTopicRequest{ID: "room", Topic: "of the guest"})
			return (err == nil) == allowed
		}
	}
	if !topic(false)() {
		t.Error("everybody may set the topic")
	}
	set := func(mode []string) {
		do(here, &protocol.SetRolesRequest{RoleTarget: protocol.RoleTarget{Chat: "room"}, Roles: protocol.Roles{Users: []protocol.UserRoles{{User: guest, Names: mode}}}})
	}
	set([]string{"set_topic"})
	within(t, time.Second, "a right that was given at one node holds at the other", topic(true))
	set(nil)
	within(t, time.Second, "and so does that it was taken away", topic(false))

	must(t, w.nodes[1].Signal(syscall.SIGSTOP))
	within(t, goneWithin, "who was at a dead node has left the room", func() bool {
		info, _, _ := here.Core().ChatInfo("room")
		return len(info.Members) == 1
	})
	must(t, w.nodes[1].Signal(syscall.SIGCONT))
	within(t, 20*time.Second, "and is there again when it has come back", func() bool {
		join(ctx, there, "room")
		info, _, _ := here.Core().ChatInfo("room")
		return len(info.Members) == 2
	})
}
