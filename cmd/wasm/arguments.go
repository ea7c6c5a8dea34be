//go:build js && wasm

package main

import (
	"bytes"
	"fmt"
	"math"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// arguments reads the msgpack array that a call came with. Reading past the end
// or a wrong type stops the call with an error; see call.
type arguments struct {
	in   bytes.Reader
	dec  *msgpack.Decoder
	left int
}

// badArguments is what reading panics with; call turns it into an error.
type badArguments struct{ what string }

//go:noinline
func bad(format string, args ...any) { panic(badArguments{fmt.Sprintf(format, args...)}) }

func newArguments() *arguments {
	a := &arguments{}
	a.dec = msgpack.NewDecoder(&a.in)
	return a
}

func (a *arguments) reset(data []byte) {
	a.in.Reset(data)
	a.dec.ResetReader(&a.in)
	n, err := a.dec.DecodeArrayLen()
	if err != nil {
		bad("no array of arguments: %v", err)
	}
	a.left = n
}

//go:noinline
func (a *arguments) next(what string) {
	if a.left--; a.left < 0 {
		bad("%s is missing", what)
	}
}

//go:noinline
func (a *arguments) must(err error, what string) {
	if err != nil {
		bad("%s: %v", what, err)
	}
}

//go:noinline
func (a *arguments) int(what string) int {
	a.next(what)
	v, err := a.dec.DecodeInt64()
	a.must(err, what)
	return int(v)
}

func (a *arguments) number(what string) float64 {
	a.next(what)
	v, err := a.dec.DecodeFloat64()
	a.must(err, what)
	return v
}

//go:noinline
func (a *arguments) bool(what string) bool {
	a.next(what)
	v, err := a.dec.DecodeBool()
	a.must(err, what)
	return v
}

//go:noinline
func (a *arguments) string(what string) string {
	a.next(what)
	return a.text(what).WTF8()
}

// data reads bytes.
//
//go:noinline
func (a *arguments) data(what string) []byte {
	a.next(what)
	b, err := a.dec.DecodeBytes()
	a.must(err, what)
	return b
}

func (a *arguments) text(what string) ot.Text {
	s, err := a.dec.DecodeString()
	a.must(err, what)
	t, err := ot.NewText(s)
	a.must(err, what)
	return t
}

// peekNil reports whether the next argument is nil, which it then consumes.
func (a *arguments) peekNil(what string) bool {
	a.next(what)
	if a.code(what) == 0xC0 {
		a.must(a.dec.DecodeNil(), what)
		return true
	}
	a.left++
	return false
}

func (a *arguments) code(what string) byte {
	c, err := a.dec.PeekCode()
	a.must(err, what)
	return c
}

// list opens an array argument and returns its length; its entries count as
// arguments.
func (a *arguments) list(what string) int {
	a.next(what)
	n, err := a.dec.DecodeArrayLen()
	a.must(err, what)
	if n < 0 {
		n = 0
	}
	a.left += n
	return n
}

// value reads a plain value; ids are assigned later.
func (a *arguments) value(what string) ot.Value {
	a.next(what)
	return a.readValue(what, 0)
}

func (a *arguments) readValue(what string, depth int) ot.Value {
	if depth > ot.MaxDepth {
		bad("%s is nested deeper than %d levels", what, ot.MaxDepth)
	}
	switch c := a.code(what); {
	case c == 0xC0:
		a.must(a.dec.DecodeNil(), what)
		return ot.Value{Kind: ot.KindNull}
	case c == 0xC2 || c == 0xC3:
		b, err := a.dec.DecodeBool()
		a.must(err, what)
		return ot.Value{Kind: ot.KindBoolean, Bool: b}
	case c >= 0xA0 && c <= 0xBF || c >= 0xD9 && c <= 0xDB:
		return ot.Value{Kind: ot.KindString, Text: a.text(what)}
	case c >= 0x90 && c <= 0x9F || c == 0xDC || c == 0xDD:
		n, err := a.dec.DecodeArrayLen()
		a.must(err, what)
		v := ot.Value{Kind: ot.KindArray, Items: make([]ot.Value, 0, min(n, 4096))}
		for range n {
			v.Items = append(v.Items, a.readValue(what, depth+1))
		}
		return v
	case c >= 0x80 && c <= 0x8F || c == 0xDE || c == 0xDF:
		n, err := a.dec.DecodeMapLen()
		a.must(err, what)
		v := ot.Value{Kind: ot.KindObject, Members: make([]ot.Member, 0, min(n, 4096))}
		for range n {
			key := a.text(what).WTF8()
			v.Members = append(v.Members, ot.Member{Key: key, Value: a.readValue(what, depth+1)})
		}
		return v
	case c == 0xD7:
		return ot.Value{Kind: ot.KindDate, Millis: a.date(what)}
	}
	f, err := a.dec.DecodeFloat64()
	a.must(err, what)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		bad("%s holds a number that is not finite", what)
	}
	return ot.Value{Kind: ot.KindNumber, Number: f}
}

func (a *arguments) date(what string) int64 {
	id, size, err := a.dec.DecodeExtHeader()
	a.must(err, what)
	if id != dateExtension || size != 8 {
		bad("%s holds an unknown extension", what)
	}
	var b [8]byte
	a.must(a.dec.ReadFull(b[:]), what)
	bits := uint64(0)
	for _, x := range b {
		bits = bits<<8 | uint64(x)
	}
	return toMillis(math.Float64frombits(bits))
}

// maxMillis is the largest time that a JavaScript Date holds.
const maxMillis = 8.64e15

func toMillis(f float64) int64 {
	if !(math.Abs(f) <= maxMillis) {
		bad("the date is invalid")
	}
	return int64(f)
}

// creation reads what a new model is made from.
func (a *arguments) creation() client.Creation {
	a.list("creation")
	c := client.Creation{Collection: a.string("collection"), Data: a.value("data"), OverrideWorld: a.bool("override")}
	if !a.peekNil("world permissions") {
		p := protocol.Permissions(a.int("world permissions"))
		c.World = &p
	}
	c.Users = a.userPermissions()
	c.Ephemeral = a.bool("ephemeral")
	return c
}

func (a *arguments) userID() protocol.UserID {
	return protocol.UserID{Type: protocol.UserType(a.int("user type")), Username: a.string("username")}
}

func (a *arguments) userPermissions() (out []protocol.UserPermissions) {
	for range a.list("user permissions") {
		a.list("user permissions")
		out = append(out, protocol.UserPermissions{User: a.userID(), Permissions: protocol.Permissions(a.int("permissions"))})
	}
	return out
}

func (a *arguments) groupPermissions() (out []protocol.GroupPermissions) {
	for range a.list("group permissions") {
		a.list("group permissions")
		out = append(out, protocol.GroupPermissions{Group: a.string("group"), Permissions: protocol.Permissions(a.int("permissions"))})
	}
	return out
}

// json reads a plain value as the services use it.
func (a *arguments) json(what string) protocol.JSON {
	a.next(what)
	return a.readJSON(what, 0)
}

func (a *arguments) readJSON(what string, depth int) protocol.JSON {
	v := a.readValue(what, depth)
	return plain(&v)
}

// plain turns a value without ids into JSON; a date becomes the object that
// stands for it.
func plain(v *ot.Value) protocol.JSON {
	switch v.Kind {
	case ot.KindObject:
		m := make(map[string]protocol.JSON, len(v.Members))
		for i := range v.Members {
			m[v.Members[i].Key] = plain(&v.Members[i].Value)
		}
		return m
	case ot.KindArray:
		items := make([]protocol.JSON, len(v.Items))
		for i := range v.Items {
			items[i] = plain(&v.Items[i])
		}
		return items
	case ot.KindString:
		return v.Text.WTF8()
	case ot.KindNumber:
		return v.Number
	case ot.KindBoolean:
		return v.Bool
	case ot.KindDate:
		bad("a date cannot be part of a state")
	}
	return nil
}

// keyValues reads a map of JSON values.
func (a *arguments) keyValues(what string) client.KeyValues {
	m, ok := a.json(what).(map[string]protocol.JSON)
	if !ok {
		bad("%s must be an object", what)
	}
	return m
}

func (a *arguments) strings(what string) (out []string) {
	for range a.list(what) {
		out = append(out, a.string(what))
	}
	return out
}

func (a *arguments) userIDs(what string) (out []protocol.UserID) {
	for range a.list(what) {
		a.list(what)
		out = append(out, a.userID())
	}
	return out
}

// raw returns the bytes of the next argument.
func (a *arguments) raw(what string) []byte {
	a.next(what)
	raw, err := a.dec.DecodeRaw()
	a.must(err, what)
	return raw
}
