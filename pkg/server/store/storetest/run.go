// Package storetest is the acceptance suite of package store: what every
// implementation must do, as the server relies on it.
package storetest

import (
	"errors"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Run runs the suite. Open opens the same store each time it is called within
// one test; opening twice stands for a second process.
func Run(t *testing.T, open func(t *testing.T) func() store.System) {
	for name, test := range map[string]func(*testing.T, func() store.System){
		"Domains":         testDomains,
		"Users":           testUsers,
		"Sessions":        testSessions,
		"Instances":       testInstances,
		"Models":          testModels,
		"Accounts":        testAccounts,
		"Tokens":          testTokens,
		"Connected":       testConnected,
		"Keys":            testKeys,
		"Collections":     testCollections,
		"ModelRights":     testModelRights,
		"Groups":          testGroups,
		"Profiles":        testProfiles,
		"Activities":      testActivities,
		"Chats":           testChats,
		"ChatRace":        testChatRace,
		"FindUsers":       testFindUsers,
		"SetRights":       testSetRights,
		"RightsChanges":   testRightsChanges,
		"Prefixes":        testPrefixes,
		"Snapshots":       testSnapshots,
		"Append":          testAppend,
		"AppendConflicts": testAppendConflicts,
		"AppendRace":      testAppendRace,
		"Entries":         testEntries,
		"Documents":       testDocuments,
		"Readable":        testReadable,
		"VersionAt":       testVersionAt,
		"Identity":        testIdentity,
		"Deleted":         testDeleted,
		"Administrators":  testAdministrators,
		"AdminSessions":   testAdminSessions,
		"APIKeys":         testAPIKeys,
		"Audit":           testAudit,
		"Author":          testAuthor,
		"Admitted":        testAdmitted,
		"ModelsAfter":     testModelsAfter,
		"UsersAfter":      testUsersAfter,
		"RemoveGroup":     testRemoveGroup,
		"Reopened":        testReopened,
		"Usage":           testUsage,
		"LongLog":         testLongLog,
		"ExpireGuests":    testExpireGuests,
		"ExpireSessions":  testExpireSessions,
		"Records":         testRecords,
		"Snapshot":        testSnapshot,
		"ImportDomain":    testImportDomain,
		"Events":          testEvents,
		"Changes":         testChanges,
		"Webhooks":        testWebhooks,
		"Deliveries":      testDeliveries,
		"Texts":           testTexts,
		"NamedVersions":   testNamedVersions,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var testDomain = store.DomainName{Namespace: "space", ID: "domain"}

// openDomain opens a system with one domain and returns that domain.
func openDomain(t *testing.T, open func() store.System) store.Domain {
	t.Helper()
	s := open()
	t.Cleanup(func() { s.Close() })
	err := s.CreateDomain(t.Context(), store.DomainInfo{DomainName: testDomain})
	if err != nil && !errors.Is(err, store.ErrExists) {
		t.Fatal(err)
	}
	d, err := s.OpenDomain(t.Context(), testDomain)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

var alice = protocol.User{UserID: protocol.UserID{Username: "alice"}, DisplayName: "Alice"}
var bob = protocol.User{UserID: protocol.UserID{Username: "bob"}}

func addUsers(t *testing.T, d store.Domain) {
	t.Helper()
	for _, u := range []protocol.User{alice, bob} {
		must(t, d.CreateUser(t.Context(), store.User{User: u}))
	}
}

func deleteModel(t *testing.T, d store.Domain, key int64) int64 {
	t.Helper()
	freed, err := d.DeleteModel(t.Context(), key)
	must(t, err)
	return freed
}

func saveSnapshot(t *testing.T, d store.Domain, key, version int64, data []byte) int64 {
	t.Helper()
	grown, err := d.SaveSnapshot(t.Context(), key, version, data)
	must(t, err)
	return grown
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustBe(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}
