package modeldata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Parse reads the data of a model from JSON, as document.JSON writes it: an object, in
// which {"$convergenceType":"date","value":"..."} is a date. The order of properties and
// halves of characters, escaped, are kept, which the standard decoder does not. The values
// have no ids.
func Parse(text []byte) (ot.Value, error) {
	if !utf8.Valid(text) {
		return ot.Value{}, errors.New("the data is not UTF-8")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return ot.Value{}, err
	}
	read, err := Plain(compact.Bytes())
	if err != nil {
		return ot.Value{}, errors.New("the data is nested too deeply, or has a number that is too large")
	}
	v, err := ValueOf(read)
	if err == nil && v.Kind != ot.KindObject {
		err = errors.New("the data must be an object")
	}
	return v, err
}

func ValueOf(j protocol.JSON) (ot.Value, error) {
	switch x := j.(type) {
	case nil:
		return ot.Value{Kind: ot.KindNull}, nil
	case bool:
		return ot.Value{Kind: ot.KindBoolean, Bool: x}, nil
	case float64:
		return ot.Value{Kind: ot.KindNumber, Number: x}, nil
	case string:
		text, err := ot.NewText(x)
		return ot.Value{Kind: ot.KindString, Text: text}, err
	case []protocol.JSON:
		v := ot.Value{Kind: ot.KindArray, Items: make([]ot.Value, len(x))}
		for i := range x {
			var err error
			if v.Items[i], err = ValueOf(x[i]); err != nil {
				return v, err
			}
		}
		return v, nil
	case protocol.Object:
		return objectOf(x)
	}
	return ot.Value{}, fmt.Errorf("a %T is no data", j)
}

func objectOf(o protocol.Object) (ot.Value, error) {
	v := ot.Value{Kind: ot.KindObject}
	seen := make(map[string]bool, len(o))
	for _, p := range o {
		if seen[p.Key] {
			return v, fmt.Errorf("the property %q is there twice", p.Key)
		}
		seen[p.Key] = true
		if p.Key == "$convergenceType" {
			return dateOf(o)
		}
		child, err := ValueOf(p.Value)
		if err != nil {
			return v, err
		}
		v.Members = append(v.Members, ot.Member{Key: p.Key, Value: child})
	}
	return v, nil
}

func dateOf(o protocol.Object) (ot.Value, error) {
	var kind, value protocol.JSON
	for _, p := range o {
		switch p.Key {
		case "$convergenceType":
			kind = p.Value
		case "value":
			value = p.Value
		}
	}
	text, _ := value.(string)
	millis, ok := document.ParseDate(text)
	if kind != protocol.JSON("date") || len(o) != 2 || !ok {
		return ot.Value{}, errors.New(`what has a $convergenceType is a date: {"$convergenceType": "date", "value": "2006-01-02T15:04:05.000Z"}`)
	}
	return ot.Value{Kind: ot.KindDate, Millis: millis}, nil
}

// IDs gives element ids out: a prefix that nobody else has, and a number.
type IDs struct {
	Prefix string
	last   int
}

func (i *IDs) next() string {
	id := i.Prefix + ":" + strconv.Itoa(i.last)
	i.last++
	return id
}

// Identified returns a copy of a value with ids, those above before those below.
func Identified(v ot.Value, with *IDs) ot.Value {
	v.ID = with.next()
	if v.Items != nil {
		items := make([]ot.Value, len(v.Items))
		for i := range v.Items {
			items[i] = Identified(v.Items[i], with)
		}
		v.Items = items
	}
	if v.Members != nil {
		members := make([]ot.Member, len(v.Members))
		for i, m := range v.Members {
			members[i] = ot.Member{Key: m.Key, Value: Identified(m.Value, with)}
		}
		v.Members = members
	}
	return v
}
