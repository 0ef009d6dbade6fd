package specs

import "time"

// Output is how a one-shot's stdout is shaped for a script.
type Output string

const (
	Text  Output = "text"  // without surrounding white space; the default
	JSON  Output = "json"  // one JSON document
	Lines Output = "lines" // one string a line, line ends removed
	Bytes Output = "bytes" // as it is
)

// A Spec is one declared command. It is immutable, and safe for concurrent use.
type Spec struct {
	Name        string
	Description string
	Params      []Param // in declared order; without a params key, in order of appearance
	Persistent  bool

	// One-shots only.
	Timeout        time.Duration // default 120 s; negative: none
	Output         Output
	Stdin          bool  // the caller may give text to read; otherwise stdin is empty
	OKCodes        []int // exit statuses that count as success; default 0
	MaxOutputBytes int   // a stream; default 8 MiB; negative: no limit

	// Persistent commands only.
	Ready     *Ready // nil: ready when started
	Stop      Stop
	Restart   Restart
	KeepAlive bool

	argv        []element // nil in the shell form
	line        string    // of the shell form
	shellParams []int     // the parameters that line reads from its environment
	guards      []guard   // of the words in line that a value may begin
	env         []slot    // sorted by name
	base        string    // absolute folder of the file
	dir         string    // absolute working folder, if cwd is nil
	cwd         template  // nil if no value is filled into it
	probe       probe
	located     bool // a parameter has Within
}

// Ready says when a persistent command counts as ready: one of Log, HTTP, TCP, Exec.
type Ready struct {
	Log     string        // RE2; a line of output matches. Values filled in are quoted
	HTTP    string        // URL that answers 2xx. Values filled in are percent-encoded
	TCP     string        // host:port that accepts
	Exec    string        // name of a one-shot that succeeds
	Timeout time.Duration // default 30 s; negative: none
}

// Stop says how a persistent command is asked to end before it is killed.
type Stop struct {
	Signal string        // default "SIGTERM"
	Grace  time.Duration // default 5 s; 0: killed at once
}

// Restart says what happens when a persistent command exits by itself.
type Restart struct {
	On      string        // "never" (default), "failure" or "always"
	Max     int           // in a row; default 5; negative: no limit
	Backoff time.Duration // default 200 ms; doubles at each restart in a row
}

// An Invocation is a Spec with values filled in. Its slices are not to be
// changed: it shares them with its Spec.
type Invocation struct {
	Command string
	Argv    []string // Argv[0] without a slash is looked up on Env's PATH by whoever runs it
	Env     []string // "NAME=value", sorted; the child's whole environment
	Dir     string   // absolute working folder
	Shell   bool     // Argv is sh -c with a line of the spec file

	Timeout        time.Duration
	Output         Output
	Stdin          bool
	OKCodes        []int
	MaxOutputBytes int

	Persistent bool
	Ready      *Ready
	Stop       Stop
	Restart    Restart
	KeepAlive  bool
}
