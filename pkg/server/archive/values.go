package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
)

// deepest is how deep the JSON of a value, or of operations with values, nests.
const deepest = 2*ot.MaxDepth + 8

// parse reads JSON as it is for values and operations.
func parse(data []byte) (protocol.JSON, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return nil, err
	}
	j, err := modeldata.Nested(compact.Bytes(), deepest)
	if err != nil {
		return nil, errors.New("nested too deeply, or a number is too large")
	}
	return j, nil
}

// appendValue appends a value with its ids, as {"id":...,"type":...} and what it has.
func appendValue(dst []byte, v *ot.Value) []byte {
	dst = append(dst, `{"id":`...)
	dst = appendText(dst, v.ID)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, v.Kind.String()...)
	dst = append(dst, '"')
	switch v.Kind {
	case ot.KindObject:
		dst = append(dst, `,"properties":{`...)
		for i := range v.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendText(dst, v.Members[i].Key), ':')
			dst = appendValue(dst, &v.Members[i].Value)
		}
		dst = append(dst, '}')
	case ot.KindArray:
		dst = append(dst, `,"items":[`...)
		for i := range v.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendValue(dst, &v.Items[i])
		}
		dst = append(dst, ']')
	case ot.KindString:
		dst = appendText(append(dst, `,"value":`...), v.Text.WTF8())
	case ot.KindNumber:
		dst = appendNumber(append(dst, `,"value":`...), v.Number)
		for i, lost := range v.Rest {
			if dst = append(dst, ','); i == 0 {
				dst = append(dst, `"rest":[`...)
			}
			dst = appendNumber(dst, lost)
		}
		if len(v.Rest) > 0 {
			dst = append(dst, ']')
		}
	case ot.KindBoolean:
		dst = strconv.AppendBool(append(dst, `,"value":`...), v.Bool)
	case ot.KindDate:
		dst = strconv.AppendInt(append(dst, `,"value":`...), v.Millis, 10)
	}
	return append(dst, '}')
}

// valueKinds are the types of values by their names.
var valueKinds = func() map[string]ot.ValueKind {
	all := make(map[string]ot.ValueKind)
	for k := ot.KindObject; k <= ot.KindNull; k++ {
		all[k.String()] = k
	}
	return all
}()

// valueOf reads what appendValue has written.
func valueOf(j protocol.JSON) (v ot.Value, err error) {
	var kind string
	if o, ok := j.(protocol.Object); ok { // the type says what else there is
		for _, p := range o {
			if s, ok := p.Value.(string); ok && p.Key == "type" {
				kind = s
			}
		}
	}
	has := false
	v.Kind = valueKinds[kind]
	if v.Kind == 0 {
		return v, errors.New("a value has no type, or one that is not known")
	}
	err = fields(j, func(name string, j protocol.JSON) (err error) {
		switch {
		case name == "id":
			return into(j, &v.ID)
		case name == "type":
			return into(j, &kind)
		case name == "rest" && v.Kind == ot.KindNumber:
			v.Rest, err = restOf(j)
			return err
		}
		has = true
		switch {
		case name == "properties" && v.Kind == ot.KindObject:
			v.Members, err = membersOf(j)
		case name == "items" && v.Kind == ot.KindArray:
			v.Items, err = itemsOf(j)
		case name != "value":
			return errUnknown
		case v.Kind == ot.KindString:
			return wtf8(j, &v.Text)
		case v.Kind == ot.KindNumber:
			return into(j, &v.Number)
		case v.Kind == ot.KindBoolean:
			return into(j, &v.Bool)
		case v.Kind == ot.KindDate:
			return whole(j, &v.Millis)
		default:
			return errUnknown
		}
		return err
	})
	if err != nil {
		return v, err
	}
	if !has && v.Kind != ot.KindNull {
		return v, errors.New("a value of type " + kind + " has none")
	}
	return v, nil
}

func membersOf(j protocol.JSON) (all []ot.Member, err error) {
	o, ok := j.(protocol.Object)
	if !ok {
		return nil, errors.New("there has to be an object")
	}
	for _, p := range o {
		m := ot.Member{Key: p.Key}
		if m.Value, err = valueOf(p.Value); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

func itemsOf(j protocol.JSON) (all []ot.Value, err error) {
	list, ok := j.([]protocol.JSON)
	if !ok {
		return nil, errors.New("there has to be an array")
	}
	for _, one := range list {
		v, err := valueOf(one)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

func restOf(j protocol.JSON) (all []float64, err error) {
	list, ok := j.([]protocol.JSON)
	for _, one := range list {
		f, number := one.(float64)
		ok = ok && number
		all = append(all, f)
	}
	if !ok {
		return nil, errors.New("there have to be numbers")
	}
	return all, nil
}

// appendOperation appends an operation with what it has that is not zero.
func appendOperation(dst []byte, op *ot.Op) []byte {
	dst = append(dst, `{"kind":"`...)
	dst = append(dst, modeldata.Kinds[op.Kind]...)
	dst = append(dst, '"')
	name := func(name string) { dst = append(append(append(dst, `,"`...), name...), `":`...) }
	whole := func(field string, n int64) {
		if n != 0 {
			name(field)
			dst = strconv.AppendInt(dst, n, 10)
		}
	}
	said := func(field, s string) {
		if s != "" {
			name(field)
			dst = appendText(dst, s)
		}
	}
	said("element", op.ID)
	whole("index", int64(op.Index))
	whole("count", int64(op.Count))
	whole("to", int64(op.To))
	said("key", op.Key)
	said("text", op.Text.WTF8())
	if op.Number != 0 || math.Signbit(op.Number) {
		name("number")
		dst = appendNumber(dst, op.Number)
	}
	whole("time", op.Millis)
	if op.Bool {
		dst = append(dst, `,"boolean":true`...)
	}
	if op.Value != nil {
		name("value")
		dst = appendValue(dst, op.Value)
	}
	if op.NoOp {
		dst = append(dst, `,"none":true`...)
	}
	if len(op.Ops) > 0 {
		name("operations")
		dst = appendOperations(dst, op.Ops)
	}
	return append(dst, '}')
}

func appendOperations(dst []byte, ops []ot.Op) []byte {
	dst = append(dst, '[')
	for i := range ops {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendOperation(dst, &ops[i])
	}
	return append(dst, ']')
}

func operationsOf(j protocol.JSON, inside bool) (ops []ot.Op, err error) {
	list, ok := j.([]protocol.JSON)
	if !ok {
		return nil, errors.New("there has to be an array of operations")
	}
	for _, one := range list {
		op, err := operationOf(one, inside)
		if err != nil {
			return nil, err
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func operationOf(j protocol.JSON, inside bool) (op ot.Op, err error) {
	var kind string
	err = fields(j, func(name string, j protocol.JSON) (err error) {
		switch name {
		case "kind":
			return into(j, &kind)
		case "element":
			return into(j, &op.ID)
		case "index":
			return whole(j, &op.Index)
		case "count":
			return whole(j, &op.Count)
		case "to":
			return whole(j, &op.To)
		case "key":
			return into(j, &op.Key)
		case "text":
			return wtf8(j, &op.Text)
		case "number":
			return into(j, &op.Number)
		case "time":
			return whole(j, &op.Millis)
		case "boolean":
			return into(j, &op.Bool)
		case "none":
			return into(j, &op.NoOp)
		case "value":
			v, err := valueOf(j)
			op.Value = &v
			return err
		case "operations":
			if inside {
				return errors.New("a compound in a compound")
			}
			op.Ops, err = operationsOf(j, true)
			return err
		}
		return errUnknown
	})
	if err != nil {
		return op, err
	}
	op.Kind, _ = administration.Named(modeldata.Kinds, kind) // 0 is refused as unknown
	return op, ot.Validate(op)
}
