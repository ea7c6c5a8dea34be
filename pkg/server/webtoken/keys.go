package webtoken

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/golang-jwt/jwt/v5"
)

// leastRSA is the shortest RSA key that is taken, in bits.
const leastRSA = 2048

// errKey says which keys there may be.
var errKey = errors.New("a key is RSA of at least 2048 bits, ECDSA on P-256, or Ed25519")

// Algorithm returns how tokens are signed that a public key verifies, or why there are
// none. The key is PEM, of the kind PUBLIC KEY.
func Algorithm(public string) (string, error) {
	_, method, err := parsePublic(public)
	if err != nil {
		return "", err
	}
	return method.Alg(), nil
}

func parsePublic(text string) (crypto.PublicKey, jwt.SigningMethod, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "PUBLIC KEY" {
		return nil, nil, errors.New("this is no public key: it is PEM and begins with -----BEGIN PUBLIC KEY-----")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the public key: %w", err)
	}
	method, err := methodOf(key)
	return key, method, err
}

// methodOf returns the one method that a key is for: a key that would do for several
// lets those who sign choose.
func methodOf(key crypto.PublicKey) (jwt.SigningMethod, error) {
	switch k := key.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() >= leastRSA {
			return jwt.SigningMethodRS256, nil
		}
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() {
			return jwt.SigningMethodES256, nil
		}
	case ed25519.PublicKey:
		return jwt.SigningMethodEdDSA, nil
	}
	return nil, errKey
}

func parsePrivate(text string) (crypto.Signer, jwt.SigningMethod, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, nil, errors.New("this is no private key: it is PEM and begins with -----BEGIN PRIVATE KEY-----")
	}
	var key any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	default:
		err = fmt.Errorf("it is a %q", block.Type)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the private key: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, nil, errKey
	}
	method, err := methodOf(signer.Public())
	return signer, method, err
}

// Public returns the public key of a private one.
func Public(private string) (string, error) {
	signer, _, err := parsePrivate(private)
	if err != nil {
		return "", err
	}
	return encodePublic(signer.Public())
}

// Generate makes a pair of keys for EdDSA.
func Generate() (public, private string, err error) {
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", "", err
	}
	public, err = encodePublic(pub)
	return public, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), err
}

func encodePublic(key crypto.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}
