package main

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// The data of each model. Marks, such as <c3.17>, go into the first four: each
// must be there once in the end. In play, anything may happen.
func initial() map[string]any {
	return map[string]any{
		"text": "", "list": []any{}, "keys": map[string]any{}, "sum": 0,
		"play": map[string]any{
			"text": "hello", "number": 1, "bool": true, "date": time.UnixMilli(5), "null": nil,
			"array": []any{1, "two", map[string]any{"three": 3}}, "object": map[string]any{"a": "b"},
		},
	}
}

// findings counts what is wrong with marks or operations; says names each kind
// for the report.
type findings struct {
	lost, duplicated int
	says             []string
}

func (f *findings) note(format string, args ...any) {
	if len(f.says) < 40 {
		f.says = append(f.says, fmt.Sprintf(format, args...))
	}
}

// count compares how often something is there with once.
func (f *findings) count(n int, format string, args ...any) {
	switch {
	case n == 0:
		f.lost++
		f.note("lost: "+format, args...)
	case n > 1:
		f.duplicated += n - 1
		f.note("duplicated: "+format+" (%d times)", append(args, n)...)
	}
}

// checkMarks expects every mark to be once in each place of a model.
func checkMarks(f *findings, model string, v ot.Value, marks []string) {
	at := native.Plain(v).(map[string]any)
	text, _ := at["text"].(string)
	keys, _ := at["keys"].(map[string]any)
	list, _ := at["list"].([]any)
	inList, inText := map[string]int{}, map[string]int{}
	for _, item := range list {
		inList[fmt.Sprint(item)]++
	}
	for part := range strings.SplitSeq(text, ">") {
		inText[part+">"]++
	}
	for _, mark := range marks {
		f.count(inText[mark], "%s in the text of %s", mark, model)
		f.count(inList[mark], "%s in the list of %s", mark, model)
		if _, ok := keys[mark]; !ok {
			f.count(0, "%s among the keys of %s", mark, model)
		}
	}
	if len(list) != len(marks) || len(keys) != len(marks) {
		f.note("%s has %d entries and %d keys after %d marks", model, len(list), len(keys), len(marks))
	}
	// Additions have no names: too few or too many is all that can be said.
	sum, _ := at["sum"].(float64)
	if missing := len(marks) - int(sum); missing > 0 {
		f.lost += missing
		f.note("lost: the sum of %s is %v after %d additions", model, sum, len(marks))
	} else if missing < 0 {
		f.duplicated -= missing
		f.note("duplicated: the sum of %s is %v after %d additions", model, sum, len(marks))
	}
}

// asJSON is a value as a page's JSON has it, for comparing with one.
func asJSON(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = asJSON(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key := range v {
			out[key] = asJSON(v[key])
		}
		return out
	}
	return v
}

// difference returns where two values differ first, or "".
func difference(path string, a, b any) string {
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			for key := range a {
				if _, ok := b[key]; !ok {
					return fmt.Sprintf("%s.%s is missing on the other side", path, key)
				}
				if d := difference(path+"."+key, a[key], b[key]); d != "" {
					return d
				}
			}
			for key := range b {
				if _, ok := a[key]; !ok {
					return fmt.Sprintf("%s.%s is only on the other side", path, key)
				}
			}
			return ""
		}
	case []any:
		if b, ok := b.([]any); ok && len(a) == len(b) {
			for i := range a {
				if d := difference(fmt.Sprintf("%s[%d]", path, i), a[i], b[i]); d != "" {
					return d
				}
			}
			return ""
		}
	}
	if reflect.DeepEqual(a, b) {
		return ""
	}
	return fmt.Sprintf("%s is %.200q here and %.200q on the other side", path, fmt.Sprint(a), fmt.Sprint(b))
}
