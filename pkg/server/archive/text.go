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

// errUnknown is returned for a property that an object of its kind does not have.
var errUnknown = errors.New("unknown, or there twice")

// fields reads the properties of a JSON object with a function that fails with errUnknown
// for others. The same one twice is an error too.
func fields(j protocol.JSON, read func(name string, j protocol.JSON) error) error {
	o, ok := j.(protocol.Object)
	if !ok {
		return errors.New("there has to be an object")
	}
	had := make(map[string]bool, len(o))
	for _, p := range o {
		err := errUnknown
		if !had[p.Key] {
			err = read(p.Key, p.Value)
		}
		if err != nil {
			return &fieldError{p.Key, err}
		}
		had[p.Key] = true
	}
	return nil
}

type fieldError struct {
	field string
	err   error
}

func (e *fieldError) Error() string { return e.field + ": " + e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

// into reads a JSON value of one type.
func into[T any](j protocol.JSON, v *T) error {
	read, ok := j.(T)
	if !ok {
		return errors.New("of another type")
	}
	*v = read
	return nil
}

// whole reads a whole number.
func whole[T int | int64](j protocol.JSON, v *T) error {
	f, ok := j.(float64)
	if !ok || f != float64(int64(f)) || f > 1<<53 || f < -1<<53 {
		return errors.New("not a whole number")
	}
	*v = T(f)
	return nil
}

// wtf8 reads a text of a model.
func wtf8(j protocol.JSON, v *ot.Text) error {
	s, ok := j.(string)
	if !ok {
		return errors.New("not a text")
	}
	var err error
	*v, err = ot.NewText(s)
	return err
}
