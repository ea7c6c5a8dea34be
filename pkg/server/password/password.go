// Package password hashes passwords for storage and checks them, with argon2id
// and the parameters that OWASP recommends for it (19 MiB, 2 passes, 1 lane).
//
// A hash is a string in the usual form
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<key>
//
// so that parameters may change without invalidating stored ones.
//
// The package refuses to judge whether a password is good.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

const (
	memory = 19 << 10 // KiB
	passes = 2
	lanes  = 1
	format = "$argon2id$v=19$m=%d,t=%d,p=%d$"
)

// slots bounds the memory that many sign-ins at once take.
var slots = make(chan struct{}, max(2, runtime.NumCPU()))

// Hash returns the hash of a password, with a random salt.
func Hash(password string) string {
	var salt [16]byte
	rand.Read(salt[:])
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(format, memory, passes, lanes) +
		b64.EncodeToString(salt[:]) + "$" + b64.EncodeToString(key(password, salt[:], passes, memory, lanes, 32))
}

// Matches reports whether a password has the given hash. A hash that is empty
// or not understood matches nothing, after the same time as one that is, so
// that the time does not show which users exist.
func Matches(password, hash string) bool {
	known := true
	m, t, p, salt, want, ok := parse(hash)
	if !ok {
		m, t, p, salt, want, known = memory, passes, lanes, make([]byte, 16), make([]byte, 32), false
	}
	same := subtle.ConstantTimeCompare(key(password, salt, t, m, p, uint32(len(want))), want) == 1
	return same && known
}

func parse(hash string) (m, t uint32, p uint8, salt, want []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return
	}
	if _, err := fmt.Sscanf(strings.Join(parts[:4], "$")+"$", format, &m, &t, &p); err != nil || m == 0 || t == 0 || p == 0 {
		return
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	return m, t, p, salt, want, err1 == nil && err2 == nil && len(want) >= 16
}

func key(password string, salt []byte, t, m uint32, p uint8, n uint32) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	return argon2.IDKey([]byte(password), salt, t, m, p, n)
}
