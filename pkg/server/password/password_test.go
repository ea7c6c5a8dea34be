package password_test

import (
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/password"
)

func TestMatches(t *testing.T) {
	hash := password.Hash("correct horse")
	if !password.Matches("correct horse", hash) {
		t.Error("the right password does not match")
	}
	if hash == password.Hash("correct horse") {
		t.Error("two hashes have the same salt")
	}
	cheap := strings.Replace(hash, "m=19456", "m=64", 1)
	for _, c := range []struct{ password, hash string }{
		{"correct horsf", hash}, {"", hash}, {"", ""}, {"correct horse", cheap}, {"correct horse", hash[:40]},
		{"correct horse", strings.Replace(hash, "t=2", "t=0", 1)},
	} {
		if password.Matches(c.password, c.hash) {
			t.Errorf("%q matches %q", c.password, c.hash)
		}
	}
}
