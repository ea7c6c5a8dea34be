package administration

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// What tokens begin with, so that they are known for what they are where they should not be.
const (
	KeyPrefix     = "cvk_"
	SessionPrefix = "cvs_"
)

// NewToken returns a token that nobody can guess: 130 random bits.
func NewToken(prefix string) string { return prefix + rand.Text() }

// TokenHash is what the store keeps of a token. Tokens are random, so a plain hash is as
// hard to invert as they are to guess.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// AddAPIKey makes a key and returns its token, which is not to be had again.
func AddAPIKey(ctx context.Context, system store.System, k store.APIKey) (store.APIKey, string, error) {
	if err := CheckScopes(k.Scopes); err != nil {
		return k, "", err
	}
	if k.Domain != (store.DomainName{}) {
		if _, err := system.Domain(ctx, k.Domain); err != nil {
			return k, "", Missing("domain", k.Domain.String(), err)
		}
	}
	token := NewToken(KeyPrefix)
	k.Hash, k.Created = TokenHash(token), time.Now().UnixMilli()
	return k, token, system.AddAPIKey(ctx, k)
}
