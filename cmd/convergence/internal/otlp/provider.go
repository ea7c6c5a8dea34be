package otlp

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

// How long a batch is tried to be sent again, and how long a program that ends waits for
// what is left.
const (
	retryFor = 10 * time.Second
	endAfter = 3 * time.Second
)

// Wanted reports whether spans are to be sent: an endpoint is given, or the environment has
// one.
func Wanted(endpoint string) bool {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") {
		return false
	}
	return endpoint != "" || os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// Provider makes spans that are sent.
type Provider struct {
	*trace.TracerProvider
	log *slog.Logger
}

// Start returns a provider that sends to an endpoint, to which v1/traces is added, or to that
// of the environment when it is empty. Nothing is sent yet, so a collector that is not there
// is no error; an endpoint that is no address is one.
func Start(ctx context.Context, endpoint, version string, log *slog.Logger) (*Provider, error) {
	options := []otlptracehttp.Option{otlptracehttp.WithRetry(otlptracehttp.RetryConfig{
		Enabled: true, InitialInterval: time.Second, MaxInterval: 5 * time.Second, MaxElapsedTime: retryFor})}
	if endpoint != "" {
		u, err := url.Parse(endpoint)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("%q is no address of a collector, such as http://localhost:4318", endpoint)
		}
		options = append(options, otlptracehttp.WithEndpointURL(u.JoinPath("v1", "traces").String()))
	}
	otel.SetErrorHandler(&complaints{log: log})
	exporter, err := otlptracehttp.New(ctx, options...)
	if err != nil {
		return nil, err
	}
	about, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		attribute.String("service.name", "convergence"), attribute.String("service.version", version)), resource.WithFromEnv())
	if err != nil { // what was understood is there
		log.Warn("OpenTelemetry", "error", err)
	}
	return &Provider{trace.NewTracerProvider(trace.WithBatcher(&watched{SpanExporter: exporter, log: log}), trace.WithResource(about)), log}, nil
}

// Close sends what is left, for as long as a program that ends can wait.
func (p *Provider) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), endAfter)
	defer cancel()
	if err := p.Shutdown(ctx); err != nil {
		p.log.Warn("the last traces could not be sent", "error", reason(err))
	}
}
