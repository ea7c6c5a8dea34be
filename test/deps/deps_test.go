// Package deps keeps the direction of dependencies. Each rule names packages
// and what must never be among their dependencies, with the reason; a breach is
// reported with the shortest chain of imports that leads to it.
package deps

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/convergence-wasm/convergence"

// A rule holds for the non-test dependencies of the packages that match its
// pattern, on each of its targets.
type rule struct {
	pattern string // relative to the module root, as for go list
	targets []target
	// Exactly one of the two is set. only allows the standard library, the
	// packages themselves and these prefixes; never forbids these prefixes.
	only   []string
	never  []string
	reason string
}

type target struct{ name, goos, goarch string }

var (
	native  = target{"native", "", ""}
	browser = target{"js/wasm", "js", "wasm"}
	both    = []target{native, browser}
)

var rules = []rule{
	{pattern: "./pkg/ot/...", targets: both, only: []string{module + "/pkg/ot"},
		reason: "operations are pure values that every layer shares"},
	{pattern: "./pkg/document/...", targets: both, only: []string{module + "/pkg/ot", module + "/pkg/document"},
		reason: "the document tree applies operations and knows no wire, store or clock"},
	{pattern: "./pkg/protocol/...", targets: both,
		only: []string{module + "/pkg/ot", module + "/pkg/protocol",
			"github.com/vmihailenco/msgpack/", "github.com/vmihailenco/tagparser/"},
		reason: "messages are declared without knowing who sends or stores them"},
	{pattern: "./pkg/client/...", targets: both, never: []string{module + "/pkg/server", module + "/cmd"},
		reason: "client and server meet only on the wire"},
	{pattern: "./pkg/server/...", targets: []target{native}, never: []string{module + "/pkg/client", module + "/cmd"},
		reason: "client and server meet only on the wire"},
	{pattern: "./pkg/server/...", targets: []target{native}, never: []string{"go.opentelemetry.io/otel/sdk", "go.opentelemetry.io/otel/exporters", "go.opentelemetry.io/proto", "google.golang.org/grpc"},
		reason: "who embeds the server chooses where its spans go"},
	{pattern: "./pkg/server/internal/tracing", targets: []target{native}, only: []string{module + "/pkg/server/internal/tracing", "go.opentelemetry.io/otel", "github.com/cespare/xxhash/"},
		reason: "a span does not know what it is about"},
	{pattern: "./cmd/convergence/internal/otlp", targets: []target{native}, never: []string{module + "/pkg"},
		reason: "sending spans does not depend on what they are about"},
	{pattern: "./pkg/storage/...", targets: both,
		never:  []string{module + "/pkg/client", module + "/pkg/server", module + "/pkg/protocol", module + "/pkg/ot", module + "/cmd", "net/http"},
		reason: "a store keeps records of bytes; what they mean is the client's business"},
	{pattern: "./pkg/client/internal/layout", targets: both, only: []string{module + "/pkg/ot", module + "/pkg/protocol",
		module + "/pkg/storage", module + "/pkg/client/internal/layout", "github.com/vmihailenco/msgpack/", "github.com/vmihailenco/tagparser/"},
		reason: "records mean the same whoever reads and writes them"},
	{pattern: "./pkg/client/internal/session", targets: both, only: []string{module + "/pkg/ot", module + "/pkg/protocol",
		module + "/internal/shrinking", module + "/pkg/client/internal/session", "github.com/vmihailenco/msgpack/", "github.com/vmihailenco/tagparser/"},
		reason: "a session does not know what it carries messages for"},
	{pattern: "./pkg/client/internal/replica", targets: both, only: []string{module + "/pkg/ot", module + "/pkg/protocol", module + "/internal/shrinking",
		module + "/pkg/client/internal/session", module + "/pkg/client/internal/replica", "github.com/vmihailenco/msgpack/", "github.com/vmihailenco/tagparser/"},
		reason: "a replica knows neither what it is kept for nor what keeps it"},
	{pattern: "./pkg/client/internal/offline", targets: both, never: []string{module + "/pkg/client/internal/activity",
		module + "/pkg/client/internal/chat", module + "/pkg/client/internal/identity", module + "/pkg/client/internal/presence"},
		reason: "what keeps models does not know what else is kept"},
	{pattern: "./pkg/client/internal/states", targets: both, only: []string{module + "/pkg/ot", module + "/pkg/protocol",
		module + "/pkg/client/internal/states", "github.com/vmihailenco/msgpack/", "github.com/vmihailenco/tagparser/"},
		reason: "states and changes of them are pure values"},
	{pattern: "./pkg/client/internal/local", targets: both, never: []string{module + "/pkg/document", module + "/pkg/client/internal/activity",
		module + "/pkg/client/internal/chat", module + "/pkg/client/internal/identity", module + "/pkg/client/internal/presence"},
		reason: "the store in use does not know who keeps what in it"},
	{pattern: "./pkg/client/internal/activity", targets: both, never: []string{module + "/pkg/document", module + "/pkg/storage",
		module + "/pkg/client/internal/chat", module + "/pkg/client/internal/identity", module + "/pkg/client/internal/presence"},
		reason: "activities keep nothing, and know neither models nor other services"},
	{pattern: "./pkg/client/internal/presence", targets: both, never: []string{module + "/pkg/document",
		module + "/pkg/client/internal/activity", module + "/pkg/client/internal/chat", module + "/pkg/client/internal/identity"},
		reason: "presence knows neither models nor other services"},
	{pattern: "./pkg/client/internal/chat", targets: both, never: []string{module + "/pkg/document",
		module + "/pkg/client/internal/activity", module + "/pkg/client/internal/presence", module + "/pkg/client/internal/identity"},
		reason: "chats know neither models nor other services"},
	{pattern: "./pkg/client/internal/identity", targets: both, never: []string{module + "/pkg/document",
		module + "/pkg/client/internal/activity", module + "/pkg/client/internal/presence", module + "/pkg/client/internal/chat"},
		reason: "who people are does not depend on what they do"},
	{pattern: "./pkg/server/internal/conn", targets: []target{native}, only: []string{module + "/pkg/ot", module + "/pkg/protocol",
		module + "/pkg/server/internal/conn", module + "/pkg/server/internal/lanes", "github.com/coder/websocket", "github.com/vmihailenco/msgpack/", "github.com/vmihailenco/tagparser/"},
		reason: "a connection does not know what it is used for"},
	{pattern: "./pkg/server/internal/signin", targets: []target{native}, only: []string{module + "/pkg/server/internal/signin"},
		reason: "turns and guesses depend on neither users nor passwords"},
	{pattern: "./pkg/server/internal/tickets", targets: []target{native}, only: []string{module + "/pkg/server/internal/tickets"},
		reason: "secrets that are good once depend on nothing that they are for"},
	{pattern: "./internal/webfile", targets: []target{native}, only: []string{module + "/internal/webfile"},
		reason: "how a file is sent does not depend on what is sent"},
	{pattern: "./web/console", targets: []target{native}, only: []string{module + "/web/console", module + "/web/internal/built", module + "/internal/webfile"},
		reason: "the console has no rights of its own: what it does goes through the REST API"},
	{pattern: "./pkg/server/webtoken", targets: []target{native}, only: []string{module + "/pkg/server/webtoken", "github.com/golang-jwt/jwt/"},
		reason: "a token is verified without knowing where keys and users are kept"},
	{pattern: "./pkg/server/administration", targets: []target{native}, never: []string{module + "/pkg/server/internal", "github.com/danielgtaylor/huma"},
		reason: "what the command line and the REST API share knows neither"},
	{pattern: "./pkg/server/bus", targets: []target{native}, never: []string{module + "/pkg/server/store", module + "/pkg/protocol"},
		reason: "the bus does not know what messages mean"},
	{pattern: "./pkg/server/internal/ordering", targets: []target{native}, never: []string{"context", "net", "log/slog", module + "/pkg/server/store", module + "/pkg/server/bus", module + "/pkg/protocol"},
		reason: "the order over several nodes is decided without clock and network, so that a simulation runs what the server runs"},
	{pattern: "./pkg/server/nodes", targets: []target{native}, never: []string{module + "/pkg/server/internal/models", module + "/pkg/server/internal/presence", "github.com/jackc/pgx"},
		reason: "what carries between nodes does not know what it is about"},
	{pattern: "./pkg/server/store/internal/relational", targets: []target{native}, never: []string{"modernc.org/sqlite", "github.com/jackc/pgx"},
		reason: "statements are the same whatever database they are for"},
	{pattern: "./pkg/server/store/sqlite", targets: []target{native}, never: []string{"github.com/jackc/pgx"},
		reason: "who keeps everything in files needs no database"},
	{pattern: "./pkg/server/archive", targets: []target{native}, never: []string{module + "/pkg/server/store/sqlite", module + "/pkg/server/store/postgres", module + "/pkg/server/internal/models", "github.com/danielgtaylor/huma"},
		reason: "an archive does not depend on how a domain is kept or served"},
	{pattern: "./pkg/server/rest", targets: []target{native}, never: []string{module + "/pkg/server/store/sqlite", module + "/pkg/server/store/postgres", "github.com/spf13/cobra"},
		reason: "the REST API does not know how things are kept, and serves also who embeds the server"},
	{pattern: "./pkg/server/internal/states", targets: []target{native}, never: []string{module + "/pkg/server/store", module + "/pkg/document", module + "/pkg/server/internal/models"},
		reason: "states and their news depend on nobody who has or hears them"},
	{pattern: "./pkg/server/internal/people", targets: []target{native}, never: []string{module + "/pkg/server/internal/models", module + "/pkg/server/internal/presence", module + "/pkg/server/internal/states"},
		reason: "who somebody is does not depend on what they do"},
	{pattern: "./pkg/server/internal/models", targets: []target{native}, never: []string{module + "/pkg/server/internal/presence", module + "/pkg/server/internal/activities",
		module + "/pkg/server/internal/chats", module + "/pkg/server/internal/states", module + "/pkg/server/password"},
		reason: "models know people, and neither who is there nor what people do and say besides"},
	{pattern: "./pkg/server/internal/activities", targets: []target{native}, never: []string{module + "/pkg/server/internal/presence", module + "/pkg/server/internal/models", module + "/pkg/ot/concurrency", module + "/pkg/server/password"},
		reason: "activities know people and roles, and neither models nor who is there besides"},
	{pattern: "./pkg/server/internal/chats", targets: []target{native}, never: []string{module + "/pkg/server/internal/activities", module + "/pkg/server/internal/models", module + "/pkg/ot/concurrency", module + "/pkg/server/password"},
		reason: "chats know who is there, and neither models nor activities"},
	{pattern: "./pkg/server/internal/roles", targets: []target{native}, never: []string{module + "/pkg/server/internal/activities", module + "/pkg/server/internal/presence", module + "/pkg/server/internal/models"},
		reason: "roles are the same whatever they are about"},
	{pattern: "./pkg/server/internal/presence", targets: []target{native}, never: []string{module + "/pkg/server/internal/models", module + "/pkg/ot/concurrency", module + "/pkg/server/password"},
		reason: "presence knows people and neither models nor how they have signed in"},
	{pattern: "./pkg/server/internal/webhooks", targets: []target{native}, never: []string{module + "/pkg/server/internal/models", module + "/pkg/server/internal/chats",
		module + "/pkg/server/internal/people", module + "/pkg/server/internal/conn", module + "/pkg/ot/concurrency"},
		reason: "what has happened comes from the store, whoever has done it"},
	{pattern: "./cmd/wasm", targets: []target{browser}, never: []string{"net/http", "crypto"},
		reason: "it would add hundreds of kilobytes to what every page downloads; the browser does HTTP and TLS"},
}

// imports maps each package of a build to the packages it imports.
type imports map[string][]string

func TestForbiddenImports(t *testing.T) {
	for _, r := range rules {
		for _, on := range r.targets {
			t.Run(r.pattern+" "+on.name, func(t *testing.T) {
				graph, standard := list(t, on, "-deps", r.pattern)
				roots, _ := list(t, on, r.pattern)
				if len(roots) == 0 {
					t.Fatalf("%s matches no package: the rule guards nothing", r.pattern)
				}
				for path := range graph {
					if r.forbids(path, standard[path]) {
						t.Errorf("%s must not depend on %s: %s\n\t%s", r.pattern, path, r.reason, chain(graph, roots, path))
					}
				}
			})
		}
	}
}

func (r rule) forbids(path string, standard bool) bool {
	if r.only != nil {
		return !standard && !matches(path, r.only)
	}
	return matches(path, r.never)
}

// matches reports whether path is one of the prefixes or lies below one. A
// prefix that ends in a slash has only what lies below it.
func matches(path string, prefixes []string) bool {
	for _, p := range prefixes {
		if path == p || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return false
}

// list runs go list for a target and returns each package with its imports,
// and which of them belong to the standard library.
func list(t *testing.T, on target, args ...string) (imports, map[string]bool) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-f", "{{.Standard}} {{.ImportPath}} {{join .Imports \" \"}}"}, args...)...)
	cmd.Dir = "../.."
	cmd.Env = os.Environ()
	if on.goos != "" {
		cmd.Env = append(cmd.Env, "GOOS="+on.goos, "GOARCH="+on.goarch)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s on %s: %v\n%s", strings.Join(args, " "), on.name, err, stderr.String())
	}
	graph, standard := imports{}, map[string]bool{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		graph[fields[1]] = fields[2:]
		standard[fields[1]] = fields[0] == "true"
	}
	return graph, standard
}

// chain returns the shortest chain of imports from one of the roots to path.
func chain(graph, roots imports, path string) string {
	type link struct{ at, via string }
	var queue []link
	for root := range roots {
		queue = append(queue, link{root, root})
	}
	seen := map[string]bool{}
	for len(queue) > 0 {
		l := queue[0]
		queue = queue[1:]
		if l.at == path {
			return l.via
		}
		if seen[l.at] {
			continue
		}
		seen[l.at] = true
		for _, next := range graph[l.at] {
			queue = append(queue, link{next, l.via + " -> " + next})
		}
	}
	return path
}
