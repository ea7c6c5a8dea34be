package archive

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
)

type text = modeldata.Text

func textsOf(all []string) []text {
	out := make([]text, len(all))
	for i := range all {
		out[i] = text(all[i])
	}
	return out
}

func stringsOf(all []text) []string {
	out := make([]string, len(all))
	for i := range all {
		out[i] = string(all[i])
	}
	return out
}

// appendText appends a text as JSON.
func appendText(dst []byte, s string) []byte {
	return document.AppendJSON(dst, ot.Value{Kind: ot.KindString, Text: ot.UncheckedText(s, 0)})
}

func appendNumber(dst []byte, f float64) []byte {
	return document.AppendJSON(dst, ot.Value{Kind: ot.KindNumber, Number: f})
}

// fields reads the properties of a JSON object, each with a function for its name. Others,
// and the same one twice, are errors.
func fields(j protocol.JSON, each map[string]func(protocol.JSON) error) error {
	o, ok := j.(protocol.Object)
	if !ok {
		return errors.New("there has to be an object")
	}
	had := make(map[string]bool, len(o))
	for _, p := range o {
		read := each[p.Key]
		if read == nil || had[p.Key] {
			return &fieldError{p.Key, errors.New("unknown, or there twice")}
		}
		had[p.Key] = true
		if err := read(p.Value); err != nil {
			return &fieldError{p.Key, err}
		}
	}
	return nil
}

type fieldError struct {
	field string
	err   error
}

func (e *fieldError) Error() string { return e.field + ": " + e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

// into returns a function that reads a JSON value of one type.
func into[T any](v *T) func(protocol.JSON) error {
	return func(j protocol.JSON) error {
		read, ok := j.(T)
		if !ok {
			return errors.New("of another type")
		}
		*v = read
		return nil
	}
}

// whole returns a function that reads a whole number.
func whole[T int | int64](v *T) func(protocol.JSON) error {
	return func(j protocol.JSON) error {
		f, ok := j.(float64)
		if !ok || f != float64(int64(f)) || f > 1<<53 || f < -1<<53 {
			return errors.New("not a whole number")
		}
		*v = T(f)
		return nil
	}
}

// wtf8 returns a function that reads a text of a model.
func wtf8(v *ot.Text) func(protocol.JSON) error {
	return func(j protocol.JSON) error {
		s, ok := j.(string)
		if !ok {
			return errors.New("not a text")
		}
		var err error
		*v, err = ot.NewText(s)
		return err
	}
}
