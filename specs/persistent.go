package specs

import (
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

const (
	readyKeys    = "log http tcp exec timeoutMs"
	stopKeys     = "signal graceMs"
	restartKeys  = "on max backoffMs"
	restartWhens = "never failure always"
	signalNames  = "SIGTERM SIGINT SIGHUP SIGQUIT SIGKILL SIGUSR1 SIGUSR2 " +
		"SIGABRT SIGALRM SIGPIPE SIGCONT SIGWINCH"
)

// persistentDefaults fills in what a persistent command does not say.
func (c *command) persistentDefaults() {
	s := c.spec
	if s.Stop == (Stop{}) {
		s.Stop = Stop{Signal: "SIGTERM", Grace: defaultGrace}
	}
	if s.Restart == (Restart{}) {
		s.Restart = Restart{On: "never", Max: defaultRestarts, Backoff: defaultBackoff}
	}
}

// stop reads how a command is asked to end.
func (c *command) stop(f field) Stop {
	stop := Stop{Signal: "SIGTERM", Grace: defaultGrace}
	if c.d.short(f, "signal", signalNames) {
		return stop
	}
	for _, f := range c.d.fields(f) {
		switch f.name {
		case "signal":
			stop.Signal, _ = c.d.choice(f, signalNames)
		case "graceMs":
			stop.Grace = c.d.span(f)
		default:
			c.d.unknown(f, stopKeys)
		}
	}
	return stop
}

// restart reads what happens when a command exits by itself.
func (c *command) restart(f field) Restart {
	restart := Restart{Max: defaultRestarts, Backoff: defaultBackoff}
	if c.d.short(f, "on", restartWhens) {
		return restart
	}
	fields := c.d.fields(f)
	for _, f := range fields {
		switch f.name {
		case "on":
			restart.On, _ = c.d.choice(f, restartWhens)
		case "max":
			restart.Max = c.restarts(f)
		case "backoffMs":
			restart.Backoff = c.d.span(f)
		default:
			c.d.unknown(f, restartKeys)
		}
	}
	if named(fields, "on") < 0 {
		c.d.fault(f.value, f.path, "needs on: never, failure or always")
	}
	return restart
}

// restarts reads restart.max.
func (c *command) restarts(f field) int {
	n, ok := c.d.integer(f)
	if ok && (n == 0 || n < -1) {
		c.d.fault(f.value, f.path,
			"%d is no number of restarts: give 1 or more, -1 for no limit, or on: never", n)
	}
	return n
}

// A probe is Ready's texts with the parameters in them; at most one is set.
type probe struct {
	log, http, tcp template
}

// filled reports whether values are filled into any of them.
func (p *probe) filled() bool {
	for _, t := range [...]template{p.log, p.http, p.tcp} {
		if _, fixed := t.fixed(); !fixed {
			return true
		}
	}
	return false
}

// ready reads when a command counts as ready.
func (c *command) ready(f field) {
	ready := &Ready{Timeout: defaultReady}
	var kinds []string
	for _, f := range c.d.fields(f) {
		switch f.name {
		case "log", "http", "tcp", "exec":
			kinds = append(kinds, f.name)
			c.probe(ready, f)
		case "timeoutMs":
			ready.Timeout = c.d.millis(f, "timeout")
		default:
			c.d.unknown(f, readyKeys)
		}
	}
	switch {
	case f.value.Kind != yaml.MappingNode:
	case len(kinds) == 0:
		c.d.fault(f.value, f.path, "needs one of log, http, tcp, exec")
	case len(kinds) > 1:
		c.d.fault(f.value, f.path,
			"takes one of log, http, tcp, exec, not both %s", strings.Join(kinds, " and "))
	}
	c.spec.Ready = ready
}

// probe reads one way to tell that a command is ready and checks it with the default
// of each parameter, or "1" for one that has none.
func (c *command) probe(ready *Ready, f field) {
	text, ok := c.d.text(f)
	if !ok {
		return
	}
	if f.name == "exec" {
		ready.Exec = text
		c.d.checks = append(c.d.checks, f)
		return
	}
	t := c.template(f, text)
	sample := make([]value, len(c.spec.Params))
	for i, p := range c.spec.Params {
		if sample[i] = p.fallback; p.Required {
			sample[i].text = "1"
		}
	}
	// What a value begins can be anything.
	open := len(t) > 0 && t[0].param >= 0 && c.spec.Params[t[0].param].Required
	var err error
	switch f.name {
	case "log":
		ready.Log, c.spec.probe.log = text, t
		err = logPattern(t.fill(sample, regexp.QuoteMeta))
	case "http":
		ready.HTTP, c.spec.probe.http = text, t
		if !open {
			err = httpURL(t.url(sample))
		}
	case "tcp":
		ready.TCP, c.spec.probe.tcp = text, t
		if !open || len(t) > 1 {
			err = hostPort(t.fill(sample, nil))
		}
	}
	if err != nil {
		c.d.fault(f.value, f.path, "%v", err)
	}
}

// fill returns ready with values filled in: quoted in a pattern and percent-
// encoded in a URL, unless they begin it.
func (p *probe) fill(ready *Ready, values []value) (*Ready, error) {
	filled := *ready
	filled.Log = p.log.fill(values, regexp.QuoteMeta)
	filled.TCP = p.tcp.fill(values, nil)
	filled.HTTP = p.http.url(values)
	switch {
	case p.http != nil:
		return &filled, httpURL(filled.HTTP)
	case p.tcp != nil:
		return &filled, hostPort(filled.TCP)
	}
	return &filled, nil
}

// url returns t filled in as a URL, in which a value that does not begin it stays one
// part.
func (t template) url(values []value) string {
	if len(t) > 0 && t[0].param >= 0 {
		return t[:1].fill(values, nil) + t[1:].fill(values, percent)
	}
	return t.fill(values, percent)
}

// percent encodes a value so that it stays one part of a URL.
func percent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

func logPattern(text string) error {
	if text == "" {
		return errors.New("is empty: every line would match")
	}
	if _, err := regexp.Compile(text); err != nil {
		return errors.New("not a regular expression (RE2): " +
			strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return nil
}

func httpURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return errors.New(quoted(text) +
			` is no http or https URL, such as "http://127.0.0.1:3000/health"`)
	}
	return nil
}

func hostPort(text string) error {
	colon := strings.LastIndexByte(text, ':')
	if colon > 0 {
		host := text[:colon]
		port, err := strconv.ParseUint(text[colon+1:], 10, 16)
		bracketed := strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]")
		if err == nil && port > 0 && (bracketed || !strings.ContainsAny(host, ":[]/ ")) {
			return nil
		}
	}
	return errors.New(quoted(text) + ` is no host:port, such as "127.0.0.1:3000"`)
}

// readyCommand checks that f, a ready.exec, names a one-shot that can run
// without values.
func (d *decoder) readyCommand(s *Set, f field) {
	name := f.value.Value
	spec, ok := s.specs[name]
	switch {
	case !ok:
		d.fault(f.value, f.path, "there is no command %s%s", quoted(name), hint(name, s.names))
	case spec.Persistent:
		d.fault(f.value, f.path, "%q is persistent; ready needs a one-shot, which ends", name)
	default:
		for _, p := range spec.Params {
			if p.Required {
				d.fault(f.value, f.path,
					"%q needs a value for %q, and ready has none to give: declare a default",
					name, p.Name)
			}
		}
	}
}
