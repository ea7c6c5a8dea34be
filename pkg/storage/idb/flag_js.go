package idb

import (
	"syscall/js"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Flag returns the flag of a database, kept in localStorage under the same
// name, or nil where there is none, as in workers or when storage is forbidden.
// Who destroys a store on purpose clears its flag first.
func Flag(name string) storage.Flag {
	area := global("localStorage")
	if !area.Truthy() {
		return nil
	}
	return flag{area, name}
}

type flag struct {
	area js.Value
	name string
}

// Get implements [storage.Flag].
func (f flag) Get() string {
	v, err := call(f.area, "getItem", f.name)
	if err != nil || v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// Set implements [storage.Flag].
func (f flag) Set(id string) {
	if id == "" {
		_, _ = call(f.area, "removeItem", f.name)
	} else {
		_, _ = call(f.area, "setItem", f.name, id)
	}
}
