// Package server answers: what does a host look like over HTTP? It has a handler
// for each route of api, counts what happens, and drains.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path"
	"time"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
	"github.com/holdfast-run/holdfast/host"
)

// Config is what a Server is made of.
type Config struct {
	Host    *host.Host   // stays the caller's
	Metrics *Metrics     // whose Observer the host has
	Logger  *slog.Logger // gets what goes wrong in a connection
	Version string
	Specs   string // the spec file, to be shown; "" without one

	// RunTimeout is the host's, for runs that say nothing else.
	RunTimeout time.Duration
}

// A Server serves a host. It is safe for concurrent use.
type Server struct {
	cfg   Config
	began time.Time
	runs  runs
	mux   *http.ServeMux

	// life ends when what follows a log has to.
	life context.Context
	end  context.CancelCauseFunc
}

// New returns a Server. Drain, and then End, must be called.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg, began: time.Now(), mux: http.NewServeMux()}
	s.life, s.end = context.WithCancelCause(context.Background())
	for _, r := range s.routes() {
		s.mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, req *http.Request) {
			if err := r.handle(w, req); err != nil {
				refuse(w, err)
			}
		})
	}
	return s
}

// A route is a method of a path and who answers it. What handle returns has not
// been answered.
type route struct {
	method, path string
	handle       func(http.ResponseWriter, *http.Request) error
}

func (s *Server) routes() []route {
	return []route{
		{"GET", api.PathStatus, s.status},
		{"GET", api.PathSessions, s.sessions},
		{"GET", api.PathSession, s.session},
		{"PUT", api.PathSession, s.makeSession},
		{"DELETE", api.PathSession, s.closeSession},
		{"POST", api.PathRuns, s.run},
		{"DELETE", api.PathRun, s.cancelRun},
		{"POST", api.PathEntries, s.eval},
		{"POST", api.PathComplete, s.complete},
		{"POST", api.PathPreview, s.preview},
		{"GET", api.PathCommands, s.commands},
		{"GET", api.PathPresence, s.attend},
		{"POST", api.PathReset, s.reset},
		{"GET", api.PathVars, s.vars},
		{"GET", api.PathAll, s.allProcesses},
		{"GET", api.PathProcesses, s.processes},
		{"GET", api.PathLogs, s.logs},
		{"GET", api.PathStates, s.states},
		{"POST", api.PathStop, s.stop},
		{"GET", api.PathMetrics, s.metrics},
		{"GET", api.PathOpenAPI, s.openAPI},
	}
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err, _ := r.Context().Value(peerKey{}).(error); err != nil {
		refuse(w, &api.Error{Code: api.CodeForbidden, Message: err.Error()})
		return
	}
	handler, pattern := s.mux.Handler(r)
	written := r.URL.EscapedPath()
	if pattern == "" || path.Clean(written) != written { // those net/http redirects
		refuseRoute(w, r, handler)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// peerKey is the key of what is wrong with who sent a request.
type peerKey struct{}

// HTTP returns what serves a socket: it lets this user and root in only, and
// keeps no connection that says nothing.
func (s *Server) HTTP() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.cfg.Logger.Handler(), slog.LevelWarn),
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			if err := socket.CheckPeer(conn); err != nil {
				s.cfg.Logger.Warn("connection refused", "error", err)
				return context.WithValue(ctx, peerKey{}, err)
			}
			return ctx
		},
	}
}

func (s *Server) status(w http.ResponseWriter, _ *http.Request) error {
	live, draining := s.runs.count()
	return answer(w, api.Status{
		PID: os.Getpid(), Version: s.cfg.Version, Specs: s.cfg.Specs,
		StartedAtMs: s.began.UnixMilli(), Draining: draining,
		Sessions: len(s.cfg.Host.Sessions()), Runs: live,
	})
}

func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", api.YAML)
	_, _ = w.Write(api.OpenAPI)
	return nil
}

// Drain refuses new runs, waits for those there are until ctx ends, and cancels
// the rest. It returns how many it cancelled, without waiting for their end: that
// the host's Close does.
func (s *Server) Drain(ctx context.Context) (cancelled int) { return s.runs.drain(ctx) }

// InFlight returns how many runs there are, waiting for their turn or not.
func (s *Server) InFlight() int {
	live, _ := s.runs.count()
	return live
}

// End ends the streams that follow logs.
func (s *Server) End() { s.end(errEnding) }
