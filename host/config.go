package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/sandbox"
	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/specs"
)

// Defaults of Config and Script.
const (
	DefaultIdleTTL     = 30 * time.Minute
	DefaultMaxVMs      = 32
	DefaultRunTimeout  = 5 * time.Minute
	DefaultMemoryBytes = 256 << 20
)

// Config is what a Host is made of. Its zero value is a host whose scripts can
// compute but run nothing. For every limit 0 is the default and a negative value
// means none.
type Config struct {
	Specs    *specs.Set      // what scripts may run; nil: nothing
	Bindings map[string]Func // the embedder's own functions, by dotted name

	// Commands, if not nil, makes what the scripts of a session see as commands,
	// when its first one runs; nil, or what it returns is: its processes, as Specs
	// declares them. It is for tests, and for commands that run somewhere else.
	// See package hosttest.
	Commands func(*Session) Commander

	// Isolation says where scripts run; zero: in worker processes.
	Isolation Isolation

	// Setup may change each new runtime before its first script runs. It and
	// what it installs run on the goroutine of Session.Run. It needs
	// Isolation: InProcess.
	Setup func(*goja.Runtime) error

	IdleTTL     time.Duration // a session nobody has used for so long ends; 0: 30 minutes
	MaxVMs      int           // VMs kept warm between runs; 0: 32
	RunTimeout  time.Duration // of a run that says nothing else; 0: 5 minutes
	MemoryBytes int           // of a run that says nothing else; 0: 256 MiB
	MaxInFlight int           // one-shots a session runs at once; 0: 64

	MaxPersistent int // persistent commands a session has at once; 0: 16

	// Environ is what specs may pass to commands, as "NAME=value"; nil: this
	// process's environment, empty: nothing.
	Environ []string
	Dir     string // what process.cwd() says; "": the working folder at New

	// StateDir is a folder where what sessions start is written down, so that
	// the next host with the same folder can end what this one leaves behind
	// if it and its guardians are all killed at once; "": nowhere. New ends
	// what earlier hosts left there. Without Specs it is not used.
	StateDir string

	// Console, if not nil, gets what scripts print as they print it, on the
	// goroutine of Session.Run; Result.Console stays empty then.
	Console func(session string, e ConsoleEntry)
	Logger  *slog.Logger // nil: nothing is logged

	Observer Observer // told what happens, to count it

	// Uncontained lets commands run in a program whose main cannot begin with
	// Child. What leaves its process group then escapes, and so does everything
	// when this process is killed.
	Uncontained bool
}

// Isolation says where scripts run.
type Isolation int

const (
	// Worker is a process for each VM: this program started again, which can do
	// nothing but compute and ask. Whatever a script does, the worst that
	// happens is that this process dies. On Linux a filter of system calls and
	// Landlock hold it; in a program built with cgo the filter does alone, for
	// most kernels can restrict Go's threads, but not C's.
	Worker Isolation = iota
	// InProcess is this process. A run is cheaper to begin, and Setup can reach
	// the engine; but a script can make this process hang or crash. See
	// the package's comment.
	InProcess
)

// A Func is one of the embedder's own functions. It runs on a goroutine of its
// own, may block, and must return soon after ctx ends, as it does when the run
// ends. Its result must be data: nil, bool, numbers, strings, []byte (a
// Uint8Array), []any, map[string]any, or what encoding/json can marshal; or a
// *Stream, for what happens later. An error becomes a JavaScript Error; a panic
// does too, and the VM is not used again.
type Func func(ctx context.Context, c Call) (any, error)

// A Call is what a script gave to a Func.
type Call struct {
	Session *Session // whose script calls; see Local for what belongs to one
	Args    []any    // nil, bool, float64, string, []byte, []any or map[string]any
}

// A Commander is what scripts see as commands; *commands.Runner is one. Its
// errors should be *commands.Error, which scripts see with code and facts.
type Commander = jsapi.Commander

func (cfg Config) withDefaults() Config {
	cfg.IdleTTL = or(cfg.IdleTTL, DefaultIdleTTL)
	cfg.MaxVMs = or(cfg.MaxVMs, DefaultMaxVMs)
	cfg.RunTimeout = or(cfg.RunTimeout, DefaultRunTimeout)
	cfg.MemoryBytes = or(cfg.MemoryBytes, DefaultMemoryBytes)
	if cfg.Environ == nil {
		cfg.Environ = os.Environ()
	}
	if cfg.Dir == "" {
		cfg.Dir, _ = os.Getwd()
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return cfg
}

// scriptEnv is what scripts see as process.env.
func (cfg Config) scriptEnv() map[string]string {
	if cfg.Specs == nil {
		return nil
	}
	return cfg.Specs.Env(cfg.Environ)
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// validate also builds a VM, to learn what is wrong with Bindings and Setup
// before anyone waits for a run.
func (cfg Config) validate() error {
	var errs []error
	if cfg.Isolation != Worker && cfg.Isolation != InProcess {
		errs = append(errs, fmt.Errorf("host: Isolation is %d, neither Worker nor InProcess", cfg.Isolation))
	}
	if cfg.Specs != nil && cfg.Commands == nil && !cfg.Uncontained {
		if err := commands.Contained(); err != nil {
			errs = append(errs, fmt.Errorf("host: %w", err))
		}
	}
	if cfg.Isolation == Worker {
		if err := sandbox.Ready(); err != nil {
			errs = append(errs, fmt.Errorf("host: %w; or set Config.Isolation to host.InProcess", err))
		}
		if cfg.Setup != nil {
			errs = append(errs, errors.New("host: Setup needs Isolation: host.InProcess, "+
				"for a worker's VM is in another process"))
		}
	}
	for name, f := range cfg.Bindings {
		if f == nil {
			errs = append(errs, fmt.Errorf("host: binding %q is nil", name))
		}
	}
	if len(cfg.Bindings) > 0 || cfg.Setup != nil {
		if _, err := newInProcess(cfg, nil, nil); err != nil {
			errs = append(errs, fmt.Errorf("host: %w", err))
		}
	}
	return errors.Join(errs...)
}
