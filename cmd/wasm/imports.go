//go:build js && wasm

package main

import "unsafe"

//go:wasmimport convergence deliver
func hostDeliver(address unsafe.Pointer, bytes int32)

//go:wasmimport convergence schedule
func hostSchedule() int32

//go:wasmimport convergence proceed
func hostProceed()

//go:wasmimport convergence timer_set
func hostTimerSet(id int32, millis float64)

//go:wasmimport convergence timer_clear
func hostTimerClear(id int32)

//go:wasmimport convergence socket_open
func hostSocketOpen(socket, domain int32, address unsafe.Pointer, bytes int32)

//go:wasmimport convergence socket_send
func hostSocketSend(socket int32, address unsafe.Pointer, bytes int32)

//go:wasmimport convergence socket_buffered
func hostSocketBuffered(socket int32) int32

//go:wasmimport convergence socket_close
func hostSocketClose(socket, code int32, address unsafe.Pointer, bytes int32)

//go:wasmimport convergence lock_hold
func hostLockHold(address unsafe.Pointer, bytes int32)

//go:wasmimport convergence lock_release
func hostLockRelease(address unsafe.Pointer, bytes int32)

//go:wasmimport convergence lock_watch
func hostLockWatch()

//go:wasmimport convergence lock_query
func hostLockQuery(query int32)
