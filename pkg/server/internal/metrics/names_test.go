package metrics

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

var write = flag.Bool("write", false, "write docs/metrics.md")

// described are the metrics that there are, their help and labels, by name.
func described(t *testing.T) map[string][2]string {
	t.Helper()
	m := New("test", 1, func() State { return State{} })
	descs := make(chan *prometheus.Desc)
	go func() { m.registry.Describe(descs); close(descs) }()
	all := make(map[string][2]string)
	pattern := regexp.MustCompile(`^Desc\{fqName: "([^"]+)", help: "(.*)", unit: "[^"]*", constLabels: \{([^}]*)\}, variableLabels: \{([^}]*)\}\}$`)
	for d := range descs {
		found := pattern.FindStringSubmatch(d.String())
		if found == nil {
			t.Fatalf("the metric %s cannot be read", d)
		}
		labels := strings.ReplaceAll(found[4], ",", ", ")
		if name, _, ok := strings.Cut(found[3], "="); ok {
			labels = name
		}
		all[found[1]] = [2]string{found[2], labels}
	}
	return all
}

// TestTable expects the table of docs/metrics.md to be that of the code.
func TestTable(t *testing.T) {
	const path, begin, end = "../../../../docs/metrics.md", "<!-- from the code: make generate -->\n", "<!-- end -->\n"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(page), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("docs/metrics.md has no place for the table")
	}
	table := "| metric | labels | what it is |\n|---|---|---|\n"
	all := described(t)
	names := make([]string, 0, len(all))
	for name := range all {
		if strings.HasPrefix(name, "convergence_") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		table += fmt.Sprintf("| `%s` | %s | %s |\n", name, all[name][1], all[name][0])
	}
	want := head + begin + table + end + tail
	if *write {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Error("docs/metrics.md is not current; run: make generate")
	}
}

// TestBoard expects the board for Grafana to ask for nothing that there is not, with labels
// that there are.
func TestBoard(t *testing.T) {
	data, err := os.ReadFile("../../../../deploy/grafana/convergence.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title  string
		Panels []struct {
			Title   string
			Type    string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(data, &board); err != nil {
		t.Fatal(err)
	}
	all := described(t)
	name := regexp.MustCompile(`\b(convergence|go|process)_[a-z_]+`)
	by := regexp.MustCompile(`by \(([^)]*)\)`)
	shown := make(map[string]bool)
	for _, p := range board.Panels {
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("%q shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			found := name.FindAllString(target.Expr, -1)
			if len(found) == 0 {
				t.Errorf("%q asks for nothing of ours: %s", p.Title, target.Expr)
			}
			var labels string
			for _, n := range found {
				base := n
				if _, ok := all[n]; !ok {
					for _, suffix := range []string{"_bucket", "_sum", "_count"} {
						base = strings.TrimSuffix(base, suffix)
					}
				}
				if _, ok := all[base]; !ok {
					t.Errorf("%q asks for %s, which there is not", p.Title, n)
				}
				shown[base] = true
				labels += all[base][1] + ", le"
			}
			for _, list := range by.FindAllStringSubmatch(target.Expr, -1) {
				for label := range strings.SplitSeq(list[1], ",") {
					if !strings.Contains(labels, strings.TrimSpace(label)) {
						t.Errorf("%q groups by %s, which its metric has not", p.Title, label)
					}
				}
			}
		}
	}
	for n := range all {
		if strings.HasPrefix(n, "convergence_") && !shown[n] && n != "convergence_build_info" && n != "convergence_domains_open" {
			t.Errorf("the board does not show %s", n)
		}
	}
}
