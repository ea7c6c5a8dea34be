package storage

import "github.com/convergence-wasm/convergence/pkg/protocol"

// EncodeUser returns the value of a [UserKey] record.
func EncodeUser(u protocol.User) []byte { return must(userFields(&u)) }

// DecodeUser reads what [EncodeUser] wrote. Errors wrap [ErrCorrupt].
func DecodeUser(data []byte) (u protocol.User, err error) {
	err = decode(data, "user", userFields(&u))
	return u, err
}

func userFields(u *protocol.User) func(*fields) {
	return func(f *fields) {
		whole(f, &u.Type)
		f.text(&u.Username)
		f.text(&u.FirstName)
		f.text(&u.LastName)
		f.text(&u.DisplayName)
		f.text(&u.Email)
	}
}

// EncodeSession returns the value of a [SessionKey] record.
func EncodeSession(user protocol.UserID) []byte { return must(sessionFields(&user)) }

// DecodeSession reads what [EncodeSession] wrote. Errors wrap [ErrCorrupt].
func DecodeSession(data []byte) (user protocol.UserID, err error) {
	err = decode(data, "session", sessionFields(&user))
	return user, err
}

func sessionFields(u *protocol.UserID) func(*fields) {
	return func(f *fields) {
		whole(f, &u.Type)
		f.text(&u.Username)
	}
}
