package query_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/convergence-wasm/convergence/pkg/server/query"
)

// show writes a tree so that precedence can be seen.
func show(n *query.Node) string {
	args := make([]string, len(n.Args))
	for i, a := range n.Args {
		args[i] = show(a)
	}
	join := func(with string) string { return "(" + strings.Join(args, with) + ")" }
	switch n.Op {
	case query.Or:
		return join(" or ")
	case query.And:
		return join(" and ")
	case query.Not:
		return "not" + join("")
	case query.Like:
		return "(" + args[0] + " like " + fmt.Sprintf("%q", n.Text) + ")"
	case query.In:
		return "(" + args[0] + " in " + strings.Join(args[1:], " ") + ")"
	case query.IsNull:
		return "null" + join("")
	case query.NotNull:
		return "some" + join("")
	case query.PathOf:
		return showPath(n.Path)
	case query.Text:
		return fmt.Sprintf("%q", n.Text)
	case query.Number:
		return fmt.Sprint(n.Number)
	case query.Bool:
		return fmt.Sprint(n.Bool)
	case query.Date:
		return fmt.Sprintf("date(%d)", n.Millis)
	}
	symbols := map[query.Op]string{query.Equal: "=", query.Unequal: "!=", query.Less: "<", query.Greater: ">",
		query.LessEqual: "<=", query.GreaterEqual: ">=", query.Add: "+", query.Subtract: "-", query.Multiply: "*", query.Divide: "/", query.Modulo: "%"}
	return join(symbols[n.Op])
}

func showPath(p query.Path) string {
	if p.Meta != query.MetaNone {
		return fmt.Sprintf("meta%d", p.Meta)
	}
	var b strings.Builder
	for _, s := range p.Steps {
		if s.IsIndex {
			fmt.Fprintf(&b, "[%d]", s.Index)
		} else {
			fmt.Fprintf(&b, "<%s>", s.Key)
		}
	}
	return b.String()
}

func TestConditions(t *testing.T) {
	for in, want := range map[string]string{
		`a = 1`:                                  `(<a>=1)`,
		`a=-1.5e3`:                               `(<a>=-1500)`,
		`a >= "x" OR b < 2 AND c = 3`:            `((<a>>="x") or ((<b><2) and (<c>=3)))`,
		`(a = 1 or b = 2) and c = 3`:             `(((<a>=1) or (<b>=2)) and (<c>=3))`,
		`NOT a = 1 AND b = 2`:                    `(not((<a>=1)) and (<b>=2))`,
		`not not (a = 1 or b = 2)`:               `not(not(((<a>=1) or (<b>=2))))`,
		`a + b * 2 - 1 > (c - 1) % 3`:            `(((<a>+(<b>*2))-1)>((<c>-1)%3))`,
		`((a + 1)) * 2 = 4`:                      `(((<a>+1)*2)=4)`,
		`a-1=2`:                                  `((<a>-1)=2)`,
		`a like 'x%'`:                            `(<a> like "x%")`,
		`a IN ["x", 1, true, DATE "1970-01-01"]`: `(<a> in "x" 1 true date(0))`,
		`a in []`:                                `(<a> in )`,
		`a in ('x', 2 ) and b in()`:              `((<a> in "x" 2) and (<b> in ))`,
		`a = 'it''s' and b = '''' and c = ''`:    `((<a>="it's") and (<b>="'") and (<c>=""))`,
		`a = "x""y" and b = "'" and c = '""'`:    `((<a>="x\"y") and (<b>="'") and (<c>="\"\""))`,
		`a like '%''%'`:                          `(<a> like "%'%")`,
		`a = 1;`:                                 `(<a>=1)`,
		`a = b ; `:                               `(<a>=<b>)`,
		"a = `b;` ;":                             `(<a>=<b;>)`,
		`@created > 5`:                           `(meta3>5)`,
		`@created in (5, "1970-01-01")`:          `(meta3 in 5 date(0))`,
		`a is null and b IS  NOT NULL`:           `(null(<a>) and some(<b>))`,
		`a.b[0].c = true`:                        `(<a><b>[0]<c>=true)`,
		"`a b`.`c``d`[2] = 'it\\'s'":             `(<a b><c` + "`" + `d>[2]="it's")`,
		"`@id` = @id":                            `(<@id>=meta1)`,
		`@@id = "x"`:                             `(<@id>="x")`,
		`@created > "2026-01-01"`:                `(meta3>date(1767225600000))`,
		`date = 1`:                               `(<date>=1)`,
		`a = DATE "2026-01-01T00:00:00Z"`:        `(<a>=date(1767225600000))`,
		`offsetX = 1 and fromage = 2`:            `((<offsetX>=1) and (<fromage>=2))`,
		`2x = 1`:                                 `(<2x>=1)`,
		`order = 1 ORDER BY order`:               `(<order>=1)`,
		`"a" = a`:                                `("a"=<a>)`,
		`größe = 'ü'`:                            `(<größe>="ü")`,
		`a = "\\\"%"`:                            `(<a>="\\\"%")`,
	} {
		s, err := query.Parse("SELECT * FROM c WHERE " + in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
		} else if got := show(s.Where); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestClauses(t *testing.T) {
	s, err := query.Parse("select a, b.c[1] as x , `d e` AS `f g`,@id, @@id\n FROM my-coll where a = 1 order by a, b desc, c ASCENDING , @version DESCENDING limit 5 offset 7 ")
	if err != nil {
		t.Fatal(err)
	}
	var fields, order []string
	for _, f := range s.Fields {
		fields = append(fields, f.Name+"="+showPath(f.Path))
	}
	for _, o := range s.Order {
		order = append(order, fmt.Sprint(showPath(o.Path), o.Descending))
	}
	if got := strings.Join(fields, " "); got != "a=<a> x=<b><c>[1] f g=<d e> @id=meta1 @@id=<@id>" {
		t.Errorf("fields %s", got)
	}
	if got := strings.Join(order, " "); got != "<a>false <b>true <c>false meta2true" {
		t.Errorf("order %s", got)
	}
	if s.Collection != "my-coll" || s.Limit != 5 || s.Offset != 7 {
		t.Errorf("%+v", s)
	}
	s, err = query.Parse("SELECT * FROM `a b`")
	if err != nil || s.Collection != "a b" || s.Limit != -1 || s.Fields != nil || s.Where != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestForms reads what one may write in more than one way.
func TestForms(t *testing.T) {
	for _, in := range []string{
		"SELECT FROM c LIMIT 5 OFFSET 7", "select from c OFFSET 7 LIMIT 5;", "SELECT * FROM c OFFSET 7 LIMIT 5 ; ", "SELECT * FROM `c` LIMIT 5 OFFSET 7\n",
	} {
		s, err := query.Parse(in)
		if err != nil || s.Collection != "c" || s.Fields != nil || s.Limit != 5 || s.Offset != 7 || s.LimitAt != strings.Index(in, "5") {
			t.Errorf("%s: %+v, %v", in, s, err)
		}
	}
	for in, want := range map[string]string{"SELECT FROM c;": "c", "SELECT * FROM c;;": "c;", "SELECT * FROM `c;`;": "c;", "SELECT * FROM c; LIMIT 1": "c;", "SELECT FROM from": "from"} {
		if s, err := query.Parse(in); err != nil || s.Collection != want {
			t.Errorf("%s: %+v, %v, want collection %s", in, s, err, want)
		}
	}
}

// TestErrors marks the place of the error with a ^ in the query.
func TestErrors(t *testing.T) {
	for _, in := range []string{
		"^", "^x", "SELECT ^", "SELECT a ^", "SELECT a, ^FROM c", "SELECT * FROM ^", "SELECT * FROM c ^x", "SELECT * FROM c WHERE ^",
		"SELECT * FROM c WHERE ^a", "SELECT * FROM c WHERE a = ^", "SELECT * FROM c WHERE a = 1 AND ^b", "SELECT * FROM c WHERE a = 1 ^b",
		"SELECT * FROM c WHERE a = (^b = 1)", "SELECT * FROM c WHERE (a = 1^", "SELECT * FROM c WHERE a = ^\"x", "SELECT * FROM c WHERE ^`a = 1",
		"SELECT * FROM c WHERE a = ^null", "SELECT * FROM c WHERE a IS ^1", "SELECT * FROM c WHERE a LIKE ^1", "SELECT * FROM c WHERE ^1 LIKE 'x'",
		"SELECT * FROM c WHERE ^@version LIKE 'x'", "SELECT * FROM c WHERE a IN ^{1}", "SELECT * FROM c WHERE a IN (1^]", "SELECT * FROM c WHERE a IN [1^)", "SELECT * FROM c WHERE a = ^'x''y''", "SELECT * FROM c WHERE a IN [1 ^2]", "SELECT * FROM c WHERE a IN [^b]",
		"SELECT * FROM c WHERE ^@nope = 1", "SELECT * FROM c WHERE @id^.x = 1", "SELECT * FROM c WHERE @id = ^1", "SELECT * FROM c WHERE 'a' = ^1",
		"SELECT * FROM c WHERE @created > ^'soon'", "SELECT * FROM c WHERE a = DATE ^'soon'", "SELECT * FROM c WHERE ^'a' + 1 = 2",
		"SELECT * FROM c WHERE a.^ = 1", "SELECT * FROM c WHERE a[^x] = 1", "SELECT * FROM c WHERE a[1 ^= 1", "SELECT * FROM c WHERE a = ^1e999",
		"SELECT * FROM c ORDER ^a", "SELECT * FROM c ORDER BY ^", "SELECT * FROM c LIMIT ^-1", "SELECT * FROM c LIMIT ^99999999999", "SELECT * FROM c OFFSET ^x", "SELECT * FROM c LIMIT 1 OFFSET 1 ^LIMIT 1", "SELECT * FROM c OFFSET 1 ^OFFSET 1",
		"SELECT FROM ^", "SELECT * FROM ^;", "SELECT * FROM c LIMIT ^1;;", "SELECT * FROM c WHERE a = ^'x;",
		"SELECT * FROM c WHERE '😀' = a AND ^b", "SELECT * FROM c; DROP^", "SELECT * FROM c WHERE ^and = 1",
	} {
		at := strings.Index(in, "^")
		text := in[:at] + in[at+1:]
		if text == "SELECT * FROM c; DROP" { // a collection may be called c;
			at = len("SELECT * FROM c; ")
		}
		_, err := query.Parse(text)
		var e *query.Error
		if want := len(utf16.Encode([]rune(text[:at]))); !errors.As(err, &e) || e.Index != want || e.Message == "" {
			t.Errorf("%s: %v, want an error at %d", in, err, want)
		}
	}
}

func TestTooMuch(t *testing.T) {
	for what, condition := range map[string]string{
		"parentheses": strings.Repeat("(", 100_000) + "a = 1" + strings.Repeat(")", 100_000),
		"not":         strings.Repeat("not ", 100_000) + "a = 1",
		"sum":         "a = 1" + strings.Repeat(" + 1", 100_000),
		"or":          "a = 1" + strings.Repeat(" or a = 1", 100_000),
		"list":        "a in [1" + strings.Repeat(",1", 100_000) + "]",
		"path":        "a" + strings.Repeat(".a", 100_000) + " = 1",
		"open":        strings.Repeat("((a + ", 50_000),
	} {
		var e *query.Error
		if _, err := query.Parse("SELECT * FROM c WHERE " + condition); !errors.As(err, &e) {
			t.Errorf("%s: %v", what, err)
		}
	}
	long := strings.Repeat(`x'"`+"`%_;--", 2000)
	s, err := query.Parse(`SELECT * FROM c WHERE a = "` + strings.ReplaceAll(long, `"`, `\"`) + `"`)
	if err != nil || s.Where.Args[1].Text != long {
		t.Errorf("a long text: %v", err)
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		text, pattern string
		want          bool
	}{
		{"abc", "abc", true}, {"abc", "ABC", false}, {"abc", "a%", true}, {"abc", "%c", true}, {"abc", "%b%", true}, {"abc", "%", true},
		{"", "%", true}, {"", "", true}, {"abc", "", false}, {"abc", "ab", false}, {"abc", "%d%", false}, {"abab", "ab%ab", true}, {"ab", "ab%ab", false},
		{"a_c", "a_c", true}, {"abc", "a_c", false}, {"100%", `100\%`, true}, {"1000", `100\%`, false}, {`a\b`, `a\\b`, true}, {`a\b`, `a\b`, true},
		{"aXbXc", "a%b%c", true}, {"acb", "a%b%c", false}, {"aaa", "%a%a%", true}, {"a", "%a%a%", false}, {"a*[b]?", "a*[b]?", true},
	} {
		if got := query.Matches(c.text, c.pattern); got != c.want {
			t.Errorf("%q LIKE %q: %v", c.text, c.pattern, got)
		}
	}
}
