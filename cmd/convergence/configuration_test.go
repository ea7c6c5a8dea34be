package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var write = flag.Bool("write", false, "write docs/configuration.md")

// serveFlags returns the command with its flags as a command line gives them.
func serveFlags(t *testing.T, args ...string) *cobra.Command {
	t.Helper()
	c, _, err := newRoot(environment{}).Find([]string{"serve"})
	must(t, err)
	must(t, c.ParseFlags(args))
	return c
}

// TestPrecedence sets one flag in all places, and takes away the first each time.
func TestPrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.toml")
	must(t, os.WriteFile(file, []byte("addr = \"file:1\"\nmax-message = 200000\nverbose = true\nallow-origin = [\"https://a\", \"https://b\"]\nmemory = \"1GiB\"\nuser-requests = \"7,8\"\ntrace-ratio = 0.5\n"), 0o600))
	variables := []string{"CONVERGENCE_ADDR=variable:1", "CONVERGENCE_CONFIG=" + file, "PATH=/bin", "CONVERGENCE_PORT=tcp://10.0.0.1:80"}
	for _, step := range []struct {
		args, environ []string
		addr          string
	}{
		{[]string{"--addr", "flag:1"}, variables, "flag:1"},
		{nil, variables, "variable:1"},
		{nil, variables[1:], "file:1"},
		{[]string{"--config", file}, nil, "file:1"},
		{nil, nil, "localhost:8000"},
	} {
		c := serveFlags(t, step.args...)
		must(t, configure(c, step.environ))
		value := func(name string) string { return c.Flags().Lookup(name).Value.String() }
		if got := value("addr"); got != step.addr {
			t.Errorf("%q with %q listens on %s, want %s", step.args, step.environ, got, step.addr)
		}
		if step.addr == "file:1" && (value("max-message") != "200000" || value("verbose") != "true" || value("allow-origin") != "[https://a,https://b]" || value("memory") != "1024MiB" || value("user-requests") != "7,8" || value("trace-ratio") != "0.5") {
			t.Errorf("the file sets %s, %s, %s, %s", value("max-message"), value("verbose"), value("allow-origin"), value("memory"))
		}
	}
}

// TestBadConfiguration expects an error that names the place, the setting and what is allowed.
func TestBadConfiguration(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.toml")
	for _, bad := range []struct {
		file, variable string
		says           []string
	}{
		{"adr = \"x\"", "", []string{file, `"adr"`, "addr, address-connections, allow-origin,"}},
		{"config = \"x\"", "", []string{`"config"`, "sets nothing"}},
		{"addr = ", "", []string{file, "line 1", "no TOML"}},
		{"x = 1\ny", "", []string{"line 2"}},
		{"max-message = \"many\"", "", []string{"max-message", "int"}},
		{"max-message = 1.5", "", []string{"max-message", "int"}},
		{"verbose = 1", "", []string{"verbose", "bool"}},
		{"trace-ratio = \"1\"", "", []string{"trace-ratio", "float64"}},
		{"addr = [\"a\"]", "", []string{"addr", "no list"}},
		{"allow-origin = \"a\"", "", []string{"allow-origin", "list"}},
		{"allow-origin = [1]", "", []string{"allow-origin", "texts"}},
		{"memory = \"lots\"", "", []string{"memory", "512MiB"}},
		{"[addr]\nx = 1", "", []string{"addr", "string"}},
		{"", "CONVERGENCE_ADR=x", []string{"CONVERGENCE_ADR", "CONVERGENCE_ADDR, "}},
		{"", "CONVERGENCE_MAX_MESSAGE=many", []string{"CONVERGENCE_MAX_MESSAGE", `"many"`}},
		{"user-requests = 5", "", []string{"user-requests", "share"}},
		{"user-requests = \"5\"", "", []string{"user-requests", "1000,50000"}},
		{"", "CONVERGENCE_USER_MODELS=0,1", []string{"CONVERGENCE_USER_MODELS", "200,20000"}},
		{"sweep-every = 5", "", []string{"sweep-every", "duration"}},
		{"sweep-every = \"often\"", "", []string{"sweep-every", "often"}},
		{"", "CONVERGENCE_MEMORY=1", []string{"CONVERGENCE_MEMORY", "at least 64MiB"}},
		// What is wrong in the file is an error also when something goes before it.
		{"addr = 1", "CONVERGENCE_ADDR=x", []string{"addr", "string"}},
	} {
		must(t, os.WriteFile(file, []byte(bad.file), 0o600))
		err := configure(serveFlags(t, "--config", file), []string{bad.variable})
		for _, part := range bad.says {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%q, %q: %v does not say %s", bad.file, bad.variable, err, part)
			}
		}
	}
	if err := configure(serveFlags(t, "--config", file+"x"), nil); !os.IsNotExist(err) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestConfigurationPage expects the table of docs/configuration.md to be that of the code.
func TestConfigurationPage(t *testing.T) {
	const path, begin, end = "../../docs/configuration.md", "<!-- from the code: make generate -->\n", "<!-- end -->\n"
	page, err := os.ReadFile(path)
	must(t, err)
	head, rest, ok := strings.Cut(string(page), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("docs/configuration.md has no place for the table")
	}
	want := head + begin + "| flag, key of the file | variable | type | default | what it does |\n|---|---|---|---|---|\n"
	for _, f := range configurable(serveFlags(t)) {
		want += fmt.Sprintf("| `%s` | `%s` | %s | %s | %s |\n", f.Name, variableOf(f), typeOf(f), defaultOf(f), strings.ReplaceAll(f.Usage, "|", "\\|"))
	}
	want += end + tail
	if *write {
		must(t, os.WriteFile(path, []byte(want), 0o644))
	} else if want != string(page) {
		t.Error("docs/configuration.md is not current; run: make generate")
	}
}

// typeOf says what a setting takes.
func typeOf(f *pflag.Flag) string {
	if f.Value.Type() == "stringSlice" {
		return "list"
	}
	return strings.ReplaceAll(f.Value.Type(), "|", ", ")
}

// defaultOf says what a flag is when nothing sets it. That of memory depends on the machine.
func defaultOf(f *pflag.Flag) string {
	switch {
	case f.Value.Type() == "size":
		return "a quarter of the machine's"
	case f.DefValue == "" || f.DefValue == "[]":
		return ""
	}
	return "`" + f.DefValue + "`"
}
