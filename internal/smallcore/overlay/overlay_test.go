package overlay

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const text = `package sample

import (
	"fmt"
	"os"
	_ "unsafe"
)

type T struct{}

func init() { fmt.Println("first") }

func (t *T) Name() (string, error) { return fmt.Sprint(t), nil }

func named() (n int, err error) { return os.Getpid(), nil }

func nothing() { fmt.Println("nothing") }

func checks(n int) int {
	if n > 3 {
		println("large", n)
		return 1
	} else if n < 0 {
		return -1
	}
	return 0
}

func printAll(n int) { print(n) }
`

func TestChanges(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*source) int
		count  int
		has    []string
		not    []string
	}{
		"a function":      {func(s *source) int { return s.empty("nothing", "") }, 1, []string{"func nothing() {}", `"fmt"`}, nil},
		"a method":        {func(s *source) int { return s.empty("T.Name", "") }, 1, []string{"var zero0 string", "var zero1 error", "return zero0, zero1"}, nil},
		"named results":   {func(s *source) int { return s.empty("named", "") }, 1, []string{"func named() (n int, err error) { return }", `"fmt"`}, []string{`"os"`}},
		"another body":    {func(s *source) int { return s.empty("named", "return 7, nil") }, 1, []string{"return 7, nil"}, []string{`"os"`}},
		"no such one":     {func(s *source) int { return s.empty("missing", "") }, 0, nil, nil},
		"a condition":     {func(s *source) int { return s.never("n > 3") }, 1, []string{"if false && (n > 3) {"}, nil},
		"one after else":  {func(s *source) int { return s.never("n < 0") }, 1, []string{"} else if false && (n < 0) {"}, nil},
		"prints":          {(*source).quiet, 1, []string{`println("large", n)`, "if false {", "{ print(n) }"}, nil},
		"text":            {func(s *source) int { return s.swap("return -1", "return -2") }, 1, []string{"return -2"}, []string{"return -1"}},
		"an expression":   {func(s *source) int { return s.match(regexp.MustCompile(`return (\d)\n`), "return $1 + 4\n") }, 2, []string{"return 1 + 4", "return 0 + 4"}, nil},
		"several at once": {func(s *source) int { return s.empty("checks", "return 5") + s.never("n > 3") }, 2, []string{"return 5"}, []string{"n > 3"}},
	} {
		s, err := parse("sample.go", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.change(s); got != c.count {
			t.Errorf("%s: found %d times, want %d", name, got, c.count)
		}
		out, err := s.result()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, part := range c.has {
			if !strings.Contains(string(out), part) {
				t.Errorf("%s: %q is missing in\n%s", name, part, out)
			}
		}
		for _, part := range c.not {
			if strings.Contains(string(out), part) {
				t.Errorf("%s: %q is still in\n%s", name, part, out)
			}
		}
	}
}

// A rule that finds nothing any more is an error that names it.
func TestRulesThatFindNothing(t *testing.T) {
	for _, c := range []struct {
		rule
		want string
	}{
		{rule{empty: []string{"named", "gone"}}, `"gone"`},
		{rule{never: []string{"n > 4"}}, `"n > 4"`},
		{rule{swap: [][2]string{{"return -7", ""}}}, `"return -7"`},
		{rule{match: [][2]string{{"return x+", ""}}}, `"return x+"`},
	} {
		s, err := parse("sample.go", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.apply([]*source{s}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("it gives %v, want one that names %s", err, c.want)
		}
	}
}

// Every rule finds what it changes in the Go that is installed, and writes the same each time.
func TestRulesApply(t *testing.T) {
	if !slices.Contains(Versions, runtime.Version()) {
		t.Skipf("%s is not among the versions that are known", runtime.Version())
	}
	env := append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	const root, folder = "../../..", "build/.smallcore-rules"
	var before map[string]string
	for range 2 {
		args, err := Write(root, folder, env)
		if err != nil {
			t.Fatal(err)
		}
		if len(args) != 2 {
			t.Errorf("the arguments are %q", args)
		}
		after := map[string]string{}
		for _, name := range []string{"overlay.json", "go.mod", "runtime/proc.go", "fmt/print.go", "github.com/vmihailenco/msgpack/v5/decode.go"} {
			content, err := os.ReadFile(filepath.Join(root, folder, name))
			if err != nil {
				t.Fatal(err)
			}
			after[name] = string(content)
			if before != nil && before[name] != after[name] {
				t.Errorf("%s is different the second time", name)
			}
		}
		before = after
	}
}
