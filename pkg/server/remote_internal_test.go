package server

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestRemoteOf(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct {
		from, said, want string
	}{
		{"1.2.3.4:5", "", "1.2.3.4"},
		{"1.2.3.4:5", "9.9.9.9", "1.2.3.4"}, // anybody may say that
		{"10.1.1.1:5", "9.9.9.9", "9.9.9.9"},
		{"10.1.1.1:5", "6.6.6.6, 9.9.9.9, 10.2.2.2", "9.9.9.9"},
		{"[::ffff:10.1.1.1]:5", "9.9.9.9", "9.9.9.9"},
		{"[::1]:5", "2001:db8::1", "2001:db8::1"},
		{"10.1.1.1:5", "", "10.1.1.1"},
		{"10.1.1.1:5", "nonsense", "10.1.1.1"},
		{"@", "", "::1"},
	} {
		r := &http.Request{RemoteAddr: c.from, Header: http.Header{}}
		if c.said != "" {
			r.Header.Set("X-Forwarded-For", c.said)
		}
		if got := remoteOf(r, trusted); got.Addr().String() != c.want {
			t.Errorf("%s saying %q comes from %s, want %s", c.from, c.said, got.Addr(), c.want)
		}
	}
	for address, want := range map[string]string{"1.2.3.4": "1.2.3.4", "::ffff:1.2.3.4": "1.2.3.4", "2001:db8:1:2:3::4": "2001:db8:1:2::/64"} {
		if got := deviceOf(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is the device %s, want %s", address, got, want)
		}
	}
}
