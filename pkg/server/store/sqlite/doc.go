// Package sqlite keeps everything in SQLite files: system.db for the list of
// domains and one file per domain, all under one directory.
//
// The files are in WAL mode with synchronous=FULL, so a transaction that has
// been committed survives the loss of power, readers never wait for the
// writer, and other processes (the command line beside a running server) see
// and may add data at any time. Each file has one connection that writes,
// behind a mutex, and a few that read.
package sqlite
