package overlay

// all is every file of a package.
const all = "*"

// Of the runtime goes what nothing in a page can switch on: the execution
// tracer, the variables of GODEBUG that print, synctest, cgo and profiles; and
// what prints stacks, which without names and lines say nothing. What a panic
// or a fatal error says is printed as ever.
var runtimeRules = []rule{
	{pkg: "runtime", files: all, never: []string{
		// the execution tracer
		"trace.ok()", "traceAllocFreeEnabled()", "traceEnabled() || traceShuttingDown()", "enteredMarkAssistForTracing",
		// GODEBUG
		"debug.gctrace > 0", "debug.gctrace > 1", "debug.scavtrace > 0", "debug.gcpacertrace > 0", "debug.malloc",
		"debug.sbrk != 0", "debug.checkfinalizers != 0", "debug.checkfinalizers > 0", "debug.gccheckmark > 0", "debug.dontfreezetheworld > 0",
		"debug.efence != 0 || stackFromSystem != 0", "inittrace.active", "debug.traceCheckStackOwnership != 0 && gp != nil",
		// synctest
		"bubble != nil", "gp.bubble != nil", "c.bubble != nil && getg().bubble != c.bubble", "s.g.bubble != nil && getg().bubble != s.g.bubble",
		// files and sockets to wait for
		"netpollinited() && (netpollAnyWaiters() || pollUntil != 0) && sched.lastpoll.Swap(0) != 0",
		"netpollinited() && lastpoll != 0 && lastpoll+10*1000*1000 < now",
		"netpollinited() && netpollAnyWaiters() && sched.lastpoll.Load() != 0 && sched.pollingNet.Swap(1) == 0",
		// profiles
		"c.nextSample < 0 || MemProfileRate != c.memProfRate", "goroutineProfile.active", "prof.hz.Load() != 0",
		// other systems
		"iscgo",
		// arenas of the application
		"s.isUserArenaChunk",
		// goroutines that leak, and stacks whose layout is not known
		"work.goroutineLeak.enabled", "useCheckmark", "state.conservative || isAsyncPreempt || isDebugCall", "conservative",
		"doubleCheckReadMemStats",
	}},
	{pkg: "runtime", files: "mgc.go", swap: [][2]string{{"restart || (work.goroutineLeak.enabled && !work.goroutineLeak.done)", "restart"}},
		empty: []string{"findGoroutineLeaks"}},
	// What is printed before a fatal error, which has a text of its own.
	{pkg: "runtime", files: all, quiet: true},
	{pkg: "runtime", files: "traceruntime.go", empty: []string{"traceAcquire", "traceAcquireEnabled", "traceRelease", "traceEnabled", "traceShuttingDown",
		"traceThreadDestroy", "traceExitingSyscall", "traceExitedSyscall"}},
	{pkg: "runtime", files: "trace.go", empty: []string{"traceReader", "traceReaderAvailable", "traceAdvance"}},
	{pkg: "runtime", files: "traceback.go", empty: []string{"traceback1", "traceback2", "tracebackothers", "goroutineheader", "tracebackHexdump",
		"printcreatedby", "tracebacksomeothers"}},
	{pkg: "runtime", files: "proc.go", empty: []string{"schedtrace", "saveAncestors"}},
	{pkg: "runtime", files: "mprof.go", empty: []string{"saveblockevent", "mProf_Malloc", "mProf_Free", "mProf_NextCycle", "mProf_Flush", "mProf_PostSweep"}},
	// Sequences that check the linker's and the machine's work at every start.
	// This package checks the tables when it packs them.
	{pkg: "runtime", files: "symtab.go", empty: []string{"moduledataverify1"}},
	{pkg: "runtime", files: "runtime1.go", empty: []string{"check"}},
	// It looks for the types that several modules of one process share.
	{pkg: "runtime", files: "type.go", empty: []string{"typelinksinit"}},
	// Where a thread was made, for a profile of threads.
	{pkg: "runtime", files: "proc.go", swap: [][2]string{{"callers(1, mp.createstack[:])", ""}}},
	// A page's number of processors does not change.
	{pkg: "runtime", files: "proc.go", empty: []string{"defaultGOMAXPROCSUpdateEnable"}},
	{pkg: "runtime", files: "arena.go", empty: []string{"mspan.setUserArenaChunkToFault"}},
	{pkg: "runtime", files: "metrics.go", empty: []string{"initMetrics", "readMetricsLocked"}},
	// Memory of a page cannot be given back.
	{pkg: "runtime", files: "mgcscavenge.go", empty: []string{"bgscavenge"}, body: "c <- 1"},
	{pkg: "runtime", files: "mgcscavenge.go", empty: []string{"pageAlloc.scavenge", "printScavTrace"}},
	// Dumps of what the garbage collector found wrong. That it is wrong it says
	// all the same.
	{pkg: "runtime", files: "mgcmark.go", empty: []string{"gcDumpObject"}},
	{pkg: "runtime", files: "mcheckmark.go", empty: []string{"checkFinalizersAndCleanups"}},
	{pkg: "runtime", files: "panic.go", swap: [][2]string{{"		case stringer:\n			p.arg = v.String()\n", ""}}},
	{pkg: "runtime", files: "mgcsweep.go", empty: []string{"mspan.reportZombies"}, body: `throw("found pointer to free object")`},
	{pkg: "runtime", files: "print.go", empty: []string{"printcomplex128", "printcomplex64"}, body: `print("(", real(c), imag(c), "i)")`},
	{pkg: "runtime", files: "error.go", empty: []string{"printanycustomtype"}, body: `
	eface := efaceOf(&i)
	typestring := toRType(eface._type).string()
	if eface._type.Kind() == abi.String {
		print(typestring, "(\"")
		printindented(*(*string)(eface.data))
		print("\")")
	} else {
		print("(", typestring, ") ", eface.data)
	}`},
	{pkg: "internal/cpu", files: "cpu.go", empty: []string{"processOptions"}},
	{pkg: "internal/godebug", files: "godebug.go", empty: []string{"Setting.Value", "Setting.IncNonDefault", "Setting.register", "init"}},
}
