//go:build js && wasm

package main

import "github.com/convergence-wasm/convergence/pkg/client"

// openedModel returns a callback that settles a promise with [model, root].
func openedModel(promise int) func(*client.Model, *client.Error) {
	return func(m *client.Model, err *client.Error) {
		settle(promise, err, func(w *writer) {
			w.array(2)
			w.int(int(modelHandle(m)))
			w.element(&m.Tree, m.Root())
		})
	}
}

//go:noinline
func settled(promise int) func(*client.Error) {
	return func(err *client.Error) { settle(promise, err, nil) }
}

func (w *writer) sessions(d *client.Domain, people []*client.Participant) {
	w.array(len(people))
	for _, p := range people {
		w.int(sessionNumber(d, p))
	}
}

func callModel(number method, a *arguments, w *writer) error {
	switch number {
	case methodModelClose:
		m := modelOf(a.int("model"))
		m.Close(settled(a.int("promise")))
		return nil
	case methodModelInfo:
		m := modelOf(a.int("model"))
		w.array(4)
		w.string(m.ID())
		w.string(m.Collection())
		w.number(float64(m.Created()))
		w.int(int(m.Status().Permissions))
		return nil
	case methodModelCollaborators:
		m := modelOf(a.int("model"))
		w.sessions(m.Domain(), m.Collaborators())
		return nil
	case methodModelUndo:
		m := modelOf(a.int("model"))
		newUndoManager(m, a, w)
		return nil
	case methodModelOrigin:
		m := modelOf(a.int("model"))
		w.string(m.SetOrigin(a.string("origin")))
		return nil
	case methodModelRestore:
		m := modelOf(a.int("model"))
		promise := a.int("promise")
		m.Restore(int64(a.number("version")), settled(promise))
		return nil
	case methodModelResyncing:
		m := modelOf(a.int("model"))
		w.sessions(m.Domain(), m.Resyncing())
		return nil
	case methodModelElement:
		m := modelOf(a.int("model"))
		w.element(&m.Tree, m.Element(a.string("element id")))
		return nil
	}
	d := domainOf(a.int("domain"))
	switch number {
	case methodModelOpen:
		promise := a.int("promise")
		d.OpenModel(a.string("model id"), 0, openedModel(promise))
	case methodModelOpenAutoCreate:
		promise := a.int("promise")
		id := a.string("model id")
		d.OpenModel(id, uint32(a.int("number")), openedModel(promise))
	case methodModelData:
		data := uint32(a.int("number"))
		if err := d.ModelData(data, a.creation()); err != nil {
			return err
		}
	case methodModelDataFailed:
		data := uint32(a.int("number"))
		d.ModelDataFailed(data, a.string("message"))
	case methodModelCreate:
		promise := a.int("promise")
		id := a.string("model id")
		d.CreateModel(id, a.creation(), func(id string, err *client.Error) {
			settle(promise, err, func(w *writer) { w.string(id) })
		})
	case methodModelRemove:
		promise := a.int("promise")
		d.RemoveModel(a.string("model id"), settled(promise))
	case methodModelOpenState:
		w.int(int(d.ModelState(a.string("model id"))))
	default:
		bad("unknown method %d", number)
	}
	return nil
}

// ModelEvent implements client.Sink.
func (sink) ModelEvent(m *client.Model, e client.ModelEvent) {
	if m.Tag == 0 {
		return
	}
	number := sessionNumber(m.Domain(), e.Participant)
	w := frames
	head := func(payload int) {
		w.array(3 + payload)
		w.int(frameModelEvent)
		w.int(int(m.Tag))
		w.int(int(e.Kind))
	}
	switch e.Kind {
	case client.ModelClosed:
		head(3)
		w.bool(e.Local)
		w.optional(e.Message)
		w.int(int(e.Reason))
	case client.ModelDeleted:
		head(2)
		w.bool(e.Local)
		w.optional(e.Message)
	case client.ModelVersionChanged, client.ModelEdited:
		head(2)
		w.number(float64(e.Version))
		w.int(number)
	case client.ModelPermissionsChanged:
		head(2)
		w.int(int(e.Permissions))
		w.int(int(e.Before))
	case client.ModelResyncError, client.ModelError:
		head(1)
		w.string(e.Message)
	case client.ModelRemoteResyncStarted, client.ModelRemoteResyncCompleted,
		client.ModelCollaboratorOpened, client.ModelCollaboratorClosed:
		head(1)
		w.int(number)
	default:
		head(0)
	}
}

func (w *writer) optional(s string) {
	if s == "" {
		w.nil()
		return
	}
	w.string(s)
}

// DataWanted implements client.Sink.
func (sink) DataWanted(d *client.Domain, number uint32) {
	w := frames
	w.array(3)
	w.int(frameDataWanted)
	w.int(int(d.Tag))
	w.int(int(number))
}
