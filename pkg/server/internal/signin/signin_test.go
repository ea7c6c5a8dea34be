package signin

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestQueueTurns has one address ask for much before another one asks: both get their
// turns, one after the other.
func TestQueueTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1)
		var mu sync.Mutex
		var order []string
		do := func(ctx context.Context, address, user string) error {
			return q.Do(ctx, address, user, func() {
				time.Sleep(time.Second)
				mu.Lock()
				defer mu.Unlock()
				order = append(order, address+user)
			})
		}
		for i := range 4 {
			go do(t.Context(), "a", fmt.Sprint(i))
			synctest.Wait()
		}
		go do(t.Context(), "b", "0")
		synctest.Wait()
		gone, leave := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- do(gone, "c", "0") }()
		synctest.Wait()
		leave()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("who has gone is answered with %v", err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := []string{"a0", "a1", "b0", "a2", "a3"}; !reflect.DeepEqual(order, want) {
			t.Errorf("the order is %v, want %v", order, want)
		}
		if err := do(t.Context(), "d", "0"); err != nil || q.waiting != 0 || q.free != 0+1 {
			t.Errorf("afterwards %v, %d wait and %d may run", err, q.waiting, q.free)
		}
	})
}

// TestQueueBounds fills the places of a user, of an address and of all.
func TestQueueBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1)
		ctx, end := context.WithCancel(t.Context())
		enter := func(address, user string) error {
			failed := make(chan error, 1)
			go func() { failed <- q.Do(ctx, address, user, func() { <-ctx.Done() }) }()
			synctest.Wait()
			select {
			case err := <-failed:
				return err
			default:
				return nil
			}
		}
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		must(enter("x", "runs"))
		for range maxPerUser {
			must(enter("a", "u"))
		}
		if err := enter("a", "u"); err != ErrFull {
			t.Errorf("one user too often: %v", err)
		}
		for i := range maxPerAddress - maxPerUser {
			must(enter("a", fmt.Sprint(i)))
		}
		if err := enter("a", "other"); err != ErrFull {
			t.Errorf("one address too often: %v", err)
		}
		for i := range maxWaiting - maxPerAddress {
			must(enter(fmt.Sprint("b", i), "u"))
		}
		if err := enter("c", "u"); err != ErrFull {
			t.Errorf("too many: %v", err)
		}
		end()
		synctest.Wait()
		if q.waiting != 0 || len(q.turns)+len(q.addresses) != 0 || q.free != 1 {
			t.Errorf("when all have gone %d wait, and %d may run", q.waiting, q.free)
		}
	})
}

func TestGuesses(t *testing.T) {
	now := time.Unix(0, 0)
	g := NewGuesses(func() time.Time { return now })
	thief, ada := Who{User: "ada", Address: "1"}, Who{User: "ada", Address: "2", Known: true}
	try := func(w Who, want time.Duration) bool {
		t.Helper()
		got, err := g.Try(t.Context(), w)
		if got != want || err != nil {
			t.Fatalf("%+v waits %v, want %v; %v", w, got, want, err)
		}
		return got == 0
	}
	guess := func(w Who, want time.Duration) {
		t.Helper()
		if try(w, want) {
			g.Wrong(w)
		}
	}
	right := func(w Who) {
		t.Helper()
		if try(w, 0) {
			g.Right(w)
		}
	}
	for range freeOfUser {
		guess(thief, 0)
	}
	// The wait doubles, up to its end, from whichever address.
	wait := time.Second
	for range 15 {
		guess(Who{User: "ada", Address: "3"}, wait)
		right(ada) // the right password is not kept out where it was right before
		now = now.Add(wait)
		guess(Who{User: "ada", Address: "4"}, 0)
		wait = min(2*wait, longestWait)
	}
	guess(Who{User: "bob", Address: "1"}, 0)
	// Guesses at her own device are hers to wait for.
	for range freeOfUser {
		guess(ada, 0)
	}
	guess(ada, time.Second)
	now = now.Add(longestWait)
	right(thief) // it was the right one at last
	guess(thief, 0)
	now = now.Add(forgottenIn)
	guess(ada, 0)
	guess(ada, 0)

	// An address is counted over all users, also when it knows one of the passwords.
	g = NewGuesses(func() time.Time { return now })
	for i := range freeOfAddress {
		guess(Who{User: fmt.Sprint("u", i), Address: "1"}, 0)
		if own := (Who{User: "own", Address: "1"}); i < freeOfAddress-1 {
			right(own)
		}
	}
	guess(Who{User: "next", Address: "1"}, time.Second)
	guess(Who{User: "next", Address: "2"}, 0)
	// What was not tried is not counted.
	for range 2 * freeOfUser {
		try(Who{User: "untried", Address: "5"}, 0)
		g.Untried(Who{User: "untried", Address: "5"})
	}
	// There is room for so many.
	for i := range maxCounted + 10 {
		guess(Who{User: fmt.Sprint(i), Address: fmt.Sprint("of ", i)}, 0)
	}
	if n := len(g.counted); n > maxCounted+2 {
		t.Errorf("%d are counted", n)
	}
}

// TestManyAtOnce expects many right passwords at once to be let in, each in its turn,
// and of many wrong ones no more to be looked at than are free.
func TestManyAtOnce(t *testing.T) {
	for _, right := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			g := NewGuesses(time.Now)
			w := Who{User: "ada", Address: "1"}
			looking, most, looked, refused := 0, 0, 0, 0
			var mu sync.Mutex
			for range 100 {
				go func() {
					wait, err := g.Try(t.Context(), w)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					if wait > 0 {
						refused++
						mu.Unlock()
						return
					}
					looked, looking = looked+1, looking+1
					most = max(most, looking)
					mu.Unlock()
					time.Sleep(10 * time.Millisecond)
					mu.Lock()
					looking--
					mu.Unlock()
					if right {
						g.Right(w)
					} else {
						g.Wrong(w)
					}
				}()
			}
			time.Sleep(time.Minute)
			mu.Lock()
			if right && (looked != 100 || refused != 0) || !right && (looked != freeOfUser || refused != 100-freeOfUser) || most > freeOfUser {
				t.Errorf("right %v: %d looked at, %d at a time, %d refused", right, looked, most, refused)
			}
			mu.Unlock()
			// Who waits and goes leaves nothing behind.
			others := NewGuesses(time.Now)
			ctx, end := context.WithCancel(t.Context())
			for range freeOfUser {
				others.Try(ctx, w)
			}
			failed := make(chan error)
			go func() {
				_, err := others.Try(ctx, w)
				failed <- err
			}()
			synctest.Wait()
			end()
			if err := <-failed; err != context.Canceled {
				t.Errorf("who has gone gets %v", err)
			}
			for range freeOfUser {
				others.Untried(w)
			}
			if len(others.counted) != 0 {
				t.Errorf("%d are counted when all have gone", len(others.counted))
			}
		})
	}
}
