package specs

import (
	"math"
	"strings"
	"time"
)

const (
	defaultTimeout   = 120 * time.Second
	defaultMaxOutput = 8 << 20
	defaultReady     = 30 * time.Second
	defaultGrace     = 5 * time.Second
	defaultRestarts  = 5
	defaultBackoff   = 200 * time.Millisecond

	// maxMillis is the longest time a key may give, about 31 years: what is
	// longer is a slip, and would overflow in the end.
	maxMillis = 1_000_000_000_000
)

const defaultsKeys = "timeoutMs maxOutputBytes env cwd allowUnsafeEnv"

// defaults is what a command has that does not say otherwise. Its first two
// are for one-shots.
type defaults struct {
	timeout   time.Duration
	maxOutput int
	env       environ
	dir       string // absolute
}

// defaults reads the `defaults` key on top of the built-in ones. It takes no
// placeholders: there are no parameters that all commands share.
func (d *decoder) defaults(f field, def defaults) defaults {
	fields := d.fields(f)
	unsafe := d.unsafeEnv(fields)
	for _, f := range fields {
		switch f.name {
		case "timeoutMs":
			def.timeout = d.millis(f, "timeout")
		case "maxOutputBytes":
			def.maxOutput = d.limit(f)
		case "env":
			def.env = d.environ(f, unsafe)
			for _, set := range def.env.set {
				d.noPlaceholder(set)
			}
		case "cwd":
			if dir, ok := d.folder(f); ok {
				d.noPlaceholder(f)
				def.dir = absolute(d.dir, dir)
			}
		case "allowUnsafeEnv":
		default:
			d.unknown(f, defaultsKeys)
		}
	}
	return def
}

// noPlaceholder refuses a placeholder in defaults.
func (d *decoder) noPlaceholder(f field) {
	_, err := cutTemplate(f.value.Value, func(name string, off int) int {
		d.faultAt(f, off,
			"defaults take no placeholders: set it at each command that has ${%s}", name)
		return -1
	})
	if err != nil {
		d.faultAt(f, 0, "%v", err)
	}
}

// unsafeEnv reads allowUnsafeEnv, on which the meaning of other keys depends.
func (d *decoder) unsafeEnv(fields []field) bool {
	i := named(fields, "allowUnsafeEnv")
	return i >= 0 && d.boolean(fields[i])
}

// folder reads a path that is not empty.
func (d *decoder) folder(f field) (string, bool) {
	dir, ok := d.text(f)
	if ok && strings.TrimSpace(dir) == "" {
		d.fault(f.value, f.path, "is empty; leave it out for the folder of this file")
		return "", false
	}
	return dir, ok && !d.tilde(f, dir)
}

// tilde refuses a path that begins with ~, which only a shell expands.
func (d *decoder) tilde(f field, path string) bool {
	if path != "~" && !strings.HasPrefix(path, "~/") {
		return false
	}
	d.fault(f.value, f.path, "~ is not expanded: give a path from the folder of this file, "+
		"an absolute one, or ./~ for a folder of that name")
	return true
}

// millis reads a time that is positive, or -1 for none, which it returns as a
// negative one.
func (d *decoder) millis(f field, what string) time.Duration {
	ms, ok := d.integer(f)
	switch {
	case !ok:
	case ms == -1:
		return -1
	case ms == 0:
		d.fault(f.value, f.path, "0 is no %s: give milliseconds, or -1 for none", what)
	case ms < 0:
		d.fault(f.value, f.path, "%d is no %s: give milliseconds, or -1 for none", ms, what)
	case int64(ms) > maxMillis:
		d.fault(f.value, f.path, "%d is too long: give milliseconds, or -1 for none", ms)
	}
	return time.Duration(ms) * time.Millisecond
}

// span reads a time that may be zero but not negative.
func (d *decoder) span(f field) time.Duration {
	ms, ok := d.integer(f)
	if ok && (ms < 0 || int64(ms) > maxMillis) {
		d.fault(f.value, f.path, "%d is no time: give milliseconds, 0 or more", ms)
	}
	return time.Duration(ms) * time.Millisecond
}

// limit reads a size in bytes that is positive, or -1 for none.
func (d *decoder) limit(f field) int {
	n, ok := d.integer(f)
	switch {
	case !ok:
	case n == 0:
		d.fault(f.value, f.path, "0 is no limit: give bytes, or -1 for none")
	case n < -1:
		d.fault(f.value, f.path, "%d is no limit: give bytes, or -1 for none", n)
	case n > math.MaxInt32:
		d.fault(f.value, f.path,
			"%d is more than can be kept, 2 GiB: give bytes, or -1 for none", n)
	}
	return n
}
