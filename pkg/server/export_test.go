package server

// TokenHash is what the store keeps of a reconnect token.
var TokenHash = tokenHash
