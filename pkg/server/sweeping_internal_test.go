package server

import (
	"math"
	"testing"
	"time"
)

// TestDaysBefore expects nothing to be old enough when it is kept for more days than fit into a time.
func TestDaysBefore(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if got, want := daysBefore(now, 30), now.Add(-30*24*time.Hour).UnixMilli(); got != want {
		t.Errorf("30 days before is %v", time.UnixMilli(got).UTC())
	}
	for _, days := range []int64{106_752, 200_000_000_000, math.MaxInt64} {
		if got := daysBefore(now, days); got > 0 {
			t.Errorf("what is kept for %d days goes when it is from before %v", days, time.UnixMilli(got).UTC())
		}
	}
}
