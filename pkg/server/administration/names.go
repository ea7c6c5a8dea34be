package administration

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// rightsNames are the rights as they are written, in order.
var rightsNames = []struct {
	right store.Rights
	name  string
}{
	{protocol.PermissionRead, "read"}, {protocol.PermissionWrite, "write"}, {protocol.PermissionRemove, "remove"},
	{protocol.PermissionManage, "manage"}, {store.RightCreate, "create"},
}

// RightsNames returns the names of rights, in order.
func RightsNames(r store.Rights) []string {
	names := []string{}
	for _, n := range rightsNames {
		if r.Can(n.right) {
			names = append(names, n.name)
		}
	}
	return names
}

// RightsNamed returns the rights with these names, or the first name that is none.
func RightsNamed(names []string) (rights store.Rights, wrong string, ok bool) {
	for _, name := range names {
		found := false
		for _, n := range rightsNames {
			if n.name == name {
				rights, found = rights|n.right, true
			}
		}
		if !found {
			return 0, name, false
		}
	}
	return rights, "", true
}

// The settings of a domain and the types of users, as they are written.
var (
	EmailsNames       = map[store.Emails]string{store.EmailsHidden: "hidden", store.EmailsUsers: "users", store.EmailsEverybody: "everybody"}
	MakersNames       = map[store.Makers]string{store.MakersUsers: "users", store.MakersEverybody: "everybody", store.MakersNobody: "nobody"}
	AvailabilityNames = map[store.Availability]string{store.Online: "online", store.Maintenance: "maintenance", store.Offline: "offline"}
	TypeNames         = map[protocol.UserType]string{
		protocol.UserNormal: "normal", protocol.UserConvergence: "convergence", protocol.UserAnonymous: "anonymous",
	}
)

// Named returns what a name stands for.
func Named[T comparable](names map[T]string, given string) (value T, ok bool) {
	for value, name := range names {
		if name == given {
			return value, true
		}
	}
	return value, false
}

// Normal returns the id of a user of type normal.
func Normal(name string) protocol.UserID {
	return protocol.UserID{Type: protocol.UserNormal, Username: name}
}

// Administrator returns the id of an administrator of a domain.
func Administrator(name string) protocol.UserID {
	return protocol.UserID{Type: protocol.UserConvergence, Username: name}
}
