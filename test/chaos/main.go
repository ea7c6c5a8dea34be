// Command chaos proves that every edit arrives exactly once: native clients and
// browser pages edit a few models and talk in two chats through a proxy that
// breaks their connections in every way, while the server is killed and started
// again. In the end all replicas and the store must be equal, and what each client
// did must be in the log, each operation once. Every message whose sending
// succeeded must be in its chat once, and the numbers of the chats have no gaps. Backups
// that were made meanwhile are restored, and have what was acknowledged before them.
//
//	go run ./test/chaos -duration 2m -seed 1
//
// It needs bin/convergence and, with pages, js/dist, Node and Chromium.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/internal/faultproxy"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/client"
)

var (
	duration  = flag.Duration("duration", 2*time.Minute, "how long to edit")
	clients   = flag.Int("clients", 8, "native clients")
	pageCount = flag.Int("pages", 2, "browser pages")
	modelNum  = flag.Int("models", 4, "models that all of them edit")
	killEvery = flag.Duration("kill", 15*time.Second, "between kill -9 of the server")
	cutEvery  = flag.Duration("cut", time.Second, "between cuts of a connection, on average")
	patience  = flag.Duration("patience", time.Minute, "for the replicas to become equal afterwards")
	seedFlag  = flag.Uint64("seed", 0, "of everything random; 0: the environment's SEED, or the clock")
)

// backupCount is how many backups are made, at even distances.
const backupCount = 3

func main() {
	flag.Parse()
	if *seedFlag == 0 {
		*seedFlag, _ = strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	}
	if *seedFlag == 0 {
		*seedFlag = uint64(time.Now().UnixNano()) % 1e9
	}
	fmt.Printf("seed %d\n", *seedFlag)
	r := &run{seed: *seedFlag, rng: rand.New(rand.NewPCG(*seedFlag, 0))}
	err := r.play()
	r.report()
	if err == nil && r.lost+r.duplicated+r.diverged+r.chatLost+r.chatDuplicated+r.chatGaps+r.backupLost+len(r.says) > 0 {
		err = fmt.Errorf("not every operation and message is there once")
	}
	if err == nil && r.restored == 0 { // which would say nothing of backups
		err = fmt.Errorf("no backup was made")
	}
	if err != nil {
		fmt.Printf("FAILED: %v\nplay it again with SEED=%d\n", err, r.seed)
		os.Exit(1)
	}
}

// run is one run of the whole thing.
type run struct {
	seed uint64
	rng  *rand.Rand
	findings
	diverged int
	edits    int
	kills    int
	stats    faultproxy.Stats

	messages, refused                  int // that were acknowledged, and that were not
	chatLost, chatDuplicated, chatGaps int

	kept       string // directory of the backups
	backups    []*backup
	backing    sync.WaitGroup
	restored   int // backups that were whole
	backupLost int

	ids     []string
	server  *serverprocess.Process
	proxy   *faultproxy.Proxy
	editors []*editor
	pages   *pages
	work    []pageWork
}

func (r *run) play() error {
	ctx, cancel := context.WithTimeout(context.Background(), *duration+5*time.Minute)
	defer cancel()
	if err := r.open(ctx); err != nil {
		return err
	}
	defer r.close()
	r.breakThings()
	for _, e := range r.editors {
		r.edits += e.edits
		r.says = append(r.says, e.taken()...)
	}
	for _, p := range r.work {
		r.edits += p.Edits
	}
	if err := r.compare(); err != nil {
		return err
	}
	return r.compareBackups()
}

// open starts the server, the proxy and everybody who edits.
func (r *run) open(ctx context.Context) (err error) {
	for i := range *modelNum {
		r.ids = append(r.ids, fmt.Sprintf("chaos-%d", i))
	}
	if r.server, err = serverprocess.New(); err != nil {
		return err
	}
	if err = r.server.Start(); err != nil {
		return err
	}
	if r.kept, err = os.MkdirTemp("", "convergence-backups-"); err != nil {
		return err
	}
	if r.proxy, err = faultproxy.Listen(r.server.Addr, faultproxy.Clean); err != nil {
		return err
	}
	url := serverprocess.Realtime(r.proxy.Addr())
	creation := client.Creation{Collection: "chaos", Data: value(initial())}
	for i := range *clients {
		e, err := newEditor(ctx, i, r.seed, url, r.ids, creation)
		if err != nil {
			return fmt.Errorf("client %d: %w", i, err)
		}
		r.editors = append(r.editors, e)
	}
	if *pageCount > 0 {
		root, err := serverprocess.Root()
		if err != nil {
			return err
		}
		r.pages, err = openPages(root, map[string]any{
			"server": "http://" + r.server.Addr, "realtime": url, "ids": r.ids,
			"pages": *pageCount, "seed": r.seed % 1e9, "data": map[string]any{}, "chats": chatIDs,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *run) close() {
	if r.pages != nil {
		r.pages.close()
	}
	for _, e := range r.editors {
		e.domain.Close()
	}
	if r.proxy != nil {
		r.proxy.Close()
	}
	if r.server != nil {
		r.backing.Wait()
		r.server.Remove()
	}
	os.RemoveAll(r.kept)
}

// breakThings lets everybody edit while connections break and the server is
// killed, until the time is over; then the network heals.
func (r *run) breakThings() {
	r.proxy.SetScript(faultproxy.Random(r.seed, faultproxy.Mix{
		Bytes: 200_000, BySize: 0.5, MaxDelay: 10 * time.Millisecond, Slow: 0.1, Rate: 200_000, Silent: true,
	}))
	r.proxy.CutAll() // so that the script holds for all
	stop := make(chan struct{})
	var working sync.WaitGroup
	for _, e := range r.editors {
		working.Go(func() { e.run(stop) })
	}
	var none any
	if r.pages != nil {
		if err := r.pages.ask("start", &none); err != nil {
			r.note("%v", err)
		}
	}
	end := time.After(*duration)
	kill := time.NewTicker(*killEvery)
	defer kill.Stop()
	backUp := time.NewTicker(*duration / (backupCount + 1))
	defer backUp.Stop()
	for over := false; !over; {
		select {
		case <-end:
			over = true
		case <-kill.C:
			r.server.Kill()
			r.kills++
			time.Sleep(time.Duration(r.rng.IntN(1000)) * time.Millisecond)
			if err := r.server.Start(); err != nil {
				r.note("%v", err)
				over = true
			}
		case <-backUp.C:
			if len(r.backups) < backupCount {
				r.backUp()
			}
		case <-time.After(time.Duration(r.rng.ExpFloat64() * float64(*cutEvery))):
			r.proxy.CutOne(r.rng.IntN)
		}
	}
	close(stop)
	working.Wait()
	if r.pages != nil {
		if err := r.pages.ask("stop", &r.work); err != nil {
			r.note("%v", err)
		}
	}
	r.stats = r.proxy.Stats()
	r.proxy.SetScript(faultproxy.Clean)
	r.proxy.CutAll()
}

func (r *run) report() {
	for _, s := range r.says {
		fmt.Println(s)
	}
	fmt.Printf("figure chaos.edits %d edits\n", r.edits)
	fmt.Printf("figure chaos.cuts %d cuts\n", r.stats.Cuts+r.stats.Holes+r.stats.HalfCloses)
	fmt.Printf("figure chaos.kills %d kills\n", r.kills)
	fmt.Printf("figure chaos.lost %d operations\n", r.lost)
	fmt.Printf("figure chaos.duplicated %d operations\n", r.duplicated)
	fmt.Printf("figure chaos.diverged %d replicas\n", r.diverged)
	fmt.Printf("figure chaos.chat_messages %d messages\n", r.messages)
	fmt.Printf("figure chaos.chat_refused %d messages\n", r.refused)
	fmt.Printf("figure chaos.chat_lost %d messages\n", r.chatLost)
	fmt.Printf("figure chaos.chat_duplicated %d messages\n", r.chatDuplicated)
	fmt.Printf("figure chaos.backups %d backups\n", r.restored)
	fmt.Printf("figure chaos.backup.lost %d operations\n", r.backupLost)
	fmt.Printf("figure chaos.chat_gaps %d numbers\n", r.chatGaps)
}
