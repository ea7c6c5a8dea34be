package postgres_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var name = store.DomainName{Namespace: "n", ID: "d"}

// opened is a store with a domain in a process of its own, as it were.
func opened(t testing.TB, server *pgserver.Server) (*postgres.System, store.Domain) {
	t.Helper()
	s, err := postgres.Open(t.Context(), server.URL(""), true)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	if err := s.CreateDomain(t.Context(), store.DomainInfo{DomainName: name}); !errors.Is(err, store.ErrExists) {
		must(t, err)
	}
	d, err := s.OpenDomain(t.Context(), name)
	must(t, err)
	t.Cleanup(func() { d.Close() })
	return s, d
}

// TestProcesses has three processes append to the same models, in groups, at random, each as
// one that has read what there is, while others sign in and out, take snapshots and hear of
// changes: of each model every version is there once, and of each client every operation.
func TestProcesses(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	seed := rand.Uint64()
	t.Log("seed", seed)
	const models, rounds = 5, 60
	var domains []store.Domain
	for range 3 {
		_, d := opened(t, server)
		domains = append(domains, d)
	}
	ctx := t.Context()
	first := domains[0]
	user := protocol.User{UserID: protocol.UserID{Username: "ada"}}
	must(t, first.CreateUser(ctx, store.User{User: user}))
	must(t, first.CreateCollection(ctx, store.Collection{ID: "c"}, 0))
	keys := make([]int64, models)
	for i := range keys {
		m, err := first.CreateModel(ctx, store.Model{ID: fmt.Sprint(i), Collection: "c"}, []byte("x"))
		must(t, err)
		keys[i] = m.Key
	}
	for _, d := range domains {
		must(t, d.Record(ctx, store.ConsumerWebhooks, store.EventKinds))
	}
	accepted := make([][]uint64, len(domains)) // the last sequence of each process in each model
	conflicts := make([]int, len(domains))
	var all sync.WaitGroup
	for p, d := range domains {
		accepted[p] = make([]uint64, models)
		r := rand.New(rand.NewPCG(seed, uint64(p)))
		all.Go(func() {
			instance := fmt.Sprint("client", p)
			s, err := d.Connect(ctx, store.Connect{User: user, Instance: instance, TokenHash: []byte{byte(p)}, TokenDeadline: 9})
			if err != nil {
				t.Error(err)
				return
			}
			for range rounds {
				var group []store.Append
				var of []int
				for m, key := range keys {
					if r.IntN(2) == 0 {
						continue
					}
					got, _, err := d.Model(ctx, fmt.Sprint(m))
					if err != nil {
						t.Error(err)
						return
					}
					count := 1 + r.IntN(3)
					group = append(group, store.Append{Model: key, Version: got.Version, Entries: []store.Entry{{Version: got.Version, Count: count, Session: s.ID, Instance: instance,
						First: accepted[p][m] + 1, Millis: got.Version, Operations: []byte{1}, Inverses: []byte{2}}}})
					of = append(of, m)
				}
				r.Shuffle(len(group), func(i, j int) { group[i], group[j] = group[j], group[i]; of[i], of[j] = of[j], of[i] })
				for i, err := range d.Append(ctx, group) {
					switch {
					case err == nil:
						accepted[p][of[i]] += uint64(group[i].Entries[0].Count)
					case errors.Is(err, store.ErrVersion):
						conflicts[p]++
					default:
						t.Error(err)
					}
				}
				var other error
				switch r.IntN(4) {
				case 0:
					other = d.Sighted(ctx, store.Sightings{Ended: []string{s.ID}, Millis: 5})
				case 1:
					_, other = d.SaveSnapshot(ctx, keys[0], int64(1+r.IntN(9)), []byte("y"))
				case 2:
					_, other = d.Connect(ctx, store.Connect{User: user, Instance: instance, TokenHash: []byte{9, byte(p)}, TokenDeadline: 9})
					if other != nil && strings.Contains(other.Error(), "tokens_pkey") {
						other = nil // the same token again
					}
				}
				if other != nil {
					t.Error(other)
				}
			}
		})
	}
	all.Wait()
	for m, key := range keys {
		entries, err := first.Entries(ctx, key, 1, 1<<40, 1<<30)
		must(t, err)
		version, last := int64(1), make(map[string]uint64)
		for _, e := range entries {
			if e.Version != version || e.First != last[e.Instance]+1 {
				t.Errorf("model %d: version %d has operation %d of %s, after version %d and operation %d", m, e.Version, e.First, e.Instance, version, last[e.Instance])
			}
			version += int64(e.Count)
			last[e.Instance] = e.First + uint64(e.Count) - 1
		}
		if got, _, err := first.Model(ctx, fmt.Sprint(m)); err != nil || got.Version != version {
			t.Errorf("model %d is at %d, and its log ends at %d, %v", m, got.Version, version, err)
		}
		for p := range domains {
			if instance := fmt.Sprint("client", p); last[instance] != accepted[p][m] {
				t.Errorf("model %d: %d operations of %s were accepted, and %d are there", m, accepted[p][m], instance, last[instance])
			}
		}
	}
	if conflicts[0]+conflicts[1]+conflicts[2] == 0 {
		t.Error("there was no conflict")
	}
	events, err := first.Happened(ctx, store.ConsumerWebhooks, 1000, 1<<60, 1<<60)
	must(t, err)
	changed := 0
	for _, e := range events {
		if e.Kind == store.EventModelChanged {
			changed++
		}
	}
	if changed != models {
		t.Errorf("%d of %d models have changed for the webhooks", changed, models)
	}
	t.Log(conflicts, "conflicts")
}

// TestForgottenClient has a process forget a client that another one has written for: it comes
// back as another one, and what it writes is its own.
func TestForgottenClient(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	_, d := opened(t, server)
	_, other := opened(t, server)
	ctx := t.Context()
	must(t, d.CreateCollection(ctx, store.Collection{ID: "c"}, 0))
	m, err := d.CreateModel(ctx, store.Model{ID: "m", Collection: "c"}, []byte("x"))
	must(t, err)
	ada := protocol.UserID{Username: "ada"}
	must(t, d.ClaimInstance(ctx, "i", ada))
	said := store.ChatChange{Key: 1, Create: &store.Chat{Key: 1, ChatInfo: protocol.ChatInfo{ID: "chat"}}}
	must(t, d.ChangeChats(ctx, []store.ChatChange{said}))
	say := func(number int64, sequence uint64) error {
		return d.ChangeChats(ctx, []store.ChatChange{{Key: 1, Last: number - 1, Events: []store.ChatEntry{
			{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatMessage, Number: number, User: ada}, Instance: "i", Sequence: sequence}}}})
	}
	if err := say(5, 1); !errors.Is(err, store.ErrVersion) { // which may remember the client
		t.Errorf("an event after one that there is not: %v", err)
	}
	_, gone, err := other.ExpireInstances(ctx, 0, 9, 1<<60)
	if err != nil || len(gone) != 1 {
		t.Fatalf("forgotten are %v, %v", gone, err)
	}
	appended := []store.Append{{Model: m.Key, Version: 1, Entries: []store.Entry{{Version: 1, Count: 1, Instance: "i", First: 1}}}}
	if err := d.Append(ctx, appended)[0]; !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a client that is not known appends: %v", err)
	}
	must(t, other.ClaimInstance(ctx, "someone else", ada)) // which gets another key
	must(t, other.ClaimInstance(ctx, "i", ada))
	must(t, d.Append(ctx, appended)[0])
	if e, err := other.Accepted(ctx, m.Key, "i", 1); err != nil || e.Version != 1 {
		t.Errorf("it is accepted as %+v, %v", e, err)
	}
	must(t, say(0, 7))
	if number, _, err := other.ChatMessage(ctx, 1, "i", 7); err != nil || number != 0 {
		t.Errorf("what it says is message %d, %v", number, err)
	}
	if _, gone, err := other.ExpireInstances(ctx, 0, 9, 1<<60); err != nil || len(gone) != 1 || gone[0] != "someone else" {
		t.Errorf("forgotten are %v, %v", gone, err)
	}
}

// TestReplace refuses to replace a domain that is open in any process, and removes what an
// import that was killed has left.
func TestReplace(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	s, d := opened(t, server)
	other, err := postgres.Open(t.Context(), server.URL(""), false)
	must(t, err)
	defer other.Close()
	ctx := t.Context()
	fill := func(d store.NewDomainStore) error { return d.CreateGroup(ctx, "new", "") }
	replace := func() error {
		return other.ImportDomain(ctx, store.DomainInfo{DomainName: name, Created: 2}, true, fill)
	}
	if err := replace(); !errors.Is(err, store.ErrBusy) || !strings.Contains(err.Error(), "stop the server") {
		t.Errorf("an open domain is replaced: %v", err)
	}
	must(t, d.Close())
	snapshot, err := s.Snapshot(ctx, name)
	must(t, err)
	if err := replace(); !errors.Is(err, store.ErrBusy) {
		t.Errorf("a domain that is read is replaced: %v", err)
	}
	must(t, snapshot.Close())
	must(t, replace())
	d, err = s.OpenDomain(ctx, name)
	must(t, err)
	if ids, err := d.GroupIDs(ctx); err != nil || len(ids) != 1 {
		t.Errorf("the domain has %v, %v", ids, err)
	}
	must(t, d.Close())
	// A process that ends in the middle.
	err = other.ImportDomain(ctx, store.DomainInfo{DomainName: store.DomainName{Namespace: "n", ID: "killed"}}, false, func(d store.NewDomainStore) error {
		_, err := server.SQL(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'`)
		must(t, err)
		other.Close()
		return errors.New("it is gone")
	})
	if err == nil {
		t.Error("an import of a process that is gone succeeds")
	}
	schemas := func() string {
		says, err := server.SQL(`SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname LIKE 'convergence%'`)
		must(t, err)
		return says
	}
	if got := schemas(); got != "convergence convergence_domain_2 convergence_domain_3" {
		t.Errorf("it leaves %s", got)
	}
	must(t, s.ImportDomain(ctx, store.DomainInfo{DomainName: store.DomainName{Namespace: "n", ID: "two"}}, false, fill))
	if got := schemas(); got != "convergence convergence_domain_2 convergence_domain_4" {
		t.Errorf("another import leaves %s", got)
	}
	_, err = server.SQL(`CREATE SCHEMA convergence_domain_77; CREATE SCHEMA convergence_domain_x; CREATE SCHEMA convergencexdomain_5`) // of which one is left by an import
	must(t, err)
	again, err := postgres.Open(ctx, server.URL(""), false)
	must(t, err)
	defer again.Close()
	if got := schemas(); got != "convergence convergence_domain_2 convergence_domain_4 convergence_domain_x convergencexdomain_5" {
		t.Errorf("opening leaves %s", got)
	}
	// A server that holds its lock through all of this has it again.
	must(t, again.Serve(ctx))
	_, err = server.SQL(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'`)
	must(t, err)
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err = again.Check(ctx); err == nil || time.Now().After(end) {
			break
		}
	}
	must(t, err)
	if err := s.Serve(ctx); !errors.Is(err, store.ErrBusy) {
		t.Errorf("a second server: %v", err)
	}
	must(t, again.Close())
}

// TestHeldTransaction expects a process that stops in the middle of a change to hold up the
// others for no longer than the database allows.
func TestHeldTransaction(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	_, d := opened(t, server)
	impatient, err := postgres.Open(t.Context(), server.URL("")+"&lock_timeout=300ms", false)
	must(t, err)
	defer impatient.Close()
	other, err := impatient.OpenDomain(t.Context(), name)
	must(t, err)
	defer other.Close()
	holding, release := make(chan bool), make(chan bool)
	ended := make(chan error)
	s, err := postgres.Open(t.Context(), server.URL("")+"&idle_in_transaction_session_timeout=1s", false)
	must(t, err)
	defer s.Close()
	stopped, err := s.OpenDomain(t.Context(), name)
	must(t, err)
	defer stopped.Close()
	go func() { ended <- postgres.Hold(stopped, holding, release) }()
	<-holding
	if err := other.CreateGroup(t.Context(), "a", ""); err == nil {
		t.Error("a change does not wait for another one")
	}
	must(t, d.CreateGroup(t.Context(), "b", "")) // once the database has ended the other one
	close(release)
	if err := <-ended; err == nil {
		t.Error("a transaction that the database has ended is committed")
	}
	must(t, other.CreateGroup(t.Context(), "a", ""))
}

// TestManySnapshots reads more at the same time than a process has connections for others.
func TestManySnapshots(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	opened(t, server)
	s, err := postgres.Open(t.Context(), server.URL("")+"&pool_max_conns=4", false)
	must(t, err)
	defer s.Close()
	for range 9 {
		snapshot, err := s.Snapshot(t.Context(), name)
		must(t, err)
		defer func() { must(t, snapshot.Close()) }()
	}
	d, err := s.OpenDomain(t.Context(), name)
	must(t, err)
	must(t, errors.Join(d.CreateGroup(t.Context(), "g", ""), d.Close()))
}
