package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestComparison expects the page that compares with others to have the figures of the last
// whole run of the benchmarks.
func TestComparison(t *testing.T) {
	read := func(file string) string {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(string(text)), " ")
	}
	results, page := read("bench/RESULTS.md"), read("docs/guide/comparison.md")
	figure := func(pattern string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(results)
		if m == nil {
			t.Fatalf("bench/RESULTS.md has no %s", pattern)
		}
		return m[1]
	}
	rounded := func(pattern string, places int) string {
		f, err := strconv.ParseFloat(figure(pattern), 64)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.FormatFloat(f, 'f', places, 64)
	}
	for _, want := range []string{
		fmt.Sprintf("of %s aims %s are reached", figure(`\d+ of (\d+) are reached`), figure(`(\d+) of \d+ are reached`)),
		fmt.Sprintf("| %s kB | %s kB | %s kB |", rounded(`\| ours \| ([\d.]+) \| [\d.]+ \| [\d.]+ \| [\d.]+ \|`, 0), rounded(`\| yjs \| ([\d.]+) \| [\d.]+ \| [\d.]+ \| [\d.]+ \|`, 0),
			rounded(`\| automerge \| ([\d.]+) \| [\d.]+ \| [\d.]+ \| [\d.]+ \|`, 0)),
		fmt.Sprintf("took %s times what Yjs takes", rounded(`\| wire \| ([\d.]+)`, 2)),
		fmt.Sprintf("properties of an object took %s times as long", rounded(`\| json set \| ([\d.]+)`, 1)),
		fmt.Sprintf("inserting into arrays %s times in Node, %s times in Chromium", rounded(`\| json insert \| ([\d.]+)`, 1), rounded(`\| chromium json insert \| ([\d.]+)`, 1)),
		fmt.Sprintf("%s times as long as with Automerge", rounded(`first edit, beside Automerge \| [\d.]+ \| ([\d.]+)`, 1)),
		fmt.Sprintf("%s times as long as with Loro", rounded(`first edit, beside Loro \| [\d.]+ \| ([\d.]+)`, 1)),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("docs/guide/comparison.md does not say: %s", want)
		}
	}
}
