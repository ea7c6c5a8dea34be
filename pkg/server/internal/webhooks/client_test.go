package webhooks

import (
	"net/netip"
	"testing"
	"time"
)

// TestPublic tries addresses that webhooks may call, and others.
func TestPublic(t *testing.T) {
	for _, text := range []string{"8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "2a00:1450:4001:82b::200e"} {
		if !public(netip.MustParseAddr(text)) {
			t.Errorf("%s may not be called", text)
		}
	}
	for _, text := range []string{
		"127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0", "0.1.2.3", "100.64.0.1",
		"192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0",
		"fc00::1", "fd12::1", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::1", "2001:db8::1",
	} {
		if public(netip.MustParseAddr(text)) {
			t.Errorf("%s may be called", text)
		}
	}
}

// TestWaits expects to wait for longer each time, for half a day at most.
func TestWaits(t *testing.T) {
	total := time.Duration(0)
	for n := 1; total < usualPatience.giveUpAfter; n++ {
		wait := usualPatience.waitAfter(n)
		least := min(5*time.Second*time.Duration(pow(3, n-1)), longestWait)
		if wait < least || wait > least*5/4 {
			t.Errorf("after %d attempts it waits %v", n, wait)
		}
		total += wait
		if n > 20 {
			t.Fatal("it is never given up")
		}
	}
}

func pow(b, n int) int {
	p := 1
	for range min(n, 20) {
		p *= b
	}
	return p
}
