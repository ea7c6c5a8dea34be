package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
)

// variablePrefix begins the environment variables that set flags of serve.
const variablePrefix = "CONVERGENCE_"

// configFlag names the file with settings. It can be a variable too, and is no key.
const configFlag = "config"

// variableOf is the environment variable of a flag.
func variableOf(f *pflag.Flag) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
}

// configurable are the flags of a command that the environment and a file set too, by name.
func configurable(c *cobra.Command) []*pflag.Flag {
	var all []*pflag.Flag
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != "json" {
			all = append(all, f)
		}
	})
	slices.SortFunc(all, func(a, b *pflag.Flag) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// configure gives flags that the command line does not set the values of the environment,
// and those that it does not set either the values of the file. Flags check both as they
// check themselves.
func configure(c *cobra.Command, environ []string) error {
	all := configurable(c)
	names := make([]string, len(all))
	given := make(map[*pflag.Flag]bool)
	for i, f := range all {
		names[i], given[f] = variableOf(f), f.Changed
	}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, variablePrefix) {
			continue
		}
		i := slices.Index(names, name)
		if i < 0 && ofKubernetes(name) {
			continue
		}
		if i < 0 {
			return fmt.Errorf("the variable %s sets nothing; there are %s; %w", name, strings.Join(names, ", "), errUsage)
		}
		if f := all[i]; !given[f] {
			given[f] = true
			if err := c.Flags().Set(f.Name, value); err != nil {
				return fmt.Errorf("the variable %s is %q: %w; %w", name, value, reason(err), errUsage)
			}
		}
	}
	file := c.Flags().Lookup(configFlag).Value.String()
	if file == "" {
		return nil
	}
	return configureFrom(c, file, all, given)
}

// ofKubernetes reports whether a variable is one that pods get for a service that is called
// convergence.
func ofKubernetes(name string) bool {
	return name == "CONVERGENCE_PORT" || strings.HasPrefix(name, "CONVERGENCE_PORT_") || strings.HasPrefix(name, "CONVERGENCE_SERVICE_")
}

// configureFrom sets flags that are not given from a file.
func configureFrom(c *cobra.Command, file string, all []*pflag.Flag, given map[*pflag.Flag]bool) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var values map[string]any
	if err := toml.Unmarshal(text, &values); err != nil {
		var at toml.ParseError
		if errors.As(err, &at) {
			return fmt.Errorf("%s, line %d, is no TOML: %s; %w", file, at.Position.Line, at.Message, errUsage)
		}
		return fmt.Errorf("%s is no TOML: %w; %w", file, err, errUsage)
	}
	var keys []string
	for _, f := range all {
		if f.Name != configFlag {
			keys = append(keys, f.Name)
		}
	}
	for key, value := range values {
		if !slices.Contains(keys, key) {
			return fmt.Errorf("%s has the key %q, which sets nothing; there are %s; %w", file, key, strings.Join(keys, ", "), errUsage)
		}
		f := c.Flags().Lookup(key)
		if err := setFrom(f, value, !given[f]); err != nil {
			return fmt.Errorf("%s: %s is %v: %w; %w", file, key, value, reason(err), errUsage)
		}
	}
	return nil
}

// setFrom sets a flag to the value of a file, or only looks whether it is of its type.
func setFrom(f *pflag.Flag, value any, set bool) error {
	list, isList := f.Value.(pflag.SliceValue)
	switch v := value.(type) {
	case []any:
		if !isList {
			return errors.New("it takes one value and no list")
		}
		texts := make([]string, len(v))
		for i, x := range v {
			text, ok := x.(string)
			if !ok {
				return errors.New("its list is of texts")
			}
			texts[i] = text
		}
		if set {
			return list.Replace(texts)
		}
		return nil
	case string:
		if isList {
			return errors.New(`it takes a list, as ["a", "b"]`)
		}
		if t := f.Value.Type(); t == "bool" || t == "int" || t == "float64" {
			return fmt.Errorf("it takes a value of type %s, without quotes", t)
		}
	case bool:
		if f.Value.Type() != "bool" {
			return fmt.Errorf("it takes a value of type %s", f.Value.Type())
		}
	case float64:
		if f.Value.Type() != "float64" {
			return fmt.Errorf("it takes a value of type %s", f.Value.Type())
		}
	case int64:
		if t := f.Value.Type(); t != "int" && t != "float64" {
			return fmt.Errorf("it takes a value of type %s", f.Value.Type())
		}
	default:
		return fmt.Errorf("it takes a value of type %s", f.Value.Type())
	}
	if !set {
		return nil
	}
	return f.Value.Set(fmt.Sprint(value))
}

// reason is what pflag says of a value, without the name of the flag before it.
func reason(err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return invalid.Unwrap()
	}
	return err
}

// mostMessage bounds --max-message: a message is in memory several times while it
// is handled.
const mostMessage = 256 << 20

// Bounds of --sweep-every.
const (
	leastSweep = 100 * time.Millisecond
	mostSweep  = 30 * 24 * time.Hour
)

// check returns what is wrong with flags that can be told without looking at anything else.
func (f *serving) check() error {
	if f.limits.Message < protocol.LeastMessage || f.limits.Message > mostMessage {
		return fmt.Errorf("--max-message is %d and has to be within %d and %d; %w", f.limits.Message, protocol.LeastMessage, mostMessage, errUsage)
	}
	if f.addressConnections < 0 {
		return fmt.Errorf("--address-connections is %d and has to be at least 0, which is any number; %w", f.addressConnections, errUsage)
	}
	if !(f.traceRatio >= 0 && f.traceRatio <= 1) {
		return fmt.Errorf("--trace-ratio is %v and has to be within 0 and 1; %w", f.traceRatio, errUsage)
	}
	if f.sweepEvery < leastSweep || f.sweepEvery > mostSweep {
		return fmt.Errorf("--sweep-every is %v and has to be within %v and %v; %w", f.sweepEvery, leastSweep, mostSweep, errUsage)
	}
	if f.drain < 0 || f.drain > mostDrain {
		return fmt.Errorf("--drain is %v and has to be within 0 and %v; %w", f.drain, mostDrain, errUsage)
	}
	if f.nodeAddr != "" && f.nats == "" {
		return fmt.Errorf("--node-addr is for one of several servers, with --nats; %w", errUsage)
	}
	for _, o := range f.origins {
		// Pages of files, and those in sandboxes, say that theirs is null.
		if _, err := administration.Origins([]string{o}); err != nil && o != "null" {
			return fmt.Errorf("--allow-origin: %w; %w", err, errUsage)
		}
	}
	for _, name := range f.acme {
		if _, err := netip.ParseAddr(name); err == nil || !strings.Contains(name, ".") || strings.ContainsAny(name, "*:/ ") {
			return fmt.Errorf("--acme %q is no name for which there are certificates: write it as app.example; %w", name, errUsage)
		}
	}
	return nil
}
