package jsonvalue_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/jsonvalue"
	"github.com/convergence-wasm/convergence/pkg/document"
)

func noID() string { return "" }

func TestReads(t *testing.T) {
	for in, want := range map[string]string{
		" [ 1 , { \"a\" : 2 } ] ":                                           `[1,{"a":2}]`,
		`"\u0041\/\b\ud83d\ude00"`:                                          `"A/\u0008😀"`,
		`{"a":1,"b":2,"a":3}`:                                               `{"a":3,"b":2}`,
		"\"\xed\xa0\x80\"":                                                  `"\ud800"`,
		`"\ud83d` + "\xed\xb8\x80" + `"`:                                    `"😀"`,
		`{"value":86400000,"$convergenceType":"date"}`:                      `{"$convergenceType":"date","value":"1970-01-02T00:00:00.000Z"}`,
		`{"$convergenceType":"date","value":"2020-01-01"}`:                  `{"$convergenceType":"date","value":"2020-01-01T00:00:00.000Z"}`,
		`{"$convergenceType":"date","value":"2020-01-01T02:00+02:00"}`:      `{"$convergenceType":"date","value":"2020-01-01T00:00:00.000Z"}`,
		`{"$convergenceType":"date","value":"2020-01-01T00:00:00.1239Z"}`:   `{"$convergenceType":"date","value":"2020-01-01T00:00:00.123Z"}`,
		`{"$convergenceType":"date","value":"+002020-01-01T00:00:00.000Z"}`: `{"$convergenceType":"date","value":"2020-01-01T00:00:00.000Z"}`,
	} {
		v, err := jsonvalue.Parse([]byte(in), noID)
		if got := string(document.JSON(v)); err != nil || got != want {
			t.Errorf("%s: %s (%v), want %s", in, got, err, want)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, in := range []string{
		``, `nul`, `[1`, `[1,]`, `{"a"}`, `{"a":}`, `{a:1}`, `"`, `"\x"`, `"\u12"`, `"\u+123"`, "\"\n\"", "\"\xff\"", `01`, `1.`, `-`, `1e`, `1e999`,
		`1 2`, `NaN`, `{"$convergenceType":"date"}`, `{"$convergenceType":"map","value":1}`, `{"$convergenceType":"date","value":"soon"}`,
		`{"$convergenceType":"date","value":1e300}`, `{"$convergenceType":"date","value":"+999999-01-01T00:00:00Z"}`, `{"$convergenceType":"date","value":"-00001x-01-01"}`,
		strings.Repeat("[", 100000),
	} {
		if v, err := jsonvalue.Parse([]byte(in), noID); !errors.Is(err, jsonvalue.ErrMalformed) {
			t.Errorf("%.40s was read as %s (%v)", in, document.JSON(v), err)
		}
	}
}
