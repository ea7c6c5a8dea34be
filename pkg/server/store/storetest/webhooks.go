package storetest

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// happened returns the events of a consumer, long after all of them.
func happened(t *testing.T, d store.Domain, c store.Consumer) []store.Event {
	t.Helper()
	all, err := d.Happened(t.Context(), c, 100, 1<<60, 1<<60)
	must(t, err)
	return all
}

// kinds are the kinds of events, with what they are about.
func kinds(all []store.Event) (texts []string) {
	for _, e := range all {
		texts = append(texts, fmt.Sprintf("%s %s%s%s", e.Kind, e.Model, e.Chat, e.Session))
	}
	return texts
}

// testEvents expects what happens to be recorded with it, for those who want it.
func testEvents(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	ctx := t.Context()
	must(t, d.CreateCollection(ctx, store.Collection{ID: "c"}, 0))
	_, err := d.CreateModel(ctx, store.Model{ID: "before", Collection: "c"}, []byte("x"))
	must(t, err)
	must(t, d.Record(ctx, store.ConsumerWebhooks, store.EventKinds))
	must(t, d.Record(ctx, store.ConsumerProgram, []store.EventKind{store.EventModelRemoved}))

	m, err := d.CreateModel(ctx, store.Model{ID: "m", Collection: "c", Maker: alice.UserID, Created: 5}, []byte("x"))
	must(t, err)
	_, err = d.CreateModel(ctx, store.Model{ID: "m", Collection: "c"}, []byte("x"))
	mustBe(t, err, store.ErrExists)
	s, err := d.Connect(ctx, store.Connect{User: alice, Instance: "i", Method: "password", Client: "test 1", TokenHash: []byte("h"), Millis: 6})
	must(t, err)
	chat := newChat(1, "chat", "")
	const half = "on\xed\xa0\xbde" // U+D83D alone
	said := message(1, 1, half, "i", 5)
	said.Events[0].ChatID = "chat"
	must(t, d.ChangeChats(ctx, []store.ChatChange{chat, said}))
	must(t, d.Sighted(ctx, store.Sightings{Ended: []string{s.ID, s.ID}, Millis: 9}))
	gone, err := d.CreateModel(ctx, store.Model{ID: "gone", Collection: "c"}, []byte("x"))
	must(t, err)
	mustAppend(t, d, gone.Key, store.Entry{Version: 1, Count: 1, Instance: "i", First: 1, Operations: []byte("1"), Inverses: []byte("1")})
	deleteModel(t, d, gone.Key)
	deleteModel(t, d, gone.Key)
	s2, err := d.Connect(ctx, store.Connect{User: bob, Instance: "j", TokenHash: []byte("g")})
	must(t, err)
	must(t, d.EndAll(ctx, 10))

	all := happened(t, other, store.ConsumerWebhooks)
	want := []string{"model.created m", "session.connected " + s.ID, "chat.message chat", "session.disconnected " + s.ID,
		"model.created gone", "model.removed gone", "session.connected " + s2.ID, "session.disconnected " + s2.ID}
	if got := kinds(all); !reflect.DeepEqual(got, want) {
		t.Fatalf("happened %q\nwant %q", got, want)
	}
	if e := all[0]; e.User != alice.UserID || e.Version != 1 || e.Collection != "c" || e.Millis != 5 {
		t.Errorf("%+v", e)
	}
	if e := all[2]; e.Text != half || e.Message != 1 {
		t.Errorf("%+v", e)
	}
	if e := all[3]; e.User != alice.UserID || e.Millis != 9 || e.Method != "password" || e.Client != "test 1" {
		t.Errorf("%+v", e)
	}
	if e := all[5]; e.Version != 2 || e.Collection != "c" || e.Key != gone.Key {
		t.Errorf("%+v", e)
	}
	if got := kinds(happened(t, other, store.ConsumerProgram)); !reflect.DeepEqual(got, want[5:6]) {
		t.Errorf("the program hears of %q", got)
	}
	some, err := d.Happened(ctx, store.ConsumerWebhooks, 2, 0, 0)
	must(t, err)
	must(t, d.Taken(ctx, store.ConsumerWebhooks, some))
	if got := kinds(happened(t, d, store.ConsumerWebhooks)); !reflect.DeepEqual(got, want[2:]) {
		t.Errorf("after two were taken there are %q", got)
	}
	must(t, d.Record(ctx, store.ConsumerWebhooks, nil))
	mustAppend(t, d, m.Key, store.Entry{Version: 1, Count: 1, Instance: "i", First: 1, Operations: []byte("1"), Inverses: []byte("1")})
	if got := happened(t, d, store.ConsumerWebhooks); got != nil {
		t.Errorf("without webhooks there is %v", got)
	}
	if got := kinds(happened(t, other, store.ConsumerProgram)); len(got) != 1 {
		t.Errorf("the program hears of %q", got)
	}
}

// testChanges expects changes of a model to be gathered, and none to be lost.
func testChanges(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	ctx := t.Context()
	must(t, d.ClaimInstance(ctx, "i", alice.UserID))
	must(t, d.CreateCollection(ctx, store.Collection{ID: "c"}, 0))
	m, err := d.CreateModel(ctx, store.Model{ID: "m", Collection: "c"}, []byte("x"))
	must(t, err)
	changes := func(want ...store.Event) []store.Event {
		t.Helper()
		for i := range want {
			want[i].Kind, want[i].Key, want[i].Model, want[i].Collection = store.EventModelChanged, m.Key, "m", "c"
		}
		got := happened(t, other, store.ConsumerWebhooks)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("changed %+v\nwant %+v", got, want)
		}
		return got
	}
	sequence := uint64(0)
	edit := func(version int64, count int, millis int64) {
		t.Helper()
		mustAppend(t, d, m.Key, store.Entry{Version: version, Count: count, Instance: "i", First: sequence + 1, Millis: millis, Operations: []byte("1"), Inverses: []byte("1")})
		sequence += uint64(count)
	}
	edit(1, 2, 10) // nobody wants to know
	must(t, d.Record(ctx, store.ConsumerWebhooks, []store.EventKind{store.EventModelChanged}))
	changes()
	edit(3, 1, 100)
	edit(4, 2, 110)
	for _, errs := range d.Append(ctx, []store.Append{{Model: m.Key, Version: 1, Entries: []store.Entry{{Version: 1, Count: 1, Instance: "i", First: 99}}}}) {
		mustBe(t, errs, store.ErrVersion)
	}
	for _, c := range []struct {
		quiet, long int64
		n           int
	}{{110, 100, 0}, {111, 0, 1}, {0, 101, 1}} {
		if got, err := d.Happened(ctx, store.ConsumerWebhooks, 10, c.quiet, c.long); err != nil || len(got) != c.n {
			t.Errorf("quiet %d, long %d: %+v, %v", c.quiet, c.long, got, err)
		}
	}
	seen := changes(store.Event{From: 3, Version: 6, Millis: 110})
	edit(6, 1, 120) // before it is taken
	must(t, d.Taken(ctx, store.ConsumerWebhooks, seen))
	seen = changes(store.Event{From: 6, Version: 7, Millis: 120})
	must(t, d.Taken(ctx, store.ConsumerWebhooks, seen))
	changes()
	edit(7, 1, 130)
	changes(store.Event{From: 7, Version: 8, Millis: 130})
	// Another process, after this one was killed, has it too, and goes on.
	must(t, other.Record(ctx, store.ConsumerWebhooks, []store.EventKind{store.EventModelChanged}))
	changes(store.Event{From: 7, Version: 8, Millis: 130})
	deleteModel(t, other, m.Key)
	changes()
}

// testWebhooks expects webhooks to be kept, and where there are some to be known.
func testWebhooks(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	ctx := t.Context()
	system := open()
	defer system.Close()
	if all, err := system.DomainsWithWebhooks(ctx); err != nil || all != nil {
		t.Errorf("%v, %v", all, err)
	}
	w := store.Webhook{ID: "w", URL: "https://example.org/", Secret: "s", Description: "d", Enabled: true, Created: 5,
		Events: []store.EventKind{store.EventModelCreated, store.EventChatMessage}}
	mustBe(t, d.AddWebhook(ctx, store.Webhook{ID: "a b"}), store.ErrName)
	must(t, d.AddWebhook(ctx, w))
	mustBe(t, other.AddWebhook(ctx, w), store.ErrExists)
	if all, err := system.DomainsWithWebhooks(ctx); err != nil || !reflect.DeepEqual(all, []store.DomainName{testDomain}) {
		t.Errorf("%v, %v", all, err)
	}
	w.URL, w.Enabled, w.Disabled, w.Failing, w.Events = "https://example.net/", false, "why", 7, store.EventKinds
	changed := w
	changed.Secret, changed.Created = "another", 9
	must(t, other.SetWebhook(ctx, changed))
	if got, err := d.Webhook(ctx, "w"); err != nil || !reflect.DeepEqual(got, w) {
		t.Errorf("%+v, %v", got, err)
	}
	if all, err := d.Webhooks(ctx); err != nil || !reflect.DeepEqual(all, []store.Webhook{w}) {
		t.Errorf("%+v, %v", all, err)
	}
	w.Enabled, w.Disabled = true, ""
	must(t, d.SetWebhook(ctx, w))
	for _, change := range []func(*store.Webhook){
		func(w *store.Webhook) { w.URL = "https://example.com" }, func(w *store.Webhook) { w.Secret = "another" },
		func(w *store.Webhook) { w.Failing = 8 }, func(w *store.Webhook) { w.ID = "v" },
	} {
		seen := w
		change(&seen)
		if done, err := other.DisableWebhook(ctx, seen, "late"); err != nil || done {
			t.Errorf("one that was changed is disabled: %+v, %t, %v", seen, done, err)
		}
	}
	for _, want := range []bool{true, false} { // once
		if done, err := other.DisableWebhook(ctx, w, "gone"); err != nil || done != want {
			t.Errorf("%t, %v; want %t", done, err, want)
		}
	}
	w.Enabled, w.Disabled = false, "gone"
	if got, err := d.Webhook(ctx, "w"); err != nil || !reflect.DeepEqual(got, w) {
		t.Errorf("%+v, %v", got, err)
	}
	must(t, d.Deliver(ctx, nil, []store.Delivery{{ID: "1", Webhook: "w"}}))
	must(t, d.RemoveWebhook(ctx, "w"))
	mustBe(t, d.RemoveWebhook(ctx, "w"), store.ErrNotFound)
	mustBe(t, d.SetWebhook(ctx, w), store.ErrNotFound)
	_, err := d.Webhook(ctx, "w")
	mustBe(t, err, store.ErrNotFound)
	must(t, d.Deliver(ctx, nil, []store.Delivery{{ID: "2", Webhook: "w"}}))
	if all, err := d.DeliveriesBefore(ctx, "w", 0, 10); err != nil || all != nil {
		t.Errorf("deliveries to nobody: %+v, %v", all, err)
	}
}

// testDeliveries expects deliveries to be kept until they have arrived, in order where they
// have one, and to be bounded.
func testDeliveries(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	ctx := t.Context()
	must(t, d.AddWebhook(ctx, store.Webhook{ID: "w", Enabled: true}))
	must(t, d.AddWebhook(ctx, store.Webhook{ID: "v", Enabled: true}))
	must(t, d.Record(ctx, store.ConsumerWebhooks, store.EventKinds))
	must(t, d.TestWebhook(ctx, store.Event{Kind: store.EventTest, Webhook: "w", ID: "t", Millis: 3}))
	events := happened(t, other, store.ConsumerWebhooks)
	if len(events) != 1 || events[0].Kind != store.EventTest || events[0].Webhook != "w" || events[0].ID != "t" || events[0].Millis != 3 {
		t.Fatalf("%+v", events)
	}
	must(t, d.Deliver(ctx, events, []store.Delivery{
		{ID: "1", Webhook: "w", Event: store.EventModelCreated, Subject: "m", Body: []byte("a"), Created: 5, Due: 5},
		{ID: "2", Webhook: "w", Subject: "m", Due: 5}, {ID: "3", Webhook: "w", Subject: "n", Due: 9},
		{ID: "4", Webhook: "w", Due: 5}, {ID: "5", Webhook: "w", Due: 5}, {ID: "6", Webhook: "v", Subject: "m", Due: 5},
	}))
	if left := happened(t, d, store.ConsumerWebhooks); left != nil {
		t.Errorf("still there: %+v", left)
	}
	due := func(millis int64, want string) []store.Delivery {
		t.Helper()
		all, err := other.DueDeliveries(ctx, "w", millis, 10)
		must(t, err)
		got := ""
		for _, x := range all {
			got += x.ID
		}
		if got != want {
			t.Fatalf("at %d these are due: %s, want %s", millis, got, want)
		}
		return all
	}
	due(4, "")
	all := due(5, "145")
	due(9, "1453")
	if x := all[0]; string(x.Body) != "a" || x.Event != store.EventModelCreated || x.Created != 5 || x.Attempts != 0 {
		t.Errorf("%+v", x)
	}
	failed, arrived := all[0], all[1]
	failed.Attempts, failed.Due, failed.Tried, failed.Status, failed.Error = 1, 20, 6, 500, "no"
	must(t, d.Attempted(ctx, "w", []store.Delivery{failed}))
	failing := func(want int64) {
		t.Helper()
		if w, err := other.Webhook(ctx, "w"); err != nil || w.Failing != want {
			t.Errorf("failing since %d, %v; want %d", w.Failing, err, want)
		}
	}
	failing(6)
	due(9, "2453")
	due(20, "24531")
	failed.Attempts, failed.Tried, failed.State = 2, 8, store.DeliveryGivenUp
	must(t, d.Attempted(ctx, "w", []store.Delivery{failed}))
	failing(6)
	arrived.State, arrived.Attempts, arrived.Tried, arrived.Status = store.DeliveryDone, 1, 9, 204
	must(t, d.Attempted(ctx, "w", []store.Delivery{arrived}))
	failing(0)
	due(20, "253")
	kept, err := other.DeliveriesBefore(ctx, "w", 0, 10)
	must(t, err)
	if len(kept) != 5 || kept[4].Error != "no" || kept[4].State != store.DeliveryGivenUp || string(kept[4].Body) != "a" ||
		kept[1].ID != "4" || kept[1].Status != 204 || kept[1].Body != nil {
		t.Errorf("%+v", kept)
	}
	if some, err := other.DeliveriesBefore(ctx, "w", kept[1].Number, 2); err != nil || len(some) != 2 || some[0].ID != "3" {
		t.Errorf("%+v, %v", some, err)
	}
	many := make([]store.Delivery, store.MostWaiting+store.MostKept)
	for i := range many {
		many[i] = store.Delivery{ID: fmt.Sprint("x", i), Webhook: "w", Due: 5}
	}
	must(t, d.Deliver(ctx, nil, many))
	kept, err = other.DeliveriesBefore(ctx, "w", 0, len(many)*2)
	must(t, err)
	count := make(map[store.DeliveryState]int)
	for _, x := range kept {
		count[x.State]++
	}
	if count[store.DeliveryWaiting] != store.MostWaiting || count[store.DeliveryGivenUp] != store.MostKept || count[store.DeliveryDone] != 0 {
		t.Errorf("%v", count)
	}
	if kept[0].State != store.DeliveryWaiting || kept[len(kept)-1].Error == "" {
		t.Error("the newest were given up")
	}
}
