package layout

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// EncodeUser returns the value of a [UserKey] record.
func EncodeUser(u protocol.User) []byte { return fields.Must(userFields(&u)) }

// DecodeUser reads what [EncodeUser] wrote. Errors wrap [storage.ErrCorrupt].
func DecodeUser(data []byte) (u protocol.User, err error) {
	err = fields.Decode(data, "user", userFields(&u))
	return u, err
}

func userFields(u *protocol.User) func(*fields.Fields) {
	return func(f *fields.Fields) {
		fields.Whole(f, &u.Type)
		f.Text(&u.Username)
		f.Text(&u.FirstName)
		f.Text(&u.LastName)
		f.Text(&u.DisplayName)
		f.Text(&u.Email)
	}
}
