// Package pack reads and writes the msgpack that messages are made of straight from and
// to bytes, without allocation where they are small. Format:
// https://github.com/msgpack/msgpack/blob/master/spec.md. What is rare (floating point
// numbers that are written, maps) is left to the msgpack package, which reads and writes
// here.
package pack
