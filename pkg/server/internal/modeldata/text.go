package modeldata

import (
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Text is WTF-8, of which the standard encoder and decoder would lose half characters. In JSON
// these are escaped, so that it is valid UTF-8.
type Text string

// MarshalJSON implements json.Marshaler. It fails with ot.ErrInvalidText for what is not WTF-8.
func (t Text) MarshalJSON() ([]byte, error) {
	checked, err := ot.NewText(string(t))
	if err != nil {
		return nil, fmt.Errorf("%.100q: %w", string(t), err)
	}
	return document.JSON(ot.Value{Kind: ot.KindString, Text: checked}), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Text) UnmarshalJSON(data []byte) error {
	read, err := Plain(data)
	if err != nil {
		return err
	}
	s, ok := read.(string)
	if !ok {
		return errors.New("there has to be a text in quotes")
	}
	*t = Text(s)
	_, err = ot.NewText(s)
	return err
}

// IsZero reports whether there is nothing to write.
func (t *Text) IsZero() bool { return t == nil || *t == "" }
