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
	guess := func(w Who, want time.Duration) {
		t.Helper()
		if got := g.Try(w); got != want {
			t.Fatalf("%+v waits %v, want %v", w, got, want)
		}
	}
	for range freeOfUser {
		guess(thief, 0)
	}
	// The wait doubles, up to its end, from whichever address.
	wait := time.Second
	for range 15 {
		guess(Who{User: "ada", Address: "3"}, wait)
		guess(ada, 0) // the right password is not kept out where it was right before
		g.Right(ada)
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
	guess(thief, 0)
	g.Right(thief) // it was the right one at last
	guess(thief, 0)
	now = now.Add(forgottenIn)
	guess(ada, 0)
	guess(ada, 0)

	// An address is counted over all users, also when it knows one of the passwords.
	g = NewGuesses(func() time.Time { return now })
	for i := range freeOfAddress {
		guess(Who{User: fmt.Sprint("u", i), Address: "1"}, 0)
		own := Who{User: "own", Address: "1"}
		if g.Try(own) == 0 {
			g.Right(own)
		}
	}
	if g.Try(Who{User: "next", Address: "1"}) == 0 {
		t.Error("an address guesses without end")
	}
	guess(Who{User: "next", Address: "2"}, 0)
	// What was not tried is not counted.
	for range 2 * freeOfUser {
		guess(Who{User: "untried", Address: "5"}, 0)
		g.Untried(Who{User: "untried", Address: "5"})
	}
	// There is room for so many.
	for i := range maxCounted + 10 {
		g.Try(Who{User: fmt.Sprint(i), Address: fmt.Sprint(i)})
	}
	if n := len(g.counted); n > maxCounted+2 {
		t.Errorf("%d are counted", n)
	}
}
