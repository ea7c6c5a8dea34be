package main

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
)

// choice is a flag that takes one of a few words.
type choice struct {
	value string
	among []string
}

func (c *choice) String() string { return c.value }

// Type is what help calls it.
func (c *choice) Type() string { return strings.Join(c.among, "|") }

func (c *choice) Set(text string) error {
	if !slices.Contains(c.among, text) {
		return fmt.Errorf("is %q and has to be one of %s", text, strings.Join(c.among, ", "))
	}
	c.value = text
	return nil
}

// newLog returns where the server logs: lines for people, or JSON for programs. The level
// is one of those of --log-level.
func newLog(out io.Writer, format, level string) *slog.Logger {
	options := &slog.HandlerOptions{}
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err == nil { // all that the flag takes are levels
		options.Level = least
	}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}
