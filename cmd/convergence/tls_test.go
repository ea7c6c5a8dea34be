package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writePair writes a certificate with a serial number, and its key.
func writePair(t *testing.T, cert, key string, serial int64, at time.Time) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	writePairOf(t, private, template, cert, key)
	must(t, os.Chtimes(cert, at, at))
	must(t, os.Chtimes(key, at, at))
}

func writePairOf(t *testing.T, private *ecdsa.PrivateKey, template *x509.Certificate, cert, key string) {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	must(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	must(t, err)
	must(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600))
}

// TestTLS serves with a certificate from files, which is renewed.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePair(t, cert, key, 7, time.Now().Add(-time.Minute))
	p := serveProcess(t, t.TempDir(), "--dev", "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(p.url, "wss://") {
		t.Fatalf("it listens on %s", p.url)
	}
	serial := func() int64 {
		t.Helper()
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		answer, err := client.Get("https" + strings.TrimSuffix(strings.TrimPrefix(p.url, "wss"), "/api/realtime/") + "/health")
		must(t, err)
		defer answer.Body.Close()
		if answer.StatusCode != 200 || answer.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("answered with %d %v", answer.StatusCode, answer.Header)
		}
		return answer.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 7 {
		t.Errorf("certificate %d", got)
	}
	writePair(t, cert, key, 8, time.Now())
	if got := serial(); got != 8 {
		t.Errorf("after the renewal certificate %d", got)
	}
	for _, args := range [][]string{{"--tls-cert", cert}, {"--tls-cert", cert, "--tls-key", key, "--acme", "a.example"}, {"--tls-cert", "missing", "--tls-key", key}} {
		if said, err := convergence(t, "", append([]string{"serve", "--addr", "localhost:0", "--data", t.TempDir()}, args...)...); err == nil {
			t.Errorf("%v: %s", args, said)
		}
	}
}

// TestACME has the server hand out the certificate that it got before for the name that it is
// reached by, and none for others: nobody makes it ask for certificates of names of theirs.
func TestACME(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(9), DNSNames: []string{"app.example"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 2, 0)}
	writePairOf(t, private, template, cert, key)
	// As package autocert keeps it: the key, and then the certificate.
	var kept []byte
	for _, file := range []string{key, cert} {
		part, err := os.ReadFile(file)
		must(t, err)
		kept = append(kept, part...)
	}
	must(t, os.Mkdir(filepath.Join(data, "acme"), 0o700))
	must(t, os.WriteFile(filepath.Join(data, "acme", "app.example"), kept, 0o600))
	p := serveProcess(t, data, "--dev", "--acme", "app.example")
	if !strings.HasPrefix(p.url, "wss://") {
		t.Fatalf("it listens on %s", p.url)
	}
	addr := strings.TrimSuffix(strings.TrimPrefix(p.url, "wss://"), "/api/realtime/")
	for name, serial := range map[string]int64{"app.example": 9, "other.example": 0, "": 0} {
		c, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, ServerName: name})
		if err != nil {
			if serial != 0 {
				t.Errorf("%q: %v", name, err)
			}
			continue
		}
		if got := c.ConnectionState().PeerCertificates[0].SerialNumber.Int64(); got != serial {
			t.Errorf("for %q it has certificate %d", name, got)
		}
		c.Close()
	}
}
