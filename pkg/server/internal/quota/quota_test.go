package quota_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/quota"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

var (
	ada = protocol.UserID{Username: "ada"}
	bob = protocol.UserID{Username: "bob"}
)

// TestQuotas takes what there is room for, and expects the quota that is told where there
// is none.
func TestQuotas(t *testing.T) {
	q := quota.New(store.Quotas{Models: 4, UserModels: 3, Storage: 100, UserStorage: 60, Chats: 2, UserChats: 1},
		[]store.Used{{Maker: ada, Models: 2, State: 20, Log: 10, Chats: 1, ChatBytes: 5}})
	fits := func(x *quota.Exceeded) {
		t.Helper()
		if x != nil {
			t.Fatal(x)
		}
	}
	over := func(x *quota.Exceeded, flag string, size, limit int64) {
		t.Helper()
		if x == nil || !strings.HasSuffix(x.Error(), flag) || x.Size != size || x.Limit != limit || x.AsError().Code != protocol.CodeLimitExceeded {
			t.Fatalf("%+v, want %s %d of %d", x, flag, size, limit)
		}
	}
	fits(q.AddModel(ada, 10))
	over(q.AddModel(ada, 1), "--max-models-per-user", 4, 3)
	fits(q.AddModel(bob, 10))
	over(q.AddModel(bob, 1), "--max-models", 5, 4)
	q.RemoveModel(ada, 10)
	over(q.AddModel(ada, 30), "--max-storage-per-user", 65, 60)
	over(q.AddModel(bob, 60), "--max-storage", 105, 100)
	over(q.AddChat(ada), "--max-chats-per-user", 2, 1)
	fits(q.AddChat(bob))
	over(q.AddChat(protocol.UserID{Username: "eve"}), "--max-chats", 3, 2)
	fits(q.Full(ada))
	q.Grow(ada, 25)
	over(q.Full(ada), "--max-storage-per-user", 61, 60)
	over(q.AddModel(ada, 0), "--max-storage-per-user", 61, 60)
	fits(q.Full(bob))
	q.Grow(ada, -1)
	fits(q.Full(ada))
	q.SetLimits(store.Quotas{})
	fits(q.AddModel(ada, 1<<40))
	q.SetLimits(store.Quotas{Models: 1})
	over(q.AddModel(bob, 1), "--max-models", 5, 1)
	fits(q.AddChat(bob))
}

// TestTogether has many take the last places at once: no more are taken than there are.
func TestTogether(t *testing.T) {
	q := quota.New(store.Quotas{Models: 100, Storage: 1000}, nil)
	var all sync.WaitGroup
	var made, kept atomic.Int64
	for i := range 16 {
		all.Go(func() {
			for n := range 50 {
				if q.AddModel(ada, 10) == nil {
					made.Add(1)
					if (n+i)%5 == 0 { // it could not be written
						q.RemoveModel(ada, 10)
						continue
					}
					kept.Add(1)
				}
			}
		})
	}
	all.Wait()
	for q.AddModel(bob, 10) == nil {
		kept.Add(1)
	}
	if kept.Load() != 100 {
		t.Errorf("%d models were kept of %d that were counted", kept.Load(), made.Load())
	}
}
