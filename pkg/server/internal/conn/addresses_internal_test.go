package conn

import "testing"

// TestAddresses has connections of one address come and go. That there are too many is First once, however
// many try again, until there was room; and nothing is kept of an address from which nobody is.
func TestAddresses(t *testing.T) {
	const most = 2
	a := NewAddresses(most)
	enter := func(address string, want Verdict) (leave func()) {
		t.Helper()
		v, leave := a.Enter(address)
		if v != want {
			t.Errorf("verdict %d, want %d", v, want)
		}
		return leave
	}
	in := []func(){enter("a", LetIn), enter("a", LetIn)}
	enter("a", First)()
	enter("a", Tell)() // who tries again
	enter("b", LetIn)()
	var told []func()
	for range toldAtOnce {
		told = append(told, enter("a", Tell))
	}
	enter("a", Refuse)()
	for _, leave := range told {
		leave()
	}
	in[0]()
	in[0] = enter("a", LetIn)
	enter("a", First)()
	for _, leave := range in {
		leave()
	}
	if len(a.open) > 0 {
		t.Errorf("%v is kept of those who have gone", a.open)
	}
}
