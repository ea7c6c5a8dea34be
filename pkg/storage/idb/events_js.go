package idb

import (
	"context"
	"syscall/js"

	library "github.com/hack-pad/go-indexeddb/idb"
)

// listeners are functions that JavaScript calls when something happens, until
// they are released. They run within the browser's event and must not wait.
type listeners struct{ attached []listener }

type listener struct {
	target  js.Value
	event   string
	capture bool
	f       js.Func
}

func (l *listeners) on(target js.Value, event string, f func(event js.Value)) {
	l.attach(listener{target: target, event: event}, f)
}

// onWayDown attaches a listener that hears of events of what belongs to target,
// before listeners there do.
func (l *listeners) onWayDown(target js.Value, event string, f func(event js.Value)) {
	l.attach(listener{target: target, event: event, capture: true}, f)
}

func (l *listeners) attach(x listener, f func(event js.Value)) {
	x.f = js.FuncOf(func(_ js.Value, args []js.Value) any {
		_ = attempt(x.event, func() error { f(args[0]); return nil })
		return nil
	})
	x.target.Call("addEventListener", x.event, x.f, x.capture)
	l.attached = append(l.attached, x)
}

func (l *listeners) release() {
	for _, x := range l.attached {
		x.target.Call("removeEventListener", x.event, x.f, x.capture)
		x.f.Release()
	}
	l.attached = nil
}

// factoryOf returns a factory of the library whose requests are the given one.
// The library only takes requests that it has made itself; this one was made by
// us, with our listeners attached before anything could happen to it.
func factoryOf(request js.Value) (*library.Factory, error) {
	itself := js.Global().Get("Object").Get("prototype").Get("valueOf").Call("bind", request)
	return library.WrapFactory(js.ValueOf(map[string]any{"open": itself, "deleteDatabase": itself}))
}

// adopt makes a request one of the library's.
func adopt(request js.Value) (*library.Request, error) {
	f, err := factoryOf(request)
	if err != nil {
		return nil, err
	}
	r, err := f.DeleteDatabase("")
	if err != nil {
		return nil, err
	}
	return r.Request, nil
}

// adoptDatabase makes the result of a successful request to open a database one
// of the library's. The context has ended, so the library takes off at once what
// it attaches, in particular the listener that it would never release.
func adoptDatabase(request js.Value) (*library.Database, error) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f, err := factoryOf(request)
	if err != nil {
		return nil, err
	}
	r, err := f.Open(ctx, "", 0, nil)
	if err != nil {
		return nil, err
	}
	return r.Result()
}

// settled waits for a promise. False means that it was rejected or took too
// long.
func settled(ctx context.Context, promise js.Value) (js.Value, bool) {
	type outcome struct {
		value js.Value
		ok    bool
	}
	result := make(chan outcome, 1)
	answer := func(ok bool) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			result <- outcome{args[0], ok}
			return nil
		})
	}
	yes, no := answer(true), answer(false)
	promise.Call("then", yes, no)
	release := func() { yes.Release(); no.Release() }
	select {
	case o := <-result:
		release()
		return o.value, o.ok
	case <-ctx.Done():
		go func() { <-result; release() }() // it may be called until then
		return js.Undefined(), false
	}
}
