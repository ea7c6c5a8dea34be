package session

import "strings"

// LogLevel says how much a line of the log matters.
type LogLevel uint8

// The levels. The numbers are part of the bridge.
const (
	LogTrace  LogLevel = 0
	LogDebug  LogLevel = 1
	LogInfo   LogLevel = 2
	LogWarn   LogLevel = 3
	LogError  LogLevel = 4
	LogSilent LogLevel = 5 // of a logger that prints nothing
)

// Logger is what a line of the log is about.
type Logger uint8

// The loggers. The numbers are part of the bridge.
const (
	LogProtocol   Logger = iota // every message but signs of life; never its content, which may be secret
	LogConnection               // attempts to connect that are made again
	LogSocket                   // WebSockets
	LogHeartbeat                // signs of life
	LogModels                   // models, their operations and resynchronisation
	LogIdentity                 // who users are
	loggers
)

var loggerNames = [loggers]string{"protocol", "connection", "socket", "heartbeat", "models", "identity"}

func (l Logger) String() string { return loggerNames[l] }

// Log is where domains say what they do, for people who look for a fault, as far
// as no event shows it. A line that is not wanted costs one comparison.
type Log struct {
	Levels [loggers]LogLevel // what is below is not printed; see [NewLog]
	// Print takes a line. It is called under the lock of a session or by its
	// connection, and must only note the line.
	Print func(level LogLevel, logger Logger, line string)
}

// NewLog returns a log that takes warnings and errors.
func NewLog(print func(level LogLevel, logger Logger, line string)) *Log {
	l := &Log{Print: print}
	for i := range l.Levels {
		l.Levels[i] = LogWarn
	}
	return l
}

// Wants reports whether lines of a level are printed. A nil log prints nothing.
func (l *Log) Wants(logger Logger, level LogLevel) bool {
	return l != nil && level >= l.Levels[logger]
}

// add prints a line if it is wanted. Where its parts have to be made, or calls
// are many, ask Wants first.
func (l *Log) add(logger Logger, level LogLevel, parts ...string) {
	if l.Wants(logger, level) {
		l.Print(level, logger, strings.Join(parts, ""))
	}
}

// Log prints a line of this session if it is wanted.
func (s *Session) Log(logger Logger, level LogLevel, parts ...string) {
	s.Options.Log.add(logger, level, parts...)
}
