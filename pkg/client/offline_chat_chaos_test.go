//go:build !js

package client_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// TestOfflineChatChaos lets tabs of one browser write in the same chats while
// they come and go, are cut off and die at any moment. What a promise or the
// store has confirmed is in the history once, nothing is there twice, the
// numbers have no gaps, and the messages of a tab are in the order in which
// they were written. OFFLINE_ROUNDS plays more rounds.
func TestOfflineChatChaos(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("OFFLINE_ROUNDS"))
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	for i := range max(1, rounds) {
		seed := seed + uint64(i)
		if !t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { offlineChatChaos(t, seed) }) {
			t.Fatalf("run again with SEED=%d", seed)
		}
	}
}

// talkingTab is a tab with the messages that it has written and that are not
// known to be safe.
type talkingTab struct {
	*tab
	made []string
}

func offlineChatChaos(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	b := newBrowser(t)
	begin := b.open(fmt.Sprintf("begin%d", seed))
	begin.signIn()
	ids := []string{newChat(begin.tester, protocol.ChatChannel, demoID), newChat(begin.tester, protocol.ChatChannel, demoID)}
	for _, id := range ids {
		if _, err := getChat(begin.tester, id); err != nil {
			t.Fatal(err)
		}
	}
	begin.written()
	begin.kill()

	var mu sync.Mutex
	safe := map[string]bool{}
	settle := func(x *talkingTab) {
		if x.SaveState() != client.Unsaved {
			mu.Lock()
			for _, text := range x.made {
				safe[text] = true
			}
			mu.Unlock()
			x.made = nil
		}
	}
	var tabs []*talkingTab
	count, born, cuts := 0, 0, 0
	for range 400 {
		if len(tabs) == 0 || len(tabs) < 5 && rng.IntN(20) == 0 {
			born++
			x := &talkingTab{tab: b.open(fmt.Sprintf("tab%d-%d", seed, born))}
			if rng.IntN(2) == 0 {
				x.signIn()
			}
			tabs = append(tabs, x)
		}
		i := rng.IntN(len(tabs))
		x := tabs[i]
		switch rng.IntN(14) {
		case 0:
			settle(x)
			x.kill()
			tabs = append(tabs[:i], tabs[i+1:]...)
		case 1:
			x.Disconnect()
		case 2:
			if x.Session().State == client.StateDisconnected {
				x.Connect(protocol.AuthPassword, func(*client.Error) {})
			}
			if rng.IntN(2) == 0 {
				x.await("the connection", x.isConnected)
			}
		case 3:
			if x.isConnected() {
				x.Turn() // what was written is on its way
				x.host.cut()
				cuts++
			}
		case 4:
			time.Sleep(time.Duration(rng.IntN(10)) * time.Millisecond)
			settle(x)
		default:
			id := ids[rng.IntN(2)]
			if _, _, ok := x.ChatInfo(id); !ok {
				t.Fatal("the chat is not in the store")
			}
			count++
			text := fmt.Sprintf("%s/%d", x.instance, count)
			x.made = append(x.made, text)
			x.PublishChat(id, text, func(_ *protocol.ChatPublishResponse, err *client.Error) {
				if err == nil {
					mu.Lock()
					safe[text] = true
					mu.Unlock()
				} else if err.Code != protocol.CodeDisposed {
					t.Errorf("%s: %v", text, err)
				}
			})
		}
	}
	for _, x := range tabs {
		settle(x)
		x.kill()
	}
	last := b.open(fmt.Sprintf("last%d", seed))
	last.await("what was left to be known", func() bool { return last.IsAdopted() })
	last.signIn()
	last.await("everything to be said", func() bool { return last.SaveState() == client.SavedOnServer && len(last.PendingMessages("")) == 0 })
	times := map[string]int{}
	for _, id := range ids {
		newest := map[string]int{}
		for _, text := range texts(last.tester, id) {
			times[text]++
			tab, number, _ := strings.Cut(text, "/")
			n, _ := strconv.Atoi(number)
			if n < newest[tab] {
				t.Errorf("%s comes after %d", text, newest[tab])
			}
			newest[tab] = n
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for text, n := range times {
		if n > 1 {
			t.Errorf("%s is there %d times", text, n)
		}
	}
	for text := range safe {
		if times[text] == 0 {
			t.Errorf("%s is lost", text)
		}
	}
	t.Logf("%d messages, %d known to be safe, %d in the history, %d tabs, %d cuts", count, len(safe), len(times), born, cuts)
	if len(safe) < 50 || cuts == 0 {
		t.Error("nothing was proved")
	}
}

// TestOfflineChatLost deletes the records underneath a tab with a message and a
// change of presence that wait: they are stored again.
func TestOfflineChatLost(t *testing.T) {
	b := newBrowser(t)
	x := b.open("loser " + modelID(t))
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		t.Fatal(err)
	}
	if err := <-says(x.tester, id, "online"); err != nil {
		t.Fatal(err)
	}
	x.saved(client.SavedOnServer)
	x.Disconnect()
	says(x.tester, id, "waits")
	x.SetPresence(client.KeyValues{"lost": 1.0})
	x.saved(client.SavedOnDevice)
	x.taken()
	destroyed := make(chan error)
	b.db.Open(mem.Options{}).Destroy(func(err error) { destroyed <- err })
	if err := <-destroyed; err != nil {
		t.Fatal(err)
	}
	says(x.tester, id, "more")
	noted(x.tester, "storage "+storage.StateBestEffort.String())
	x.saved(client.SavedOnDevice)
	// What is only a copy of what the server has counts for nothing there.
	x.await("the chat in the new store", func() bool { return b.has(layout.ChatKey(id)) })
	x.kill()
	y := b.open("finder " + modelID(t))
	if info, err := getChat(y.tester, id); err != nil || info.Name == "" {
		t.Errorf("the chat: %+v, %v", info, err)
	}
	y.await("the state", func() bool { return y.OwnPresence()["lost"] == 1.0 })
	y.signIn()
	y.saved(client.SavedOnServer)
	y.await("the messages", func() bool { return slices.Equal(texts(y.tester, id), []string{"online", "waits", "more"}) })
}
