package modeldata

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// randomData returns JSON of one of few values, so that two of them often have much in
// common.
func randomData(r *rand.Rand, depth int) string {
	n := r.IntN(9)
	if depth == 0 {
		n = r.IntN(6)
	}
	list := func(open, close string, entry func(i int) string) string {
		var all []string
		for i := range r.IntN(5) {
			if text := entry(i); text != "" {
				all = append(all, text)
			}
		}
		return open + strings.Join(all, ",") + close
	}
	switch n {
	case 0:
		return "null"
	case 1:
		return fmt.Sprint(r.IntN(2) == 0)
	case 2:
		return fmt.Sprint(r.IntN(3))
	case 3:
		return fmt.Sprintf(`{"$convergenceType":"date","value":"2020-01-0%dT00:00:00.000Z"}`, 1+r.IntN(3))
	case 4, 5:
		return list(`"`, `"`, func(int) string { return []string{"a", "b", "😀", "😁", `\ud83d`, `\ude00`, "é"}[r.IntN(7)] })
	case 6:
		return list("[", "]", func(int) string { return randomData(r, depth-1) })
	}
	return list("{", "}", func(i int) string {
		if r.IntN(3) == 0 {
			return ""
		}
		return fmt.Sprintf(`"k%d":%s`, i, randomData(r, depth-1))
	})
}

func randomObject(t *testing.T, r *rand.Rand) ot.Value {
	t.Helper()
	text := fmt.Sprintf(`{"a":%s,"b":%s}`, randomData(r, 3), randomData(r, 3))
	v, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// TestDifference makes many documents what other ones are, by operations and back by what
// undoes them.
func TestDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	none := 0
	for range 5000 {
		now, want := Identified(randomObject(t, r), &IDs{Prefix: "@"}), randomObject(t, r)
		ops := Difference(&now, &want, &IDs{Prefix: "x"})
		if len(ops) == 0 {
			none++
			if !same(&now, &want) {
				t.Fatalf("no operation makes %s of %s", document.JSON(want), document.JSON(now))
			}
			continue
		}
		if same(&now, &want) {
			t.Fatalf("%d operations on what is the same: %s", len(ops), document.JSON(now))
		}
		op := ops[0]
		if len(ops) > 1 {
			op = ot.Op{Kind: ot.Compound, Ops: ops}
		}
		if err := ot.Validate(op); err != nil {
			t.Fatalf("%+v: %v", op, err)
		}
		doc, err := document.New(now)
		if err != nil {
			t.Fatal(err)
		}
		inverse, err := doc.ApplyInverse(op)
		if err != nil {
			t.Fatalf("%s of %s by %+v: %v", document.JSON(want), document.JSON(now), ops, err)
		}
		if is := doc.Value(); !same(&is, &want) {
			t.Fatalf("%s instead of %s, from %s by %+v", document.JSON(is), document.JSON(want), document.JSON(now), ops)
		}
		if err := doc.Apply(inverse, nil); err != nil {
			t.Fatal(err)
		}
		if is := doc.Value(); string(document.JSON(is)) != string(document.JSON(now)) {
			t.Fatalf("undone, it is %s instead of %s", document.JSON(is), document.JSON(now))
		}
	}
	if none > 1000 {
		t.Errorf("%d of 5000 were the same", none)
	}
}

// TestDifferenceIsSmall changes only what is different.
func TestDifferenceIsSmall(t *testing.T) {
	for _, c := range []struct{ now, want, ops string }{
		{`{"t":"hello world"}`, `{"t":"hello big world"}`, "1 at 6: 0 -> big "},
		{`{"t":"a😀b"}`, `{"t":"a😁b"}`, "1 at 1: 2 -> 😁"},
		{`{"l":[1,2,3,4]}`, `{"l":[1,2,4]}`, "4 at 2: 0 -> "},
		{`{"l":[1,2,3]}`, `{"l":[0,1,2,3]}`, "3 at 0: 0 -> "},
		{`{"l":[{"n":1},{"n":2}]}`, `{"l":[{"n":1},{"n":3}]}`, "13 at 0: 0 -> "},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, ""},
	} {
		a, err := Parse([]byte(c.now))
		b, err2 := Parse([]byte(c.want))
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		a = Identified(a, &IDs{Prefix: "@"})
		var did []string
		for _, op := range Difference(&a, &b, &IDs{Prefix: "x"}) {
			did = append(did, fmt.Sprintf("%d at %d: %d -> %s", op.Kind, op.Index, op.Count, op.Text.WTF8()))
		}
		if got := strings.Join(did, "; "); got != c.ops {
			t.Errorf("%s -> %s: %q instead of %q", c.now, c.want, got, c.ops)
		}
	}
}

// TestParseData keeps what it reads, and refuses what is no data.
func TestParseData(t *testing.T) {
	for _, text := range []string{
		`{}`, `{"b":1,"a":[true,null,-0.5,"x"]}`, `{"t":"\"\\\n\t\u0001é😀"}`, `{"half":"\ud83d","other":"\ude00a"}`,
		`{"d":{"$convergenceType":"date","value":"2020-01-02T03:04:05.678Z"}}`,
	} {
		v, err := Parse([]byte(text))
		if err != nil || string(document.JSON(v)) != text {
			t.Errorf("%s becomes %s, %v", text, document.JSON(v), err)
		}
	}
	if v, err := Parse([]byte(" { \"t\" : \"\\ud83d\\ude00\\/\\b\\f\" }\n")); err != nil || v.Members[0].Value.Text.WTF8() != "😀/\b\f" {
		t.Errorf("%+v, %v", v, err)
	}
	for _, text := range []string{
		``, `[]`, `null`, `"x"`, `{`, `{"a":1,}`, `{"a":1e999}`, `{"a":1,"a":2}`, "{\"a\":\"\xff\"}", "{\"a\":\"\xed\xa0\xbd\"}", `{"a":"\ud83"}`,
		`{"a":{"$convergenceType":"x","value":""}}`, `{"a":{"$convergenceType":"date","value":"never"}}`, `{"a":{"$convergenceType":"date"}}`,
		`{"a":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`,
	} {
		if v, err := Parse([]byte(text)); err == nil {
			t.Errorf("%.40q is taken for %.80s", text, document.JSON(v))
		}
	}
}
