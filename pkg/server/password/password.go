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
	"errors"
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

var (
	// ErrFormat is returned for a text that is no hash of this package.
	ErrFormat = errors.New("the hash of a password is not understood")
	// ErrCost is returned for a hash that takes more memory or time to check than any that
	// somebody means.
	ErrCost = errors.New("the hash of a password takes too much memory or time to check")
)

// What a hash may ask for, many times what is recommended.
const (
	mostMemory = 256 << 10 // KiB
	mostPasses = 32
	mostLanes  = 16
	mostText   = 256 // bytes of the salt, and of the key, as they are written
)

// Check fails with [ErrFormat] or [ErrCost] for a hash that no password matches.
func Check(hash string) error {
	_, err := parse(hash)
	return err
}

// Matches reports whether a password has the given hash. A hash that is empty
// or not understood matches nothing, after the same time as one that is, so
// that the time does not show which users exist.
func Matches(password, hash string) bool {
	p, err := parse(hash)
	if err != nil {
		p = parameters{memory, passes, lanes, make([]byte, 16), make([]byte, 32)}
	}
	same := subtle.ConstantTimeCompare(key(password, p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key))), p.key) == 1
	return same && err == nil
}

// parameters are what a hash says.
type parameters struct {
	memory, passes uint32 // KiB, count
	lanes          uint8
	salt, key      []byte
}

func parse(hash string) (p parameters, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return p, ErrFormat
	}
	if _, err := fmt.Sscanf(strings.Join(parts[:4], "$")+"$", format, &p.memory, &p.passes, &p.lanes); err != nil || p.memory == 0 || p.passes == 0 || p.lanes == 0 {
		return p, ErrFormat
	}
	if p.memory > mostMemory || p.passes > mostPasses || p.lanes > mostLanes || len(parts[4]) > mostText || len(parts[5]) > mostText {
		return p, ErrCost
	}
	var wrong error
	p.salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	p.key, wrong = base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || wrong != nil || len(p.key) < 16 {
		return p, ErrFormat
	}
	return p, nil
}

func key(password string, salt []byte, t, m uint32, p uint8, n uint32) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	return argon2.IDKey([]byte(password), salt, t, m, p, n)
}
