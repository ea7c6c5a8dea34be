//go:build js && wasm

package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// failures writes the errors that calls end with.
var failures = newWriter(0)

// failed is the status of a call that failed; the output describes the error.
func failed(err error) int32 {
	failures.buf.Reset()
	failures.failure(err)
	setOutput(failures.buf.Bytes())
	return -1
}

// failure writes an error as [class, code, message, details].
func (w *writer) failure(err error) {
	e, ok := errors.AsType[*client.Error](err)
	if !ok {
		e = &client.Error{Code: protocol.CodeInternal, Message: err.Error()}
	}
	w.array(4)
	w.int(int(e.Class))
	w.string(string(e.Code))
	w.string(e.Message)
	w.json(e.Details)
}

// json writes a value of maps, lists and plain values.
func (w *writer) json(v any) {
	switch v := v.(type) {
	case map[string]protocol.JSON:
		w.json(protocol.Sorted(v)) // in an order that is the same each time
	case protocol.Object:
		_ = w.enc.EncodeMapLen(len(v))
		for i := range v {
			w.string(v[i].Key)
			w.json(v[i].Value)
		}
	case []protocol.JSON:
		w.array(len(v))
		for _, e := range v {
			w.json(e)
		}
	case string:
		w.string(v)
	case bool:
		w.bool(v)
	case float64:
		w.number(v)
	default:
		w.nil()
	}
}

// guard ends an export: a panic becomes an error, and frames that were gathered
// are delivered. It is deferred, so status is what the export returns.
func guard(status *int32) {
	if r := recover(); r != nil {
		*status = panicked(r)
	}
	if deliver() && *status == 0 {
		*status = 1
	}
	if header.large > yieldEvery {
		collect()
	}
}

// guardNumber is the guard of exports that return a number and change nothing:
// NaN, which no value is, says that the output describes an error. It delivers
// nothing, because nothing can have happened.
func guardNumber(number *float64) {
	if r := recover(); r != nil {
		panicked(r)
		*number = math.NaN()
	}
}

func panicked(r any) int32 {
	if b, ok := r.(badArguments); ok {
		return failed(&client.Error{Code: protocol.CodeInvalidArgument, Message: b.what, Class: client.ClassArgument})
	}
	return failed(&client.Error{Code: protocol.CodeInternal,
		Message: fmt.Sprintf("the core has failed: %v; this is a defect, please report it", r)})
}

// done returns the status of a call that ended with err.
func done(err error) int32 {
	if err != nil {
		return failed(err)
	}
	return 0
}
