package client_test

import (
	"os"
	"testing"
)

// serverURL returns the URL below which the domains of the test server are: a
// process that was started with --dev, named in the environment.
func serverURL(t *testing.T) string {
	url := os.Getenv("CONVERGENCE_TEST_URL")
	if url == "" {
		t.Fatal("CONVERGENCE_TEST_URL is not set: run these tests with make test-wasm")
	}
	return url + "/api/realtime"
}
