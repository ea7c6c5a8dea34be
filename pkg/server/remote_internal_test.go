package server

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
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

// TestFromAddress says whose connections are counted, of which there may be none here, and whose are not.
func TestFromAddress(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	for _, c := range []struct {
		from    string // without a port it is what a proxy has told
		counted bool
	}{
		{"198.51.100.1:5", true}, {"198.51.100.1:0", true}, {"[2001:db8::1]:5", true}, {"[::ffff:198.51.100.1]:5", true},
		{"127.0.0.1:5", false}, {"[::1]:0", false}, {"[::ffff:127.0.0.1]:5", false},
		{"192.0.2.1:5", false}, {"192.0.2.1:0", false}, {"[::ffff:192.0.2.1]:5", false},
		{"10.0.0.1:5", false}, {"10.0.0.1:0", true}, {"[::ffff:10.0.0.1]:5", false}, {"[fd00::1]:5", false}, {"[fd00::1]:0", true},
		{"[fe80::1%eth0]:5", false}, {"[fe80::1%eth0]:0", true}, {"169.254.0.1:5", false},
	} {
		for most, counted := range map[int]bool{0: c.counted, -1: false} {
			s := &Server{options: Options{TrustedProxies: trusted, AddressConnections: most}, addresses: conn.NewAddresses(most)}
			verdict, leave := s.fromAddress(netip.MustParseAddrPort(c.from))
			leave()
			if got := verdict != conn.LetIn; got != counted {
				t.Errorf("from %s, with a bound of %d, counted: %v", c.from, most, got)
			}
		}
	}
}
