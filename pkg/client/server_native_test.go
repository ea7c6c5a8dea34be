//go:build !js

package client_test

import (
	"context"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

var (
	testServer *httptest.Server
	testData   string // the directory of its store
)

// TestMain runs a server on a store of its own for all tests.
func TestMain(m *testing.M) { os.Exit(withServer(m)) }

func withServer(m *testing.M) int {
	dir, err := os.MkdirTemp("", "client-test")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	testData = dir
	ctx := context.Background()
	system, err := sqlite.Open(ctx, dir)
	if err != nil {
		panic(err)
	}
	defer system.Close()
	name := store.DomainName{Namespace: "convergence", ID: "default"}
	if err := system.CreateDomain(ctx, store.DomainInfo{DomainName: name, Anonymous: true, Makers: store.MakersEverybody, Keeping: store.Keeping{History: 1}}); err != nil {
		panic(err)
	}
	d, err := system.OpenDomain(ctx, name)
	if err != nil {
		panic(err)
	}
	demo := store.User{PasswordHash: password.Hash("demo"), User: protocol.User{UserID: protocol.UserID{Username: "demo"}}}
	if err := d.CreateUser(ctx, demo); err != nil {
		panic(err)
	}
	zoe := protocol.User{UserID: protocol.UserID{Username: "zoe"}, DisplayName: "Zoë"}
	if err := d.CreateUser(ctx, store.User{User: zoe}); err != nil {
		panic(err)
	}
	if err := d.CreateGroup(ctx, "readers", ""); err != nil {
		panic(err)
	}
	if err := d.AddGroupMember(ctx, "readers", zoe.UserID); err != nil {
		panic(err)
	}
	if err := d.Close(); err != nil {
		panic(err)
	}
	// Messages are smaller than by default, so that tests of what is larger are; snapshots, behind
	// which a history may end that a test makes a day older, are made more often.
	s := server.New(system, server.Options{Limits: protocol.Limits{Message: mostMessage}, SweepEvery: 100 * time.Millisecond, SnapshotEvery: 100})
	defer s.Shutdown(ctx)
	testServer = httptest.NewServer(s.Handler(server.Pages{}))
	defer testServer.Close()
	return m.Run()
}

// mostMessage is what the test server takes in one message, in bytes.
const mostMessage = 1 << 20

// serverURL returns the URL below which the domains of the test server are.
func serverURL(*testing.T) string { return testServer.URL + "/api/realtime" }
