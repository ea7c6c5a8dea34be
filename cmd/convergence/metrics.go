package main

import (
	"log/slog"
	"net"
	"net/http"
	"time"
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
