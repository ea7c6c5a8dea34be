package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/convergence-wasm/convergence/cmd/convergence/internal/garbage"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/web/console"
	"github.com/convergence-wasm/convergence/web/docs"
)

// stopWithin is how long a stopping server waits for its clients, and answersWithin how long after that
// for those who are being handed files.
const (
	stopWithin    = 10 * time.Second
	answersWithin = 2 * time.Second
)

// drainFlag is over which time connections are handed over to other servers, and drainOver the
// default where there are such.
const (
	drainFlag = "drain"
	drainOver = 10 * time.Second
	mostDrain = time.Hour
)

// serving are the flags of serve.
type serving struct {
	addr, client, example string
	metrics               string
	logFormat, logLevel   choice
	dev, verbose          bool
	limits                protocol.Limits
	memory                memorySize
	shares                server.Shares
	addressConnections    int
	proxies, origins      []string
	certificate, key      string
	acme                  []string
	webhookPrivate        bool
	otlpEndpoint          string
	nats, nodeAddr        string
	sweepEvery            time.Duration
	drain                 time.Duration
	traceRatio            float64
}

func (a *app) serveCommand() *cobra.Command {
	f := serving{limits: protocol.DefaultLimits(), memory: quarterOfMachine(), shares: server.Shares{}.WithDefaults(),
		logFormat: choice{"text", []string{"text", "json"}}, logLevel: choice{"info", []string{"debug", "info", "warn", "error"}}}
	c := &cobra.Command{
		Use: "serve", Short: "Serve realtime connections and the browser client", Args: arguments(0),
		Example: "  convergence serve --dev\n  convergence serve --addr :8000 --data /var/lib/convergence",
		Long: "Serve realtime connections and the browser client.\n\nEvery flag can be an environment variable, as CONVERGENCE_ADDR for --addr, and a key in\n" +
			"the TOML file that --config names. A flag goes before the environment, and that before the file.",
		RunE: func(c *cobra.Command, _ []string) error {
			if err := configure(c, os.Environ()); err != nil {
				return err
			}
			if f.nats != "" && !c.Flags().Changed(drainFlag) {
				f.drain = drainOver
			}
			return a.serve(c.Context(), &f)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.addr, "addr", "localhost:8000", "address to listen on")
	flags.String(configFlag, "", "file with settings, TOML: the names of flags are its keys")
	flags.BoolVar(&f.dev, "dev", false, "for trying things out: make the data directory, domain convergence/default with anonymous sign-in and user demo, password demo; guests make collections, pages of this machine connect, and a link signs in to the console once")
	flags.StringVar(&f.client, "client", "", "directory of the built client; js/dist is looked for")
	flags.StringVar(&f.example, "example", "", "directory of the built example; web/example/dist is looked for")
	flags.IntVar(&f.limits.Message, "max-message", f.limits.Message, "bytes of one message from a client, at least 131072; larger edits are sent in parts")
	flags.Var(&f.memory, "memory", "memory for connections and models, such as 512MiB; over it the costliest wait and then go")
	flags.IntVar(&f.addressConnections, "address-connections", 2000, "connections from one address, or IPv6 network of 64 bits; more are refused. 0 for any number. Proxies, this machine, and who connects directly from a private network are not counted")
	const share = " of a user, on all connections together: how many a second all the time, and how many at once after a pause; beyond that "
	flags.Var((*shareFlag)(&f.shares.Requests), "user-requests", "requests"+share+"clients ask later")
	flags.Var((*shareFlag)(&f.shares.Operations), "user-operations", "operations"+share+"more is read later")
	flags.Var((*shareFlag)(&f.shares.Models), "user-models", "new models"+share+"clients ask later")
	flags.Var((*shareFlag)(&f.shares.References), "user-references", "changes of references"+share+"more is read later")
	flags.StringSliceVar(&f.proxies, "trusted-proxy", nil, "address or CIDR range of a proxy in front, which says in X-Forwarded-For where clients are; can be repeated")
	flags.StringVar(&f.certificate, "tls-cert", "", "file of a certificate with its chain, PEM; read again when it changes")
	flags.StringVar(&f.key, "tls-key", "", "file of its private key, PEM")
	flags.StringSliceVar(&f.acme, "acme", nil, "name that the server is reached by on port 443, for which Let's Encrypt gives it a certificate; can be repeated")
	flags.StringSliceVar(&f.origins, "allow-origin", nil, "pages that may connect to every domain, as https://app.example; can be repeated")
	flags.StringVar(&f.metrics, "metrics-addr", "", "address on which Prometheus gets /metrics, such as localhost:9464: one that strangers cannot reach; none if empty")
	flags.StringVar(&f.otlpEndpoint, "otlp-endpoint", "", "collector that gets traces by OTLP over HTTP, such as http://localhost:4318; OTEL_EXPORTER_OTLP_ENDPOINT if empty, and no traces without either")
	flags.Float64Var(&f.traceRatio, "trace-ratio", 0.01, "share of the commits that are in the traces, from 0 to 1; everything else is")
	flags.BoolVar(&f.webhookPrivate, "webhook-private", false, "webhooks may call addresses of private networks and of this machine, and without TLS; --dev lets them too")
	flags.DurationVar(&f.sweepEvery, "sweep-every", time.Hour, "how often what domains keep no longer is looked for and removed, such as histories and guests")
	flags.StringVar(&f.nats, "nats", "", "be one of several servers of the database, with news between them over NATS, as nats://HOST:4222, see docs/scale.md")
	flags.StringVar(&f.nodeAddr, "node-addr", "", "with --nats: address by which this server is listed; that of --addr if empty")
	flags.DurationVar(&f.drain, drainFlag, 0, "time over which connections are handed over to other servers after SIGTERM, before this one ends; 10s with --nats if it is not set")
	flags.BoolVar(&f.verbose, "verbose", false, "the same as --log-level debug")
	flags.Var(&f.logFormat, "log-format", "how the log on standard error is written: for people, or one JSON object a line")
	flags.Var(&f.logLevel, "log-level", "the least that is logged; debug has every connection")
	return c
}

func (a *app) serve(ctx context.Context, f *serving) error {
	if err := f.check(); err != nil {
		return err
	}
	proxies, err := ranges(f.proxies)
	if err != nil {
		return err
	}
	encryption, err := a.tlsConfig(f)
	if err != nil {
		return err
	}
	pages := server.Pages{Console: console.Handler(), Docs: docs.Handler()}
	if pages.Client, err = directory(f.client, "js/dist"); err != nil {
		return err
	}
	if pages.Example, err = directory(f.example, "web/example/dist"); err != nil {
		return err
	}
	if f.verbose {
		f.logLevel.value = "debug"
	}
	log := newLog(a.err, f.logFormat.value, f.logLevel.value)
	traces, end, err := startTraces(ctx, f.otlpEndpoint, log)
	if err != nil {
		return err
	}
	defer end()

	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if f.dev && a.place() == a.data {
		if err := os.MkdirAll(a.data, 0o700); err != nil {
			return err
		}
	}
	system, err := a.openStore(ctx, true)
	if err != nil {
		return err
	}
	defer system.Close()
	listener, err := net.Listen("tcp", f.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w: another program listens at %s, perhaps a server that runs already; stop it, or choose another address with --addr localhost:PORT", err, f.addr)
	}
	if err != nil {
		return err
	}
	defer listener.Close()
	measured, err := listenForMetrics(f.metrics)
	if err != nil {
		return err
	}
	defer measured.close()
	held, err := a.lockStore(ctx, system, f, listener.Addr().String(), log)
	if err != nil {
		return err
	}
	defer held.end()
	if err := prepare(ctx, system, f.dev, a.environment); err != nil {
		return err
	}
	if f.dev {
		if err := prepareConsole(ctx, system); err != nil {
			return err
		}
	}
	base := "http://" + listener.Addr().String()
	if encryption != nil {
		base = "https://" + listener.Addr().String()
	}
	fmt.Fprintf(a.out, "listening on %s (data in %s)\n", base, place(a.place()))
	if pages.Client != "" {
		fmt.Fprintf(a.out, "  client   %s/client/\n", base)
	}
	if pages.Example != "" {
		fmt.Fprintf(a.out, "  example  %s/example/\n", base)
	}
	if measured != nil {
		fmt.Fprintf(a.out, "  metrics  %s\n", measured.url())
	}

	if os.Getenv("GOMEMLIMIT") == "" {
		// The collector works harder rather than taking more. What it counts is not all that the
		// process takes: its code and what the database maps come on top, and large blocks that
		// come and go, of passwords that are checked, take it over its limit for a while.
		debug.SetMemoryLimit(int64(f.memory - f.memory/8))
	}
	garbage.Allow(min(int64(f.memory)/16, 64<<20))
	s := server.New(system, server.Options{Log: log, Nodes: held.nodes, Version: version, Limits: f.limits, TrustedProxies: proxies, Origins: f.origins,
		LocalOrigins: f.dev, GuestsMakeCollections: f.dev, AddressConnections: cmp.Or(f.addressConnections, -1),
		Memory: int64(f.memory), Shares: f.shares, SweepEvery: f.sweepEvery, WebhookPrivate: f.webhookPrivate || f.dev, Tracer: traces, TraceCommits: shareOf(f.traceRatio)})
	if measured != nil {
		measured.serve(s.Metrics(), log)
	}
	link := ""
	if a, ok := listener.Addr().(*net.TCPAddr); f.dev && ok && a.IP.IsLoopback() {
		link = "#" + s.SignInLink(devAdministrator) + "  (signs in once, within ten minutes)"
	}
	fmt.Fprintf(a.out, "  console  %s/console/%s\n", base, link)
	web := &http.Server{
		Handler: s.Handler(pages), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		TLSConfig: encryption, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() {
		if encryption != nil {
			failed <- web.ServeTLS(listener, "", "")
			return
		}
		failed <- web.Serve(listener)
	}()
	select {
	case err := <-failed:
		return errors.Join(err, shutDown(s, web))
	case <-ctx.Done():
		a.drain(s, f.drain, stop)
		fmt.Fprintln(a.out, "stopping")
		return shutDown(s, web)
	}
}

// drain hands connections over to other servers, until a second signal comes. Then the server ends at
// once, in good order, and another signal kills it.
func (a *app) drain(s *server.Server, over time.Duration, stop func()) {
	if over <= 0 {
		stop()
		return
	}
	again, end := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer end()
	stop()
	fmt.Fprintf(a.out, "handing connections over to other servers for %v; another signal ends that\n", over)
	s.Drain(again, over)
}

// ranges reads addresses and ranges of them.
func ranges(texts []string) (all []netip.Prefix, err error) {
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				p, err = a.Prefix(a.BitLen())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxy %q is no address and no range: %w; %w", text, err, errUsage)
		}
		all = append(all, p)
	}
	return all, nil
}

func shutDown(s *server.Server, web *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	err := s.Shutdown(ctx)
	ctx, cancel = context.WithTimeout(context.Background(), answersWithin)
	defer cancel()
	slow := web.Shutdown(ctx)
	if errors.Is(slow, context.DeadlineExceeded) { // whose answers nobody takes, or who never asked
		slow = web.Close()
	}
	return errors.Join(err, slow)
}

// directory returns the directory that was named, or the default where it is
// found: below the working directory, beside the program or above it. It is
// empty when there is none.
func directory(named, fallback string) (string, error) {
	if named != "" {
		if info, err := os.Stat(named); err != nil {
			return "", err
		} else if !info.IsDir() {
			return "", fmt.Errorf("%s is not a directory", named)
		}
		return named, nil
	}
	bases := []string{"."}
	if program, err := os.Executable(); err == nil {
		bases = append(bases, filepath.Dir(program), filepath.Join(filepath.Dir(program), ".."))
	}
	for _, base := range bases {
		dir := filepath.Join(base, fallback)
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
	}
	return "", nil
}
