package webtoken

import (
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// Audience is what every token names as its audience.
	Audience = "Convergence"
	// Leeway is how far clocks may differ.
	Leeway = 30 * time.Second
)

// Claims are what a token says of its user. What is nil is not said.
type Claims struct {
	Username    string
	FirstName   *string
	LastName    *string
	DisplayName *string
	Email       *string
	Groups      []string // all of the user's, empty for none
}

// wire is how claims are written.
type wire struct {
	jwt.RegisteredClaims
	FirstName   *string  `json:"firstName,omitempty"`
	LastName    *string  `json:"lastName,omitempty"`
	DisplayName *string  `json:"displayName,omitempty"`
	Email       *string  `json:"email,omitempty"`
	Groups      []string `json:"groups,omitzero"`
}

// Verify returns what a token says, and the id of its key. The public key of an id comes
// from key. Errors say what is wrong with the token; those of key are wrapped.
func Verify(token string, key func(id string) (public string, err error)) (Claims, string, error) {
	var id string
	var w wire
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256", "ES256", "EdDSA"}), jwt.WithAudience(Audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(Leeway))
	_, err := parser.ParseWithClaims(token, &w, func(t *jwt.Token) (any, error) {
		id, _ = t.Header["kid"].(string)
		if id == "" {
			return nil, errors.New("its header does not name a key as kid")
		}
		text, err := key(id)
		if err != nil {
			return nil, err
		}
		public, method, err := parsePublic(text)
		if err == nil && method != t.Method {
			err = fmt.Errorf("key %q is for %s", id, method.Alg())
		}
		return public, err
	})
	if err == nil && w.Subject == "" {
		err = errors.New("it names no user as sub")
	}
	if err != nil {
		return Claims{}, id, err
	}
	return Claims{Username: w.Subject, FirstName: w.FirstName, LastName: w.LastName, DisplayName: w.DisplayName,
		Email: w.Email, Groups: w.Groups}, id, nil
}

// Sign makes a token that is good for a time.
func Sign(c Claims, keyID, private string, from time.Time, life time.Duration) (string, error) {
	signer, method, err := parsePrivate(private)
	if err != nil {
		return "", err
	}
	t := jwt.NewWithClaims(method, &wire{
		RegisteredClaims: jwt.RegisteredClaims{Subject: c.Username, Audience: jwt.ClaimStrings{Audience},
			IssuedAt: jwt.NewNumericDate(from), NotBefore: jwt.NewNumericDate(from), ExpiresAt: jwt.NewNumericDate(from.Add(life))},
		FirstName: c.FirstName, LastName: c.LastName, DisplayName: c.DisplayName, Email: c.Email, Groups: c.Groups,
	})
	t.Header["kid"] = keyID
	return t.SignedString(signer)
}
