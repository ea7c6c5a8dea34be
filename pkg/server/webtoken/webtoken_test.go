package webtoken_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

func encode(t *testing.T, key any) (public, private string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	private = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	public, _ = webtoken.Public(private)
	return public, private
}

func TestVerify(t *testing.T) {
	rsaKey, _ := rsa.GenerateKey(rand.Reader, 2048)
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	edPublic, edPrivate, err := webtoken.Generate()
	if err != nil {
		t.Fatal(err)
	}
	name, none := "Ada", []string{}
	for algorithm, pair := range map[string][2]string{
		"RS256": pairOf(encode(t, rsaKey)), "ES256": pairOf(encode(t, p256)), "EdDSA": {edPublic, edPrivate},
	} {
		if got, err := webtoken.Algorithm(pair[0]); err != nil || got != algorithm {
			t.Errorf("%s: the algorithm is %s, %v", algorithm, got, err)
		}
		for _, want := range []webtoken.Claims{{Username: "ada"}, {Username: "ada", FirstName: &name, Groups: none},
			{Username: "ada", LastName: &name, DisplayName: &name, Email: &name, Groups: []string{"g"}}} {
			token, err := webtoken.Sign(want, "k", pair[1], time.Now(), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			got, id, err := webtoken.Verify(token, func(string) (string, error) { return pair[0], nil })
			if err != nil || id != "k" || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v by key %q, %v", algorithm, got, id, err)
			}
		}
	}
}

func pairOf(public, private string) [2]string { return [2]string{public, private} }

// TestRefused makes tokens that are wrong in one thing each.
func TestRefused(t *testing.T) {
	public, private, _ := webtoken.Generate()
	_, other, _ := webtoken.Generate()
	errUnknown := errors.New("unknown")
	key := func(id string) (string, error) {
		if id == "k" {
			return public, nil
		}
		return "", errUnknown
	}
	now := time.Now()
	sign := func(id, with string, from time.Time) string {
		token, err := webtoken.Sign(webtoken.Claims{Username: "ada"}, id, with, from, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	block, _ := pem.Decode([]byte(private))
	signer, _ := x509.ParsePKCS8PrivateKey(block.Bytes)
	raw := func(method jwt.SigningMethod, secret any, header string, claims jwt.MapClaims) string {
		token := jwt.NewWithClaims(method, claims)
		token.Header["kid"] = header
		text, err := token.SignedString(secret)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	claims := func(change func(jwt.MapClaims)) string {
		c := jwt.MapClaims{"sub": "ada", "aud": webtoken.Audience, "exp": now.Add(time.Minute).Unix()}
		change(c)
		return raw(jwt.SigningMethodEdDSA, signer.(crypto.Signer), "k", c)
	}
	if _, _, err := webtoken.Verify(claims(func(jwt.MapClaims) {}), key); err != nil {
		t.Fatalf("nothing is wrong: %v", err)
	}
	good := sign("k", private, now)
	if _, _, err := webtoken.Verify(sign("k", private, now.Add(20*time.Second)), key); err != nil {
		t.Errorf("a clock that is 20 s ahead: %v", err)
	}
	all := jwt.MapClaims{"sub": "ada", "aud": webtoken.Audience, "exp": now.Add(time.Minute).Unix()}
	for what, token := range map[string]string{
		"nothing": "", "no token": "a.b.c", "cut": good[:len(good)-3], "changed": strings.Replace(good, ".", ".e", 1),
		"signed by another":  sign("k", other, now),
		"key not known":      sign("l", private, now),
		"expired":            sign("k", private, now.Add(-2*time.Minute)),
		"not yet":            sign("k", private, now.Add(2*time.Minute)),
		"without exp":        claims(func(c jwt.MapClaims) { delete(c, "exp") }),
		"without sub":        claims(func(c jwt.MapClaims) { delete(c, "sub") }),
		"without aud":        claims(func(c jwt.MapClaims) { delete(c, "aud") }),
		"for somebody else":  claims(func(c jwt.MapClaims) { c["aud"] = "other" }),
		"a number as sub":    claims(func(c jwt.MapClaims) { c["sub"] = 5 }),
		"groups of no kind":  claims(func(c jwt.MapClaims) { c["groups"] = "g" }),
		"issued in future":   claims(func(c jwt.MapClaims) { c["iat"] = now.Add(time.Hour).Unix() }),
		"no algorithm":       raw(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "k", all),
		"public as a secret": raw(jwt.SigningMethodHS256, []byte(public), "k", all),
		"no kid":             raw(jwt.SigningMethodEdDSA, signer, "", all),
	} {
		if c, _, err := webtoken.Verify(token, key); err == nil {
			t.Errorf("%s: accepted as %+v", what, c)
		}
	}
	if _, _, err := webtoken.Verify(sign("l", private, now), key); !errors.Is(err, errUnknown) {
		t.Errorf("the error about the key is lost: %v", err)
	}
}

func TestKeysRefused(t *testing.T) {
	short, _ := rsa.GenerateKey(rand.Reader, 1024)
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	_, private, _ := webtoken.Generate()
	for what, key := range map[string]any{"short": short, "another curve": p384} {
		der, err := x509.MarshalPKIXPublicKey(key.(crypto.Signer).Public())
		if err != nil {
			t.Fatal(err)
		}
		if a, err := webtoken.Algorithm(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))); err == nil {
			t.Errorf("%s: taken for %s", what, a)
		}
	}
	for _, text := range []string{"", "key", private, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
		if _, err := webtoken.Algorithm(text); err == nil {
			t.Errorf("%.30q is taken for a public key", text)
		}
	}
}
