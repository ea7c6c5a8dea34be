package webhooks

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
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

// TestReason has calls fail in all ways there are: what is said of it to who may add a webhook
// has nothing of the answer, of addresses behind names or of certificates.
func TestReason(t *testing.T) {
	const secret = "wormhole"
	c, hasty := NewClient("test", true, 30*time.Second), NewClient("test", true, 300*time.Millisecond)
	call := func(c *Client, url string) string {
		t.Helper()
		a := c.call(t.Context(), make(http.Header), &store.Webhook{URL: url, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, &store.Delivery{ID: "d", Body: []byte("{}")})
		if a.err == nil {
			t.Fatalf("%s is no failure", url)
		}
		return a.err.Error()
	}
	answering := func(answer string) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				if answer == "" {
					conn.Close()
					continue
				}
				go func() {
					defer conn.Close()
					conn.Read(make([]byte, 1<<10))
					io.WriteString(conn, answer)
				}()
			}
		}()
		return l.Addr().String()
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer silent.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer secure.Close()
	all := []struct{ url, want string }{
		{"http://" + answering("HTTP/1.1 403 "+secret+"\r\nX-Header: "+secret+"\r\n\r\n"+secret), "it was answered with 403 Forbidden"},
		{"http://" + answering("HTTP/1.1 799 "+secret+"\r\n\r\n"+secret), "it was answered with 799"},
		{"http://" + answering("SSH-2.0-"+secret+"\r\n"), "its answer is not one of HTTP"},
		{"http://" + answering("HTTP/1.1 200 OK\r\nContent-Length: "+secret+"\r\n\r\n"), "no answer that makes sense has come"},
		{"https://" + answering("HTTP/1.1 400 "+secret+"\r\n\r\n"), "it does not speak TLS"},
		{"https://" + answering("220 "+secret+" ESMTP\r\n"), "it does not speak TLS"},
		{"http://" + answering(""), "it has closed the connection without an answer"},
		{"https://" + answering(""), "it has closed the connection without an answer"},
		{"http://" + closed.Addr().String(), "it refuses connections"},
		{secure.URL, "its certificate is not to be trusted for this name"},
		{"http://%", "it is no address that can be called"},
	}
	closed.Close()
	for _, one := range all {
		if got := call(c, one.url); got != one.want {
			t.Errorf("%s: %s\nwant %s", one.url, got, one.want)
		}
	}
	if got := call(hasty, "http://"+silent.Addr().String()); got != "there was no answer within 300ms" {
		t.Errorf("what does not answer: %s", got)
	}
	// Which cannot be had of a network everywhere.
	for _, one := range []struct {
		err  error
		want string
	}{
		{&url.Error{Op: "Post", URL: secret, Err: &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: secret, Server: secret, IsNotFound: true}}}, "the name of its host cannot be found"},
		{&net.DNSError{Err: "i/o timeout", Name: secret, IsTimeout: true}, "the name of its host cannot be found"},
		{&net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 22}, Err: syscall.EHOSTUNREACH}, "it cannot be connected to"},
		{&net.OpError{Op: "dial", Err: errPrivate}, errPrivate.Error()},
		{&url.Error{Err: tls.AlertError(40)}, "no secure connection can be made to it"},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, "it has closed the connection without an answer"},
		{errors.New(secret), "no answer that makes sense has come"},
	} {
		if got := c.reason(one.err).Error(); got != one.want {
			t.Errorf("%v: %s\nwant %s", one.err, got, one.want)
		}
	}
	bad := c.call(t.Context(), make(http.Header), &store.Webhook{URL: "http://localhost", Secret: secret + "!"}, &store.Delivery{})
	if bad.err == nil || strings.Contains(bad.err.Error(), secret) {
		t.Errorf("a secret that is none: %v", bad.err)
	}
}

// TestRetryAfter reads what an address asks for.
func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "soon": 0, "-5": 0, "90": 90 * time.Second, "99999999999": longestWait, "Fri, 02 Jan 2026 03:05:05 GMT": time.Minute,
		"Fri, 02 Jan 2026 03:03:05 GMT": 0, "Fri, 02 Jan 2096 03:03:05 GMT": longestWait, "-99999999999999999": 0,
	} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
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
