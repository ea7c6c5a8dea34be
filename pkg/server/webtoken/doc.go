// Package webtoken verifies and makes the JSON Web Tokens (RFC 7519) that sign users in.
//
// A token is signed with RS256, ES256 or EdDSA, names its key as kid in its header, and
// has the claims sub (the username), aud ([Audience]) and exp; nbf and iat are heeded. Clocks
// may differ by [Leeway]. It may say how its user is called, and in which groups the
// user is.
//
// The package refuses to know where keys are kept and who may do what.
package webtoken
