package webhooks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"github.com/convergence-wasm/convergence/internal/unanswered"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Client calls addresses. All outboxes of a server share one.
type Client struct {
	http    http.Client
	agent   string
	private bool
	timeout time.Duration
}

// Bounds of what an answer may be. Nothing of it is used but its status code and Retry-After.
const (
	mostHeader = 32 << 10
	mostAnswer = 64 << 10 // read, so that the connection can be used again
)

// NewClient returns a client that calls itself by a name, and each address for as long as
// timeout. Unless private, it connects to no address that is not of the public Internet,
// whatever a name resolves to, and speaks HTTPS only.
func NewClient(agent string, private bool, timeout time.Duration) *Client {
	dialer := &net.Dialer{Timeout: timeout}
	if !private {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !public(at.Addr()) {
				return errPrivate
			}
			return nil
		}
	}
	return &Client{agent: agent, private: private, timeout: timeout, http: http.Client{
		// A redirect could lead anywhere; whoever runs the address can tell the new one.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, // and no proxy, which would connect for us
			TLSHandshakeTimeout: timeout, MaxResponseHeaderBytes: mostHeader,
			MaxIdleConns: 100, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
		},
	}}
}

var (
	errPrivate   = errors.New("the address is within a private network, which webhooks may not call; allow it with: convergence serve --webhook-private")
	errAddress   = errors.New("it is no address that can be called")
	errPlainHTTP = errors.New("the address is not https, which webhooks have to be; allow it with: convergence serve --webhook-private")
)

// Networks that are no part of the public Internet, beside those that package netip knows.
// Those at the end have IPv4 addresses within.
var notPublic = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "100::/64", "2001:db8::/32", "fec0::/10", "3fff::/20", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16")

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// public reports whether an address is one of the public Internet.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// answer is what came of a call.
type answer struct {
	status     int           // 0 when there was no answer
	retryAfter time.Duration // that it asks for, longestWait at most
	err        error         // nil for success
}

// call makes one attempt. The header is sent with what belongs to every call.
func (c *Client) call(ctx context.Context, header http.Header, w *store.Webhook, x *store.Delivery) answer {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	headers, err := sign(w.Secret, x.ID, time.Now(), x.Body)
	if err != nil {
		return answer{err: err}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(x.Body))
	if err != nil {
		return answer{err: errAddress}
	}
	if r.URL.Scheme != "https" && !c.private {
		return answer{err: errPlainHTTP}
	}
	r.Header = header
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", c.agent)
	response, err := c.http.Do(r)
	if err != nil {
		return answer{err: c.reason(err)}
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, mostAnswer))
	got := answer{status: response.StatusCode}
	if got.status/100 != 2 {
		got.err = errors.New(unanswered.Status(got.status)) // the words of the answer may be any
		got.retryAfter = retryAfter(response.Header.Get("Retry-After"), time.Now())
	}
	return got
}

// retryAfter reads a header Retry-After, which has seconds or a time.
func retryAfter(text string, now time.Time) (wait time.Duration) {
	if seconds, err := strconv.Atoi(text); err == nil {
		wait = time.Duration(max(0, min(seconds, int(longestWait/time.Second)))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longestWait)
}

// reason says why there was no answer. Who may add a webhook could read the errors of calls
// within the network of the server otherwise.
func (c *Client) reason(err error) error {
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate
	case unanswered.Late(err):
		return fmt.Errorf("there was no answer within %v", c.timeout)
	}
	return errors.New(unanswered.Why(err))
}
