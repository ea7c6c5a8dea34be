package password_test

import (
	"errors"
	"strings"
	"testing"
	"time"

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

// TestCheck refuses hashes that would take the server's memory or time, before any is taken.
func TestCheck(t *testing.T) {
	hash := password.Hash("correct horse")
	for _, c := range []struct {
		hash string
		want error
	}{
		{hash, nil},
		{strings.Replace(hash, "m=19456,t=2,p=1", "m=262144,t=32,p=16", 1), nil},
		{strings.Replace(hash, "m=19456", "m=67108864", 1), password.ErrCost}, // 64 GiB
		{strings.Replace(hash, "t=2", "t=4000000000", 1), password.ErrCost},
		{strings.Replace(hash, "p=1", "p=255", 1), password.ErrCost},
		{hash + strings.Repeat("A", 1000), password.ErrCost},
		{"", password.ErrFormat}, {"secret", password.ErrFormat}, {hash[:len(hash)-30], password.ErrFormat},
		{strings.Replace(hash, "m=19456", "m=99999999999", 1), password.ErrFormat},
		{strings.Replace(hash, "argon2id", "argon2d", 1), password.ErrFormat},
	} {
		if err := password.Check(c.hash); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", c.hash, err, c.want)
		}
	}
	begun := time.Now()
	if password.Matches("correct horse", strings.Replace(hash, "t=2", "t=4000000000", 1)) || time.Since(begun) > 30*time.Second {
		t.Error("a hash that takes years is checked")
	}
}
