package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/server"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

type serveFlags struct {
	specs     string
	socket    string
	detach    bool
	logFormat string
	logLevel  string
	metrics   string
	grace     graceTime
	idleTTL   timeLimit
	maxVMs    countLimit
	timeout   timeLimit
	memory    sizeLimit
}

// newServeCommand needs the command line to start itself again with --detach.
func newServeCommand(sys *system, line []string) *cobra.Command {
	f := serveFlags{grace: graceTime(10 * time.Second)}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Keep sessions for run and repl --session, with their variables and processes",
		Long: `Keep sessions on a Unix socket that only you can use. "holdfast run --session S"
runs scripts there, "holdfast repl --session S" entries, and "holdfast sessions",
"ps", "logs", "stop" and "close" show and end what there is. The spec file is read
once, at the start.

SIGTERM, and Ctrl-C, end it: new runs are refused, those in flight get --grace,
then everything ends. A second signal ends the grace, but not the clean-up.

It is HTTP with JSON:
  curl --unix-socket PATH http://holdfast/openapi.yaml
describes it, and .../metrics is for Prometheus.`,
		Example: `  holdfast serve --detach
  holdfast serve --specs holdfast.yaml --log-format json --metrics 127.0.0.1:9464`,
		Args:              atMost(0, "serve takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.detach {
				return runDetached(sys, f, line)
			}
			return runServe(cmd.Context(), sys, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.specs, "specs", "", "spec `file` (default: holdfast.yaml here or above)")
	addSocketFlag(flags, &f.socket)
	flags.BoolVar(&f.detach, "detach", false, "serve in the background; return once it answers")
	flags.StringVar(&f.logFormat, "log-format", "text", "`format` of the log on stderr: text or json")
	flags.StringVar(&f.logLevel, "log-level", "info",
		"least `level` that is logged: debug, info, warn, error")
	completeWords(cmd, "log-format", "text", "json")
	completeWords(cmd, "log-level", "debug", "info", "warn", "error")
	flags.StringVar(&f.metrics, "metrics", "",
		"serve metrics at this local `address` too: 127.0.0.1:9464")
	flags.Var(&f.grace, "grace", "`time` for runs in flight when the server is to end (default 10s)")
	flags.Var(&f.idleTTL, "idle-ttl", "end a session not used for this `time`, or none (default 30m)")
	flags.Var(&f.maxVMs, "max-vms", "keep this `number` of VMs between runs, or none: all (default 32)")
	flags.Var(&f.timeout, "timeout", "limit of runs that set none: a `time`, or none (default 5m)")
	flags.Var(&f.memory, "memory", "limit of runs that set none: a `size`, or none (default 256MiB)")
	return cmd
}

const noSpecsWarning = "no holdfast.yaml in this folder or above: scripts may run nothing"

// runServe is holdfast serve.
func runServe(ctx context.Context, sys *system, f serveFlags) error {
	logger, err := newLogger(sys, f)
	if err != nil {
		return err
	}
	file, err := loadSpecs(sys, f.specs)
	if err != nil && !errors.Is(err, specs.ErrNotFound) {
		return err
	}
	listener, path, err := listen(sys, f.socket)
	if err != nil {
		return err
	}
	defer listener.Close()
	if file.set == nil {
		logger.Warn(noSpecsWarning)
	}
	s := &service{sys: sys, flags: f, logger: logger, path: path}
	return s.serve(ctx, listener, file.set)
}

func newLogger(sys *system, f serveFlags) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.logLevel)); err != nil {
		return nil, misuse("", "--log-level %q: there are debug, info, warn and error", f.logLevel)
	}
	o := &slog.HandlerOptions{Level: level}
	switch f.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(sys.stderr, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(sys.stderr, o)), nil
	}
	return nil, misuse("", "--log-format %q: there are text and json", f.logFormat)
}

// listen opens the socket that a flag names.
func listen(sys *system, flag string) (*socket.Listener, string, error) {
	path, isDefault := sys.socketPath(flag)
	if isDefault {
		if err := socket.MakeFolder(path); err != nil {
			return nil, "", &exitError{status: statusFailed, err: err, hint: "--socket names another"}
		}
	}
	l, err := socket.Listen(path)
	if _, taken := errors.AsType[*socket.TakenError](err); taken {
		return nil, "", &exitError{status: statusFailed, err: err, hint: "--socket names another"}
	}
	return l, path, err
}

// A service is a server while it serves.
type service struct {
	sys    *system
	flags  serveFlags
	logger *slog.Logger
	path   string
	host   *host.Host
	server *server.Server
}

// serve serves until a signal comes, and then ends everything.
func (s *service) serve(ctx context.Context, l *socket.Listener, set *specs.Set) error {
	signals := s.sys.signals()
	metrics := new(server.Metrics)
	cfg := s.config(set, metrics)
	var err error
	if s.host, err = newHost(cfg, func(text string) { s.logger.Warn(text) }); err != nil {
		return err
	}
	s.server = server.New(s.serverConfig(set, metrics))
	endpoints := []endpoint{{s.server.HTTP(), l}}
	if s.flags.metrics != "" {
		extra, err := listenLocally(s.flags.metrics)
		if err != nil {
			_, closeErr := s.host.Close(ctx)
			return errors.Join(err, closeErr)
		}
		endpoints = append(endpoints, endpoint{s.server.MetricsHTTP(), extra})
	}
	failed := make(chan error, len(endpoints))
	for _, e := range endpoints {
		// Owner: this call, which ends it by close. Nobody waits: what it has to
		// say fits in failed.
		go func() { failed <- e.http.Serve(e.listener) }()
	}
	s.announce()
	err = s.untilSignal(signals, failed)
	return errors.Join(err, s.end(signals, endpoints))
}

// An endpoint is a listener and who answers there.
type endpoint struct {
	http     *http.Server
	listener net.Listener
}

func (s *service) config(set *specs.Set, metrics *server.Metrics) host.Config {
	return host.Config{
		Specs: set, Environ: s.sys.environ, Dir: s.sys.dir, StateDir: s.sys.stateDir(),
		IdleTTL: time.Duration(s.flags.idleTTL), MaxVMs: int(s.flags.maxVMs),
		RunTimeout: time.Duration(s.flags.timeout), MemoryBytes: int(s.flags.memory),
		Logger: s.logger, Observer: s.observer(metrics),
	}
}

func (s *service) serverConfig(set *specs.Set, metrics *server.Metrics) server.Config {
	cfg := server.Config{
		Host: s.host, Metrics: metrics, Logger: s.logger, Version: newBuild().Version,
		RunTimeout: cmp.Or(time.Duration(s.flags.timeout), host.DefaultRunTimeout),
	}
	if set != nil {
		cfg.Specs = set.File()
	}
	return cfg
}

// observer counts, and logs what the end of a session killed.
func (s *service) observer(metrics *server.Metrics) host.Observer {
	o := metrics.Observer()
	count := o.Closed
	o.Closed = func(session string, report host.Report, err error) {
		count(session, report, err)
		for _, k := range report.Killed {
			// What a command left behind has no command but a program.
			s.logger.Info("process ended with its session", "session", session,
				"command", cmp.Or(k.Command, k.Program), "pid", k.PID, "signal", k.Signal)
		}
		s.logger.Info("session ended", "session", session, "killed", report.Total)
	}
	return o
}

// announce says, in one line of stdout, where the server is. Whoever started it
// with --detach reads it.
func (s *service) announce() {
	s.logger.Info("serving", "socket", s.path, "pid", os.Getpid())
	fmt.Fprintf(s.sys.stdout, "serving on %s, process %d\n", s.path, os.Getpid())
}

// untilSignal waits for a signal that ends the server; the error is why it
// cannot go on.
func (s *service) untilSignal(signals <-chan os.Signal, failed <-chan error) error {
	select {
	case sig := <-endingSignals(signals):
		s.logger.Info("ending", "signal", sig.String(), "runs", s.server.InFlight(),
			"grace", time.Duration(s.flags.grace))
		return nil
	case err := <-failed:
		return err
	}
}

// listenLocally listens where nobody but this machine can ask.
func listenLocally(address string) (net.Listener, error) {
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, misuse("write 127.0.0.1:9464", "--metrics %q: %w", address, err)
	}
	if ip := net.ParseIP(name); name != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, misuse("write 127.0.0.1:9464",
			"--metrics %q: is not of this machine alone, and there is no password", address)
	}
	return net.Listen("tcp", address)
}

// logFolder is where a detached server writes its log.
func (sys *system) logFolder(socketPath string) string {
	if dir := sys.stateDir(); dir != "" {
		return dir
	}
	return filepath.Dir(socketPath)
}
