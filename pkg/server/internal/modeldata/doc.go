// Package modeldata reads the data of models from JSON, gives it ids, and finds the
// operations between two states of it. It refuses to know models, stores and sessions.
package modeldata
