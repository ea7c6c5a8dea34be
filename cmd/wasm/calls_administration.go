//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// callAdministration runs the methods that only ask the server.
func callAdministration(number method, a *arguments) error {
	d := domainOf(a.int("domain"))
	promise := a.int("promise")
	switch number {
	case methodPermissionsGet:
		target := protocol.PermissionTarget(a.int("target"))
		d.GetPermissions(target, a.string("id"), func(r *protocol.GetPermissionsResponse, err *client.Error) {
			settle(promise, err, func(w *writer) { w.permissions(r) })
		})
	case methodPermissionsSet:
		d.SetPermissions(a.setPermissions(), settled(promise))
	case methodQuery:
		d.Query(a.string("query"), func(r *protocol.QueryResponse, err *client.Error) {
			settle(promise, err, func(w *writer) { w.page(r) })
		})
	}
	return nil
}

func (a *arguments) setPermissions() *protocol.SetPermissionsRequest {
	r := &protocol.SetPermissionsRequest{Target: protocol.PermissionTarget(a.int("target")), ID: a.string("id")}
	if !a.peekNil("overrides") {
		b := a.bool("overrides")
		r.OverridesCollection = &b
	}
	if !a.peekNil("world permissions") {
		p := protocol.Permissions(a.int("world permissions"))
		r.World = &p
	}
	r.ReplaceUsers = a.bool("replace users")
	r.SetUsers = a.userPermissions()
	for range a.list("users to remove") {
		a.list("users to remove")
		r.RemoveUsers = append(r.RemoveUsers, a.userID())
	}
	r.ReplaceGroups = a.bool("replace groups")
	r.SetGroups = a.groupPermissions()
	for range a.list("groups to remove") {
		r.RemoveGroups = append(r.RemoveGroups, a.string("group"))
	}
	return r
}

func (w *writer) permissions(r *protocol.GetPermissionsResponse) {
	w.array(5)
	w.bool(r.OverridesCollection)
	w.int(int(r.World))
	w.array(len(r.Users))
	for _, u := range r.Users {
		w.array(3)
		w.int(int(u.User.Type))
		w.string(u.User.Username)
		w.int(int(u.Permissions))
	}
	w.array(len(r.Groups))
	for _, g := range r.Groups {
		w.array(2)
		w.string(g.Group)
		w.int(int(g.Permissions))
	}
	w.int(int(r.Own))
}

// page writes the results of a query.
func (w *writer) page(r *protocol.QueryResponse) {
	w.array(3)
	w.array(len(r.Results))
	for i := range r.Results {
		m := &r.Results[i]
		w.array(6)
		w.string(m.Collection)
		w.string(m.ModelID)
		w.number(float64(m.Created))
		w.number(float64(m.Modified))
		w.number(float64(m.Version))
		w.json(m.Data)
	}
	w.int(r.Offset)
	w.int(r.Total)
}
