package budget

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestSettle expects the costliest user to go, with the largest of its connections
// first, and nobody else.
func TestSettle(t *testing.T) {
	p := New(100)
	var gone []string
	open := func(name, owner string, n int) *Share {
		s := p.Open(func() { gone = append(gone, name) }) // what is held is given back later
		s.Own(owner)
		s.Take(n)
		return s
	}
	open("ada", "ada", 40)
	open("eve 1", "eve", 20)
	eve := open("eve 2", "eve", 25)
	p.Settle()
	if len(gone) != 0 {
		t.Fatalf("%v went though there was room", gone)
	}
	open("bob", "bob", 20)
	p.Settle()
	p.Settle()
	if len(gone) != 1 || gone[0] != "eve 2" {
		t.Errorf("%v had to go", gone)
	}
	// Who stays when all is given back is one like the others again.
	eve.Set(0)
	eve.Set(26)
	p.Settle()
	if len(gone) != 2 || gone[1] != "eve 2" {
		t.Errorf("%v had to go", gone)
	}
}

// TestWait expects those who wait to be let in when there is room, who holds least
// first.
func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(100)
		holder, large, small := p.Open(nil), p.Open(nil), p.Open(nil)
		holder.Take(80)
		large.Take(20)
		order := make(chan string, 2)
		wait := func(name string, s *Share, n int) {
			got, err := s.Wait(t.Context(), n)
			if err != nil || got != n {
				t.Errorf("%s: %d, %v", name, got, err)
			}
			order <- name
		}
		go wait("large", large, 30)
		synctest.Wait()
		go wait("small", small, 30)
		synctest.Wait()
		holder.Give(40)
		if first := <-order; first != "small" {
			t.Errorf("%s came first", first)
		}
		holder.Give(40)
		<-order
		if got, err := p.Open(nil).Wait(canceled(t), 50); err == nil {
			t.Errorf("there was room for %d", got)
		}
		if p.used != 80 || len(p.waiting) != 0 {
			t.Errorf("%d are used, %d wait", p.used, len(p.waiting))
		}
	})
}

func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// TestPatience expects the costliest to go when others have waited for long, and who
// is the costliest itself to be refused.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(100)
		var eve *Share
		eve = p.Open(func() { eve.Close() })
		eve.Take(90)
		start := time.Now()
		ada := p.Open(func() { t.Error("ada had to go") })
		if n, err := ada.Wait(t.Context(), 80); n != 80 || err != nil {
			t.Fatalf("got %d, %v", n, err)
		}
		if took := time.Since(start); took != Patience {
			t.Errorf("eve went after %v", took)
		}
		p.Open(nil).Take(20)
		if _, err := ada.Wait(t.Context(), 1); !errors.Is(err, ErrFull) {
			t.Errorf("the costliest itself: %v", err)
		}
	})
}

// TestLimit expects a share to wait for itself, and what is too large to come alone.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(1000)
		s := p.Open(nil)
		s.Limit(100)
		for _, n := range []int{500, 60} {
			if s.used > 0 {
				go func() { time.Sleep(5 * Patience / 2); s.Give(500) }()
			}
			start := time.Now()
			waits := s.used > 0
			if got, err := s.Wait(t.Context(), n); got != n || err != nil || waits != (time.Since(start) == 5*Patience/2) {
				t.Errorf("%d: got %d after %v, %v", n, got, time.Since(start), err)
			}
		}
	})
}

// TestMore expects who holds something to get more, up to the whole pool.
func TestMore(t *testing.T) {
	p := New(100)
	s := p.Open(nil)
	s.Take(30)
	if n, err := s.Wait(t.Context(), 500); n != 70 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	s.Take(50)
	synctest.Test(t, func(t *testing.T) {
		if n, err := s.Wait(t.Context(), 500); n != 0 || !errors.Is(err, ErrFull) {
			t.Errorf("above the whole pool: got %d, %v", n, err)
		}
	})
}

// TestTry expects who takes little to get room for which the costliest has to go, and who
// takes most to get none.
func TestTry(t *testing.T) {
	p := New(100)
	var gone []string
	open := func(owner string) *Share {
		s := p.Open(func() { gone = append(gone, owner) })
		s.Own(owner)
		return s
	}
	eve, second, ada := open("eve"), open("eve"), open("ada")
	if !eve.Try(50) || !second.Try(30) || !ada.Try(10) || len(gone) > 0 {
		t.Fatalf("with room enough %v went", gone)
	}
	if eve.Try(11) || second.Try(11) || len(gone) > 0 {
		t.Errorf("who takes most gets more, and %v went", gone)
	}
	if !ada.Try(30) || len(gone) != 1 {
		t.Errorf("who takes less gets nothing, and %v went", gone)
	}
	if !ada.Try(10) || len(gone) != 1 {
		t.Errorf("what is about to be given back is asked for again: %v", gone)
	}
	eve.Close()
	if used, _ := p.Used(); used != 80 || !ada.Try(20) || ada.Try(1) {
		t.Errorf("%d are used", used)
	}
	ada.Give(70)
	if !second.Try(70) {
		t.Error("what was given back cannot be had")
	}
}
