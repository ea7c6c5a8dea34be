package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/otel/trace"

	"github.com/convergence-wasm/convergence/cmd/convergence/internal/otlp"
)

// metricsServer answers Prometheus on an address of its own, so that no proxy in front of
// the server hands out to strangers what it tells: it is there only when it is asked for,
// and whoever names the address decides who reaches it.
type metricsServer struct {
	listener net.Listener
	web      *http.Server
}

// listenForMetrics takes the address; nil when there is none.
func listenForMetrics(addr string) (*metricsServer, error) {
	if addr == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &metricsServer{listener: listener}, nil
}

// url is where the metrics are.
func (m *metricsServer) url() string { return "http://" + m.listener.Addr().String() + "/metrics" }

// serve begins to answer.
func (m *metricsServer) serve(metrics http.Handler, log *slog.Logger) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	m.web = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go func() {
		if err := m.web.Serve(m.listener); err != http.ErrServerClosed {
			log.Error("metrics are not served any more", "error", err)
		}
	}()
}

// close ends it; it may be nil, or not serve yet.
func (m *metricsServer) close() {
	switch {
	case m == nil:
	case m.web != nil:
		m.web.Close()
	default:
		m.listener.Close()
	}
}

// startTraces returns where spans go, with what ends it; nil when nobody wants any.
func startTraces(ctx context.Context, endpoint string, log *slog.Logger) (traces trace.TracerProvider, end func(), err error) {
	if !otlp.Wanted(endpoint) {
		return nil, func() {}, nil
	}
	p, err := otlp.Start(ctx, endpoint, version, log)
	if err != nil {
		return nil, nil, fmt.Errorf("traces: %w; %w", err, errUsage)
	}
	return p, p.Close, nil
}

// shareOf is the option of the server for a ratio: 0 is its default, and less is none.
func shareOf(ratio float64) float64 {
	if ratio == 0 {
		return -1
	}
	return ratio
}

// healthWithin is how long a server may take to say that it is well: less than what asks
// waits for this command.
const healthWithin = 4 * time.Second

func (a *app) healthCommand() *cobra.Command {
	return &cobra.Command{
		Use: "health URL", Short: "Ask a server whether it takes connections; fails when it does not", Args: arguments(1),
		Long:    "Ask a server whether it takes connections; fails when it does not. Where the URL has no path, /ready is asked.",
		Example: "  convergence health http://127.0.0.1:8000",
		RunE: func(c *cobra.Command, args []string) error {
			said, err := askHealth(c.Context(), args[0])
			if err != nil {
				return err
			}
			return a.say(result{text: said})
		},
	}
}

func askHealth(ctx context.Context, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%q is no address of a server, such as http://127.0.0.1:8000; %w", address, errUsage)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/ready"
	}
	ctx, cancel := context.WithTimeout(ctx, healthWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	if err != nil {
		return "", err
	}
	said := strings.TrimSpace(string(text))
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %s: %s", u, answer.Status, said)
	}
	return said, nil
}
