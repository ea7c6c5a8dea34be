package rest_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
)

var update = flag.Bool("update", false, "write the table of docs/rest.md")

// TestDocs demands that docs/rest.md lists the routes as they are declared.
func TestDocs(t *testing.T) {
	const file, begin, end = "../../../docs/rest.md", "<!-- routes -->\n", "<!-- end of routes -->\n"
	w := start(t, server.Options{})
	summary := make(map[string]string)
	for _, item := range w.doc["paths"].(map[string]any) {
		for _, o := range item.(map[string]any) {
			op := o.(map[string]any)
			summary[op["operationId"].(string)] = op["summary"].(string)
		}
	}
	routes := w.operations()
	table := "\n| route | what it does | token |\n|---|---|---|\n"
	told := make(map[string]bool) // some are tried in more ways than one
	for _, r := range rows(w) {
		if told[r.id] {
			continue
		}
		told[r.id] = true
		op := routes[r.id]
		table += fmt.Sprintf("| %s %s | %s | %s |\n", op.method, op.path, summary[r.id], op.needs)
	}
	table += "\n"
	text, err := os.ReadFile(file)
	must(t, err)
	head, behind, ok := strings.Cut(string(text), begin)
	was, tail, ok2 := strings.Cut(behind, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the routes", file)
	}
	if was == table {
		return
	}
	if *update {
		must(t, os.WriteFile(file, []byte(head+begin+table+end+tail), 0o644))
		return
	}
	was2, now := strings.Split(was, "\n"), strings.Split(table, "\n")
	for _, line := range now {
		if !slices.Contains(was2, line) {
			t.Errorf("docs/rest.md has not: %s", line)
		}
	}
	t.Error("docs/rest.md lists other routes; run: go test ./pkg/server/rest -run TestDocs -update")
}

// TestDocsOfLimits demands that docs/limits.md calls quotas, and what is kept, as the API
// takes them, in the rows of what the command line calls them.
func TestDocsOfLimits(t *testing.T) {
	text, err := os.ReadFile("../../../docs/limits.md")
	must(t, err)
	for in, of := range map[string]reflect.Type{"quotas": reflect.TypeFor[rest.Quotas](), "keeping": reflect.TypeFor[rest.Keeping]()} {
		_, table, ok := strings.Cut(string(text), "over HTTP, in `"+in+"`")
		table, _, _ = strings.Cut(table, "\n\n")
		for i := range of.NumField() {
			field := of.Field(i)
			if name := "`" + field.Tag.Get("json") + "`"; !ok || !strings.Contains(table, name) {
				t.Errorf("docs/limits.md has no %s in %s", name, in)
			}
		}
	}
}
