package storage_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// scripted is a store whose transactions end when and how a test says.
type scripted struct {
	storage.Store
	applied [][]storage.Change
	ends    []func(error)
}

func (s *scripted) Apply(changes []storage.Change, done func(error)) {
	s.applied = append(s.applied, append([]storage.Change(nil), changes...))
	s.ends = append(s.ends, done)
}

// end ends the last transaction.
func (s *scripted) end(err error) { s.ends[len(s.ends)-1](err) }

// told returns all transactions, as in "a=1 b=2 | -c".
func (s *scripted) told() string {
	var all []string
	for _, changes := range s.applied {
		all = append(all, show(changes))
	}
	return strings.Join(all, " | ")
}

func show(changes []storage.Change) string {
	var out []string
	for _, c := range changes {
		switch c.Kind {
		case storage.KindPut:
			out = append(out, fmt.Sprintf("%s=%s", c.Key, c.Value))
		case storage.KindDelete:
			out = append(out, fmt.Sprintf("-%s", c.Key))
		case storage.KindDeleteRange:
			out = append(out, fmt.Sprintf("-%s..%s", c.Key, c.To))
		case storage.KindCheck:
			out = append(out, fmt.Sprintf("?%s", c.Key))
		}
	}
	return strings.Join(out, " ")
}

func put(key, value string) []storage.Change {
	return []storage.Change{storage.Put([]byte(key), []byte(value))}
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

func TestWriterGathers(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{})
	var heard []string
	note := func(what string) func(error) {
		return func(err error) { heard = append(heard, fmt.Sprint(what, " ", err)) }
	}
	w.Add(put("a", "1"), note("first"))
	expect(t, "at once", s.told(), "a=1")
	w.Add(put("a", "2"), note("second"))
	w.Add(put("b", "1"), nil)
	w.Add(put("a", "3"), note("third"))
	w.Add([]storage.Change{storage.Delete([]byte("b"))}, note("fourth"))
	expect(t, "transactions at a time", len(s.applied), 1)
	expect(t, "saved before the transaction has ended", heard, []string(nil))
	s.end(nil)
	expect(t, "callbacks", heard, []string{"first <nil>"})
	expect(t, "what came meanwhile", s.told(), "a=1 | a=3 -b")
	s.end(nil)
	expect(t, "callbacks", heard, []string{"first <nil>", "second <nil>", "third <nil>", "fourth <nil>"})
	if bytes, err := w.Waiting(); bytes != 0 || err != nil {
		t.Errorf("%d bytes wait, %v", bytes, err)
	}
}

func TestWriterDeletesRanges(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{})
	w.Add(put("d", "1"), nil) // what follows waits for it
	w.Add(put("a", "1"), nil)
	w.Add(put("b", "1"), nil)
	w.Add(put("c", "1"), nil)
	w.Add([]storage.Change{storage.DeleteRange([]byte("b"), []byte("c"))}, nil)
	w.Add(put("b", "2"), nil)
	w.Add(put("c", "2"), nil)
	s.end(nil)
	expect(t, "changes", s.told(), "d=1 | a=1 c=2 -b..c b=2")
}

// A failing check drops what was added with it, and nothing else.
func TestWriterChecks(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{Failed: func(err error) { t.Errorf("failed with %v", err) }})
	var conflict, after error
	w.Add(put("a", "1"), nil)
	w.Add(append(put("b", "1"), storage.CheckAbsent([]byte("b"))), func(err error) { conflict = err })
	w.Add(put("a", "2"), func(err error) { after = err })
	w.Add(put("a", "3"), nil)
	s.end(nil)
	s.end(storage.ErrConflict)
	after = errors.New("not called")
	s.end(nil)
	expect(t, "transactions", s.told(), "a=1 | b=1 ?b | a=3")
	if !errors.Is(conflict, storage.ErrConflict) || after != nil {
		t.Errorf("told %v and %v", conflict, after)
	}
}

func TestWriterKeepsWhatFailed(t *testing.T) {
	s := &scripted{}
	var failures []error
	var pauses []time.Duration
	var retry []func()
	w := storage.NewWriter(s, storage.WriterOptions{
		Failed: func(err error) { failures = append(failures, err) },
		After:  func(d time.Duration, f func()) { pauses = append(pauses, d); retry = append(retry, f) },
	})
	saved := 0
	done := func(err error) {
		if err == nil {
			saved++
		}
	}
	w.Add(put("a", "1"), done)
	w.Add(put("b", "1"), done)
	s.end(storage.ErrQuota)
	w.Add(put("c", "1"), done) // a failure is not tried again by the next change
	expect(t, "attempts after the failure", len(s.applied), 1)
	retry[0]()
	s.end(storage.ErrAbort)
	retry[0]() // an old timer
	expect(t, "attempts", s.told(), "a=1 | a=1")
	retry[1]()
	s.end(nil)
	s.end(nil)
	expect(t, "transactions", s.told(), "a=1 | a=1 | a=1 | b=1 c=1")
	expect(t, "saved", saved, 3)
	expect(t, "failures", failures, []error{storage.ErrQuota, storage.ErrAbort, nil})
	expect(t, "pauses", pauses, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond})
	// The pause is short again after a success, and nothing is tried again by
	// itself when the store is gone.
	w.Add(put("d", "1"), done)
	s.end(storage.ErrAbort)
	expect(t, "pauses", pauses[2:], []time.Duration{200 * time.Millisecond})
	w.Retry()
	s.end(storage.ErrLost)
	expect(t, "timers", len(retry), 3)
	w.Add(put("e", "1"), done)
	w.Retry()
	expect(t, "transactions", s.told(), "a=1 | a=1 | a=1 | b=1 c=1 | d=1 | d=1 | d=1 e=1")
	s.end(nil)
	expect(t, "saved", saved, 5)
}

func TestWriterDiscard(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{})
	var heard []error
	w.Add(put("a", "1"), func(err error) { heard = append(heard, err) })
	w.Add(put("b", "1"), func(err error) { heard = append(heard, err) })
	s.end(storage.ErrLost)
	expect(t, "changes", show(w.Discard(storage.ErrLost)), "a=1 b=1")
	expect(t, "callbacks", heard, []error{storage.ErrLost, storage.ErrLost})
	w.Retry()
	expect(t, "transactions", s.told(), "a=1")
}

// What a change replaces does not wait any more.
func TestWriterWaiting(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{})
	waits := func(after string, least, most int) {
		t.Helper()
		if bytes, failed := w.Waiting(); bytes < least || bytes > most || failed != nil {
			t.Errorf("after %s: %d bytes wait, not %d to %d, %v", after, bytes, least, most, failed)
		}
	}
	large := strings.Repeat("x", 4000)
	w.Add(put("a", large), nil)
	w.Add(put("b", large), nil)
	waits("two", 8000, 9000)
	w.Add(put("b", large), nil)
	waits("one of them again", 8000, 9000)
	w.Add(put("c", large), nil)
	waits("a third", 12000, 13000)
	s.end(nil)
	waits("the first transaction", 8000, 9000)
	s.end(nil)
	waits("the second", 0, 0)
}

// Whatever fails, a store ends up with what was added, in order.
func TestWriterRandom(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 0))
	for round := range 300 {
		s := &scripted{}
		w := storage.NewWriter(s, storage.WriterOptions{})
		want, got := map[string]string{}, map[string]string{}
		var steps []string
		added, called, ended := 0, 0, 0
		settle := func() {
			if ended == len(s.applied) {
				return
			}
			changes := s.applied[ended]
			ended++
			if r.IntN(3) == 0 {
				steps = append(steps, "fail")
				s.ends[ended-1](storage.ErrAbort)
				w.Retry()
				return
			}
			steps = append(steps, "save")
			for _, c := range changes {
				switch c.Kind {
				case storage.KindPut:
					got[string(c.Key)] = string(c.Value)
				case storage.KindDelete:
					delete(got, string(c.Key))
				case storage.KindDeleteRange:
					for k := range got {
						if storage.In([]byte(k), c.Key, c.To) {
							delete(got, k)
						}
					}
				}
			}
			s.ends[ended-1](nil)
		}
		for range 40 {
			k, v := string(rune('a'+r.IntN(4))), fmt.Sprint(r.IntN(100))
			var changes []storage.Change
			switch r.IntN(5) {
			case 0, 1:
				changes, want[k] = put(k, v), v
			case 2:
				changes = []storage.Change{storage.Delete([]byte(k))}
				delete(want, k)
			case 3:
				to := string(rune('a' + r.IntN(5)))
				changes = []storage.Change{storage.DeleteRange([]byte(k), []byte(to))}
				for have := range want {
					if have >= k && have < to {
						delete(want, have)
					}
				}
			case 4:
				settle()
				continue
			}
			steps = append(steps, show(changes))
			number := added
			added++
			w.Add(changes, func(err error) {
				if err != nil || called != number {
					t.Fatalf("seed %d: callback %d came as number %d with %v", seed, number, called, err)
				}
				called++
			})
		}
		for ended < len(s.applied) {
			settle()
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || called != added {
			t.Fatalf("seed %d, round %d: %d of %d callbacks, stored %v, want %v, after %q", seed, round, called, added, got, want, steps)
		}
	}
}
