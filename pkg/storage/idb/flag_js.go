package idb

import (
	"syscall/js"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Flag returns the flag of a database, kept in localStorage under the same
// name, or nil where there is none, as in workers or when storage is forbidden.
// Who destroys a store on purpose clears its flag first.
func Flag(name string) storage.Flag {
	return flagIn("localStorage", name)
}

// Tab returns the name of the tab, which it keeps over reloads and which is no other's but
// that of its copies: made by fresh if there is none yet, and empty where there are no tabs.
func Tab(fresh func() string) (name string) {
	if f := flagIn("sessionStorage", "convergence.tab"); f != nil {
		if name = f.Get(); name == "" {
			f.Set(fresh())
			name = f.Get() // where it cannot be kept there is none
		}
	}
	return name
}

func flagIn(area, name string) storage.Flag {
	v := global(area)
	if !v.Truthy() {
		return nil
	}
	return flag{v, name}
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
