package tickets

import (
	"strings"
	"testing"
	"time"
)

func TestTickets(t *testing.T) {
	now := time.Unix(1000, 0)
	all := New[string]("x_", time.Minute, func() time.Time { return now })
	one, until := all.Give("one")
	two, _ := all.Give("two")
	if !strings.HasPrefix(one, "x_") || len(one) < 20 || one == two || !all.Names(one) || all.Names("y_") || !until.Equal(now.Add(time.Minute)) {
		t.Errorf("the secrets are %q and %q, until %v", one, two, until)
	}
	if is, ok := all.Take(one); !ok || is != "one" {
		t.Errorf("the first is %q, %v", is, ok)
	}
	if _, ok := all.Take(one); ok {
		t.Error("it is good twice")
	}
	if _, ok := all.Take("x_AAAA"); ok {
		t.Error("one that was never given is good")
	}
	now = now.Add(time.Minute)
	if _, ok := all.Take(two); ok {
		t.Error("one is good for too long")
	}
	if _, ok := all.Take(two); ok {
		t.Error("... also the second time")
	}
}

// TestBound expects the first that were given to go when there are too many.
func TestBound(t *testing.T) {
	now := time.Unix(1000, 0)
	all := New[int]("", time.Hour, func() time.Time { return now })
	first, _ := all.Give(0)
	now = now.Add(time.Second)
	second, _ := all.Give(1)
	now = now.Add(time.Second)
	for i := 2; i < most; i++ { // as Give would, without looking at all of them each time
		all.held[[32]byte{byte(i), byte(i >> 8), 1}] = ticket[int]{i, now.Add(time.Hour)}
	}
	last, _ := all.Give(most)
	if len(all.held) > most {
		t.Errorf("there are %d", len(all.held))
	}
	if _, ok := all.Take(first); ok {
		t.Error("the first is still there")
	}
	for _, secret := range []string{second, last} {
		if _, ok := all.Take(secret); !ok {
			t.Error("another one has gone")
		}
	}
	all.Give(0)
	now = now.Add(2 * time.Hour)
	all.Give(0)
	if len(all.held) != 1 {
		t.Errorf("there are %d when all but one have ended", len(all.held))
	}
}
