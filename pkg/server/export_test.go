package server

// TokenHash is what the store keeps of a reconnect token.
var TokenHash = tokenHash

// Routes returns the patterns of everything that is answered.
func (s *Server) Routes() (all []string) {
	for _, r := range s.routes(Pages{}) {
		all = append(all, r.pattern)
	}
	return all
}
