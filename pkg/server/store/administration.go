package store

import "context"

// Administrator may do everything on the server. Administrators of one domain are users
// of type convergence there.
type Administrator struct {
	Name         string
	PasswordHash string
	Created      int64 // milliseconds
}

// Administrators keeps who administers the server.
type Administrators interface {
	// Administrators returns all administrators, by name.
	Administrators(ctx context.Context) ([]Administrator, error)
	// Administrator returns an administrator, or ErrNotFound.
	Administrator(ctx context.Context, name string) (Administrator, error)
	// AddAdministrator adds an administrator. It fails with ErrExists or ErrName.
	AddAdministrator(ctx context.Context, a Administrator) error
	// SetAdministratorPassword changes the hash of a password, or fails with ErrNotFound.
	SetAdministratorPassword(ctx context.Context, name, hash string) error
	// RemoveAdministrator removes an administrator, or fails with ErrNotFound.
	RemoveAdministrator(ctx context.Context, name string) error
}

// AdminSession is the sign-in of an administrator to the REST API.
type AdminSession struct {
	Hash []byte // of its token
	Name string
	// Domain is the only one that the administrator may change, the zero value all of them.
	Domain DomainName
	// Credential is the hash of what signed in: when the administrator has another password,
	// the session is over.
	Credential        []byte
	Device            string // where the password was right
	Created, Deadline int64  // milliseconds
}

// AdminSessions keeps sign-ins to the REST API.
type AdminSessions interface {
	// BeginAdminSession records a sign-in, and forgets those that have ended by then.
	BeginAdminSession(ctx context.Context, s AdminSession) error
	// AdminSession returns the session of a token that is good at the time millis, or
	// ErrNotFound.
	AdminSession(ctx context.Context, hash []byte, millis int64) (AdminSession, error)
	// EndAdminSession ends a session. One that does not exist is no error.
	EndAdminSession(ctx context.Context, hash []byte) error
	// KnownAdminDevice reports whether an administrator's password was right on a device
	// since a time.
	KnownAdminDevice(ctx context.Context, name string, domain DomainName, device string, since int64) (bool, error)
}

// APIKey lets a program use the REST API.
type APIKey struct {
	ID          string
	Description string
	Hash        []byte     // of its token
	Domain      DomainName // the only one that it is good for; the zero value is all of them
	Scopes      []string   // what it may do
	Created     int64      // milliseconds
}

// APIKeys keeps the keys of the REST API.
type APIKeys interface {
	// APIKeys returns all keys, by id.
	APIKeys(ctx context.Context) ([]APIKey, error)
	// APIKey returns the key of a token, or ErrNotFound.
	APIKey(ctx context.Context, hash []byte) (APIKey, error)
	// AddAPIKey adds a key. It fails with ErrExists or ErrName.
	AddAPIKey(ctx context.Context, k APIKey) error
	// RemoveAPIKey removes a key, or fails with ErrNotFound.
	RemoveAPIKey(ctx context.Context, id string) error
}

// AuditEntry is one act of an administrator or a program.
type AuditEntry struct {
	Number int64
	Millis int64
	Actor  string
	Domain string // empty: the server
	Act    string
	Target string
	Remote string
	Status int // HTTP's; 0: begun, and not known to have ended
}

// Audit keeps who did what through the REST API: the newest acts.
type Audit interface {
	// BeginAudit records that an act begins, and returns its number.
	BeginAudit(ctx context.Context, e AuditEntry) (int64, error)
	// EndAudit records how an act ended, and what it was about as is known by then.
	EndAudit(ctx context.Context, number int64, status int, target string) error
	// AuditBefore returns the newest n acts with numbers below before, the newest first.
	// Before 0 is all; with a domain only what concerns it.
	AuditBefore(ctx context.Context, before int64, domain string, n int) ([]AuditEntry, error)
}

// Prefixes of the names, among those of administrators of a domain, of authors who are none.
const (
	AuthorAPIKey = "api-key/"
	AuthorServer = "server/" // an administrator of the server
)

// AuthorPrefixes are what no administrator's name begins with.
var AuthorPrefixes = []string{AuthorAPIKey, AuthorServer}
