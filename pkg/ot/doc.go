// Package ot is the algebra of edits: operations as values, and the functions
// that validate, transform, compose and invert them.
//
// Everything here is pure. An operation does not know who made it, which
// version it belongs to or how it travels, and no function changes its
// arguments, so the same code runs in the browser, in the native client and
// in the server. The package imports the standard library only.
//
// All positions and lengths in text are UTF-16 code units, the unit of
// JavaScript strings. Text itself is kept as WTF-8 (see [Text]), in which a
// lone surrogate survives.
package ot
