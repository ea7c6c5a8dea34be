package session

import "math/rand/v2"

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// RandomID returns n random letters and digits. The generator is the runtime's,
// seeded with the system's entropy; ids name things and are not secrets.
func RandomID(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[rand.IntN(len(alphabet))]
	}
	return string(b)
}
