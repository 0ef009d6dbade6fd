package specs

import (
	"strings"
	"testing"
)

// designFile has every key of the format at least once.
const designFile = `
x-note: free
x-env: &env { set: { LC_ALL: C } }
defaults:
  timeoutMs: 60000
  maxOutputBytes: 1024
  env: { pass: [HOME, LANG], set: { TERM: dumb } }
commands:
  branch: git rev-parse --abbrev-ref HEAD
  status: [git, status]
  clone:
    run: [git, clone, --depth, 1, --, "${url}", "${dir}"]
    description: Clone a repository
    params:
      url: { type: string, pattern: "^https://", maxLength: 200, description: where from }
      dir: { type: path, within: ./work }
    timeoutMs: -1
    maxOutputBytes: -1
    okCodes: [0, 128]
    stdin: text
    env: { pass: [SSH_AUTH_SOCK, LANG], set: { GIT_TERMINAL_PROMPT: "0", HOME: /nowhere } }
    cwd: ./work
    output: lines
  dev:
    run: [node, server.js, --port, "${port}", "${flags}"]
    params:
      port: { type: integer, min: 1024, max: 65535, default: 3000 }
      flags: { type: list, default: [] }
    persistent: true
    keepAlive: true
    ready: { http: "http://127.0.0.1:${port}/health", timeoutMs: 15000 }
    stop: { signal: SIGINT, graceMs: 100 }
    restart: { on: failure, max: 3, backoffMs: 50 }
  plain: { run: ./bin/serve, persistent: true, ready: { exec: branch }, x-free: [anything] }
  unsafe: { run: [ls], allowUnsafeEnv: true, env: [LD_PRELOAD] }
  merged: { <<: { env: *env }, run: "ls ${PATH}" }
`

// parse is a spec file with these commands, or the end of the test.
func parse(t testing.TB, src string) *Set {
	t.Helper()
	set, err := Parse("/etc/work/holdfast.yaml", []byte(src))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return set
}

// faults is Parse's error text without the file's name.
func faults(t testing.TB, src string) string {
	t.Helper()
	_, err := Parse("holdfast.yaml", []byte(src))
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(err.Error(), "holdfast.yaml:", "")
}
