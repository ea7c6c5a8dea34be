package relational_test

import (
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

func opened(t *testing.T) *relational.Domain {
	t.Helper()
	system, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { system.Close() })
	name := store.DomainName{Namespace: "n", ID: "d"}
	if err := system.CreateDomain(t.Context(), store.DomainInfo{DomainName: name}); err != nil {
		t.Fatal(err)
	}
	d, err := system.OpenDomain(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d.(*relational.Domain)
}

// asked counts what is asked for inside transactions.
type asked struct {
	relational.Database
	asked map[string]int
}

func (a *asked) Found(query string, args ...any) (relational.Rows, error) {
	a.asked[query]++
	return a.Database.Found(query, args...)
}

// TestChangesCostNothing expects an operation to take nothing for who hears of changes: not
// an allocation where nobody does, nor in a model that is changing already.
func TestChangesCostNothing(t *testing.T) {
	d := opened(t)
	f := d.DB()
	expect := func(what string, want float64) {
		t.Helper()
		err := f.Update(t.Context(), func() error {
			if got := testing.AllocsPerRun(100, func() {
				if err := d.ModelChanged(100_000, 2000, 3000); err != nil {
					t.Error(err)
				}
			}); got != want {
				t.Errorf("%s it allocates %v times", what, got)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	rows := func(want int) {
		t.Helper()
		n := 0
		if err := f.QueryRow(t.Context(), `SELECT count(*) FROM changing`).Scan(&n); err != nil || n != want {
			t.Errorf("%d models are changing, %v", n, err)
		}
	}
	expect("without webhooks", 0)
	rows(0)
	if err := d.Record(t.Context(), store.ConsumerWebhooks, store.EventKinds); err != nil {
		t.Fatal(err)
	}
	expect("with a webhook", 0)
	rows(1)
	if err := d.Record(t.Context(), store.ConsumerWebhooks, nil); err != nil {
		t.Fatal(err)
	}
	rows(0)
	expect("after there was one", 0)
	rows(0)
}

// TestEndingLooksAtOne expects the end of a session to be looked up by its key among all that
// are connected, and only when somebody wants to hear of it.
func TestEndingLooksAtOne(t *testing.T) {
	d := opened(t)
	f := &asked{d.DB(), make(map[string]int)}
	d.SetDB(f)
	end := func(want bool, kinds ...store.EventKind) {
		t.Helper()
		if err := d.Record(t.Context(), store.ConsumerWebhooks, kinds); err != nil {
			t.Fatal(err)
		}
		if err := d.Sighted(t.Context(), store.Sightings{Ended: []string{"1"}, Millis: 5}); err != nil {
			t.Error(err)
		}
		if looked := f.asked[relational.SessionsEnding] > 0; looked != want {
			t.Errorf("for %v it has looked: %t", kinds, looked)
		}
	}
	end(false)
	end(false, store.EventModelChanged, store.EventSessionConnected)
	end(true, store.EventSessionDisconnected)
	var id, parent, unused int
	var plan string
	if err := f.QueryRow(t.Context(), `EXPLAIN QUERY PLAN `+relational.SessionsEnding, 1, 1).Scan(&id, &parent, &unused, &plan); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan, "(rowid>? AND rowid<?)") && !strings.Contains(plan, "(key>? AND key<?)") {
		t.Errorf("it is looked up by %s", plan)
	}
}

// TestOldestEvents expects the oldest events to be forgotten when nobody takes any.
func TestOldestEvents(t *testing.T) {
	d := opened(t)
	f := d.DB()
	e := store.Event{Kind: store.EventModelCreated}
	for _, c := range relational.Consumers {
		if err := d.Record(t.Context(), c, store.EventKinds); err != nil {
			t.Fatal(err)
		}
	}
	err := f.Update(t.Context(), func() error {
		if err := d.Occurred(&e); err != nil { // 1 and 2
			return err
		}
		if err := d.Occurred(&e); err != nil { // 3 and 4
			return err
		}
		// The next one has this number.
		if _, err := f.Exec(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'`, store.MostEvents); err != nil {
			return err
		}
		return d.Occurred(&e)
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range relational.Consumers {
		all, err := d.Happened(t.Context(), c, 10, 0, 0)
		if err != nil || len(all) != 2 || all[0].Number != int64(3+i) || all[1].Number != int64(store.MostEvents+1+i) {
			t.Errorf("for consumer %d there are %+v, %v", c, all, err)
		}
	}
}
