package session

import (
	"strings"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// address is a parsed domain URL.
type address struct {
	socket    string // ws or wss URL to dial
	namespace string
	domain    string
}

// parseAddress understands scheme://host/<any prefix>/<namespace>/<domain>
// with the schemes http, https, ws and wss in any case. Slashes at the end and a
// fragment mean nothing; a query goes to the server with the socket, where a
// proxy may want it.
func parseAddress(url string) (address, error) {
	invalid := func(why string) (address, error) {
		return address{}, ClientError(protocol.CodeInvalidURL,
			"invalid url %q: %s; it must look like https://host:port/api/realtime/<namespace>/<domain>", url, why)
	}
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return invalid("the scheme is missing")
	}
	switch strings.ToLower(scheme) {
	case "http", "ws":
		scheme = "ws"
	case "https", "wss":
		scheme = "wss"
	default:
		return invalid("the scheme is not http, https, ws or wss")
	}
	if strings.ContainsAny(rest, " \t\n") {
		return invalid("it must not have spaces")
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, asks := strings.Cut(rest, "?")
	if asks {
		query = "?" + query
	}
	for strings.HasSuffix(rest, "/") {
		rest = rest[:len(rest)-1]
	}
	parts := strings.Split(rest, "/")
	n := len(parts)
	if n < 3 || parts[0] == "" || parts[n-1] == "" || parts[n-2] == "" {
		return invalid("host, namespace or domain is missing")
	}
	return address{scheme + "://" + strings.Join(parts, "/") + query, parts[n-2], parts[n-1]}, nil
}
