package tracing

import (
	"context"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// mostText bounds the text of an attribute, bytes.
const mostText = 255

// Span is one thing that the server does. The zero one is not recorded.
type Span struct{ span trace.Span }

// Of returns the span that ctx belongs to.
func Of(ctx context.Context) Span {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		return Span{span}
	}
	return Span{}
}

func (s Span) recorded() bool { return s.span != nil && s.span.IsRecording() }

// Text sets an attribute, cut to what one may hold.
func (s Span) Text(key, value string) {
	if s.recorded() {
		s.span.SetAttributes(attribute.String(key, bounded(value)))
	}
}

// Number sets an attribute.
func (s Span) Number(key string, value int) {
	if s.recorded() {
		s.span.SetAttributes(attribute.Int(key, value))
	}
}

// Fail says that the server could not do it, and why in the words of the log.
func (s Span) Fail(why string) {
	if s.recorded() {
		s.span.SetStatus(codes.Error, bounded(why))
	}
}

// End ends the span. What is said of it afterwards is lost.
func (s Span) End() {
	if s.span != nil {
		s.span.End()
	}
}

// bounded cuts a text. What is no UTF-8 could not be sent.
func bounded(text string) string {
	if len(text) > mostText {
		text = text[:mostText-3] + "..."
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
