package deps

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTokens expects the colours of pages that cannot import web/tokens.css to be those that it has under the same names.
func TestTokens(t *testing.T) {
	read := func(path string) string {
		text, err := os.ReadFile(filepath.Join("..", "..", path))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	// Each name is there twice, for light and then for dark.
	named := make(map[string][]string)
	for _, found := range regexp.MustCompile(`--([\w-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(read("web/tokens.css"), -1) {
		named[found[1]] = append(named[found[1]], found[2])
	}
	for _, path := range []string{"pkg/server/home.css", "js/packages/devtools/src/style.ts"} {
		text := read(path)
		pairs := regexp.MustCompile(`--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)`).FindAllStringSubmatch(text, -1)
		if all := strings.Count(text, "light-dark("); len(pairs) == 0 || len(pairs) != all {
			t.Errorf("%s has %d colours by light-dark, of which %d are a name with two of them", path, all, len(pairs))
		}
		for _, found := range pairs {
			if both := named[found[1]]; len(both) != 2 || both[0] != found[2] || both[1] != found[3] {
				t.Errorf("%s: --%s is %s and %s, in web/tokens.css %v", path, found[1], found[2], found[3], both)
			}
		}
	}
	var bars []string // of the browser, as light and dark pages have them
	for _, found := range regexp.MustCompile(`name="theme-color" [^>]*content="([^"]*)"`).FindAllStringSubmatch(read("web/example/src/shared/frame.html"), -1) {
		bars = append(bars, found[1])
	}
	if !slices.Equal(bars, named["page"]) {
		t.Errorf("frame.html: the colours of the browser's bar are %v, those of pages %v", bars, named["page"])
	}
}
