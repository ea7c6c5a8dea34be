// Package unanswered says why a call over HTTP had no answer, in words of its own: errors of the
// standard library have addresses behind names, names on certificates and the first bytes of
// what was answered in them, which are not for everybody who may read why a call has failed.
package unanswered

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
)

// classes are what is told apart, by errors that are of them.
var classes = []struct {
	has func(error) bool
	why string
}{
	{isA[*net.DNSError], "the name of its host cannot be found"},
	{isOne(context.Canceled), "it was broken off"},
	{Late, "there was no answer in time"},
	{isA[*tls.CertificateVerificationError], "its certificate is not to be trusted for this name"},
	{isOne(syscall.ECONNREFUSED), "it refuses connections"},
	{func(err error) bool { e, ok := errors.AsType[*net.OpError](err); return ok && e.Op == "dial" }, "it cannot be connected to"},
	{isA[tls.RecordHeaderError], "it does not speak TLS"},
	{isOne(http.ErrSchemeMismatch), "it does not speak TLS"},
	{isA[tls.AlertError], "no secure connection can be made to it"},
	{isOne(io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed), "it has closed the connection without an answer"},
	{says("server closed idle connection"), "it has closed the connection without an answer"},
	{says("malformed HTTP"), "its answer is not one of HTTP"},
}

// says is for errors that have no type of their own.
func says(text string) func(error) bool {
	return func(err error) bool { return strings.Contains(err.Error(), text) }
}

func isA[E error](err error) bool { _, ok := errors.AsType[E](err); return ok }

func isOne(targets ...error) func(error) bool {
	return func(err error) bool {
		return slices.ContainsFunc(targets, func(target error) bool { return errors.Is(err, target) })
	}
}

// Late reports whether a call took longer than it may. That the name of a host was not found in
// time is not meant.
func Late(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout() && !isA[*net.DNSError](err)
}

// Why returns the class of an error of a call.
func Why(err error) string {
	for _, c := range classes {
		if c.has(err) {
			return c.why
		}
	}
	return "no answer that makes sense has come"
}

// Status says that a call was answered with a status code that is no success, without the words
// that came with it.
func Status(code int) string {
	return strings.TrimSpace(fmt.Sprintf("it was answered with %d %s", code, http.StatusText(code)))
}
