// Package jsapitest has what tests of a VM share, wherever it lives: a durable tier
// that starts no process, and a driver for scripts that test themselves.
package jsapitest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/jsapi"
)

// A VM is a *jsapi.VM, or stands for one elsewhere.
type VM interface {
	Run(ctx context.Context, s jsapi.Script) (json.RawMessage, error)
}

// RunScripts runs every chunk of the scripts in dir in a VM of its own, which make
// makes with the durable tier of Tier. A chunk begins at a line "// --- name". A
// line that ends in "//! regexp" must be the one the chunk fails at, with an
// error that the regexp matches.
func RunScripts(t *testing.T, dir string, make func(*testing.T, jsapi.Config) VM) {
	files, err := filepath.Glob(dir + "/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in %s: %v", dir, err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range chunks(t, filepath.Base(file), string(source)) {
			t.Run(c.file+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				c.run(t, make(t, Tier()))
			})
		}
	}
}

type chunk struct {
	file, name, source string
	wantLine           int // 0: no error
	wantError          *regexp.Regexp
}

// chunks splits a file; each chunk keeps the line numbers of the file.
func chunks(t *testing.T, file, source string) []chunk {
	var all []chunk
	for i, line := range strings.Split(source, "\n") {
		if name, ok := strings.CutPrefix(line, "// --- "); ok {
			all = append(all, chunk{file: file, name: name, source: strings.Repeat("\n", i)})
		}
		if len(all) == 0 {
			continue
		}
		c := &all[len(all)-1]
		c.source += line + "\n"
		if _, pattern, ok := strings.Cut(line, "//! "); ok {
			re, err := regexp.Compile(pattern)
			if err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
			c.wantLine, c.wantError = i+1, re
		}
	}
	return all
}

func (c chunk) run(t *testing.T, vm VM) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := vm.Run(ctx, jsapi.Script{Name: "assert.js", Source: assertSource}); err != nil {
		t.Fatal(err)
	}
	_, err := vm.Run(ctx, jsapi.Script{Name: c.file, Source: c.source, Args: []any{"one", 2.0}})
	var serr *jsapi.ScriptError
	switch {
	case err == nil && c.wantError == nil:
	case err == nil:
		t.Errorf("%s:%d: no error, want %v", c.file, c.wantLine, c.wantError)
	case !errors.As(err, &serr):
		t.Errorf("got %T %v, want a *ScriptError", err, err)
	case c.wantError == nil:
		t.Errorf("%v\n%s", err, serr.Stack)
	case serr.Line != c.wantLine || serr.File != c.file || !c.wantError.MatchString(err.Error()):
		t.Errorf("got %v, want %s:%d: %v", err, c.file, c.wantLine, c.wantError)
	}
}

// assertSource defines assert for the scripts of testdata.
const assertSource = `globalThis.assert = Object.assign(
	(ok, message = "assertion failed") => { if (!ok) throw new Error(message); },
	{
		equal(got, want) {
			const text = (v) => JSON.stringify(v, (_, x) =>
				x === undefined ? "(undefined)" : typeof x === "bigint" ? x + "n" : x);
			if (text(got) !== text(want)) throw new Error("got " + text(got) + ", want " + text(want));
		},
		throws(f, re) {
			try { f(); } catch (e) { if (re.test(String(e))) return e; throw e; }
			throw new Error("nothing thrown, want " + re);
		},
		async rejects(p, re) {
			try { await p; } catch (e) { if (re.test(String(e))) return e; throw e; }
			throw new Error("not rejected, want " + re);
		},
	},
);`
