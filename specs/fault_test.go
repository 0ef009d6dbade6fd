package specs

// faultTests are mistakes and the whole text that reports them, without the
// file's name.
var faultTests = []struct {
	name, src, want string
}{
	{"empty file", "", `1:1: is empty; ` + "`holdfast init` makes an example"},
	{"unknown command key", `commands:
  dev:
    run: [node]
    persistent: true
    redy: { log: up }`,
		`5:5: commands.dev.redy: unknown key (did you mean "ready"?)`},
	{"unknown top key", `comands: {}`,
		`1:1: comands: unknown key (did you mean "commands"?)`},
	{"unknown key without a near one", `commands:
  a: { run: ls, zzzzzzzz: 1 }`,
		`2:17: commands.a.zzzzzzzz: unknown key (known: run, description, params, cwd, env, allowUnsafeEnv, persistent, timeoutMs, output, stdin, okCodes, maxOutputBytes, ready, stop, restart, keepAlive)`},
	{"no commands", `defaults: {}`,
		"1:1: has no `commands:`; `holdfast init` makes an example"},
	{"duplicate key", `commands:
  a: { run: ls, run: ls }`,
		`2:17: commands.a.run: duplicate key`},
	{"duplicate command", `commands:
  a: ls
  b: ls
  a: pwd`,
		`4:3: commands.a: duplicate key`},
	{"all faults at once", `commands:
  a: { run: ls, timeoutMs: soon }
  b: { run: 7 }
  c: { cmd: ls }`,
		`2:28: commands.a.timeoutMs: must be a whole number, not the string "soon"
3:13: commands.b.run: must be a shell line or a list, not the number 7
4:3: commands.c: has no run: what is executed?
4:8: commands.c.cmd: unknown key (did you mean "cwd"?)`},
	{"command is a number", `commands: { a: 3 }`,
		`1:16: commands.a: must be a shell line, a list or a map, not the number 3`},
	{"command is empty", `commands:
  a:`,
		`2:5: commands.a: must be a shell line, a list or a map, not empty`},
	{"commands is a list", `commands: [ls]`,
		`1:11: commands: must be a map, not a list`},
	{"command name", `commands:
  "a b": ls`,
		`2:3: commands.a b: a command's name is letters, digits and _ - . :, and begins with a letter or digit`},
	{"key is no string", `commands:
  1: ls`,
		`2:3: commands: a key must be a string, not the number 1: write it in quotes`},
	{"second document", `commands: {}
---
commands: {}`,
		"2:1: a second document begins here: put all commands under one `commands:`"},
	{"tab", `commands:
	a: ls`,
		`2:1: not YAML: indented with a tab: only spaces may indent`},
	{"tab after spaces", "commands:\n  a:\n  \t  run: ls",
		`3:3: not YAML: indented with a tab: only spaces may indent`},
	{"words for maps and lists", `commands:
  a: { run: ls, persistent: true, stop: SIGINT, restart: always, env: HOME }
  b: { run: ls, okCodes: 0 }
  c: { run: ls, persistent: true, stop: INT, restart: 3 }`,
		`2:41: commands.a.stop: must be a map: write { signal: SIGINT }
2:58: commands.a.restart: must be a map: write { on: always }
2:71: commands.a.env: must be a list, not the string "HOME": write it in [ ]
3:26: commands.b.okCodes: must be a list, not the number 0: write it in [ ]
4:41: commands.c.stop: must be a map, not the string "INT"
4:55: commands.c.restart: must be a map, not the number 3
4:55: commands.c.restart: needs on: never, failure or always`},
	{"no token", `commands:
  a: @ls`,
		`2: not YAML: found character that cannot start any token; put a text that begins with @, % or a backquote in quotes`},
	{"no UTF-8", "commands:\n  a: é\xe9",
		`2:7: not YAML: incomplete UTF-8 octet sequence`},
	{"half a character", "commands:\n  a: 'é\xe9'",
		`2:8: not YAML: incomplete UTF-8 octet sequence`},
	{"surrogate", "commands:\n  a: \xed\xa0\x80",
		`2:6: not YAML: invalid Unicode character`},
	{"control character", "commands:\n  a: \"\u0085\t\x07\"",
		`2:9: not YAML: control characters are not allowed`},
	{"bad indent", `commands:
  a: ls
 b: ls`,
		`3: not YAML: did not find expected key; indent a key like those beside it, and put nothing behind a closing quote`},
	{"deeper than a list", `commands:
  a: ls
  b: [ls]
   c: ls
  d: ls`,
		`4: not YAML: did not find expected key; indent a key like those beside it, and put nothing behind a closing quote`},
	{"quote within quotes", `commands:
  a: { run: [ls] }
  b: echo 'it''s'
  c: 'it's'
  d: 'ls'`,
		`4: not YAML: did not find expected key; indent a key like those beside it, and put nothing behind a closing quote`},
	{"key among items", `commands:
  a:
    - ls
    - -l
    cwd: x`,
		`5: not YAML: did not find expected '-' indicator; a list goes on with "- ", and ends with a line that is indented less`},
	{"deeper in a second document", `commands: {}
---
commands:
  b: [ls]
   c: ls`,
		`4: not YAML: did not find expected key; indent a key like those beside it, and put nothing behind a closing quote`},
	{"more behind a quote", `commands:
  a: ls
  b: "ls" | wc
  c: ls`,
		`3: not YAML: did not find expected comment or line break; put all of a text that holds | or > in quotes`},
	{"unclosed flow", `commands: { a: [ls
b: 1`,
		`2: not YAML: did not find expected ',' or ']'; put a text that holds ${name}, a bracket or a comma in quotes, and close each "["`},
	{"placeholder in brackets", `commands:
  a: [ls, ${x}]`,
		`2: not YAML: did not find expected ',' or ']'; put a text that holds ${name}, a bracket or a comma in quotes, and close each "["`},
	{"unclosed map", `commands:
  a: { run: ls`,
		`2: not YAML: did not find expected ',' or '}'; put a text that holds ${name}, a bracket or a comma in quotes, and close each "{"`},
	{"colon in a text", `commands:
  a: echo a: b`,
		`2: not YAML: mapping values are not allowed in this context; put a text that holds ": " in quotes, and indent a key like those beside it`},
	{"no colon", `commands:
  a: ls
  b ls
  c: ls`,
		`3: not YAML: could not find expected ':'; a key ends with ": ", and the lines of a text are indented more than its key`},
	{"top key indented less", ` commands: {}
defaults: {}`,
		`2: not YAML: did not find expected <document start>; indent a key like those beside it`},
	{"list on the line of its key", `commands:
  a: - ls`,
		`2: not YAML: block sequence entries are not allowed in this context; begin a list on a line of its own, or write [a, b]`},
	{"pattern of file names", `commands:
  a: *.txt`,
		`2: not YAML: did not find expected alphabetic or numeric character; put a text that begins with * or & in quotes`},
	{"backslash in quotes", `commands:
  a: "ls \d"`,
		`2: not YAML: found unknown escape character; in double quotes write \\ for \, or use single quotes`},
	{"unclosed quote", `commands:
  a: "ls`,
		`2: not YAML: found unexpected end of stream; close the quote`},
	{"version of YAML", "# c\n%YAML 1.2\n---\ncommands: {}",
		`2:1: not YAML: only %YAML 1.1 is known: leave this line out`},
	{"unknown alias", `commands: { a: *x }`,
		`1:16: not YAML: unknown anchor 'x' referenced`},
	{"run missing", `commands:
  a: { cwd: . }`,
		`2:3: commands.a: has no run: what is executed?`},
	{"run empty list", `commands: { a: [] }`,
		`1:16: commands.a: is empty: name the program to execute`},
	{"run empty line", `commands: { a: "  " }`,
		`1:16: commands.a: is empty: what is executed?`},
	{"run element is a map", `commands: { a: [ls, {b: c}] }`,
		`1:21: commands.a[1]: must be a string, not a map`},
	{"run element is true", `commands: { a: [ls, true] }`,
		`1:21: commands.a[1]: must be a string, not true: write it in quotes`},
	{"run element holds NUL", `commands: { a: [ls, "a\0b"] }`,
		`1:21: commands.a[1]: holds a NUL byte`},
	{"program is a placeholder", `commands: { a: ["${x}", b] }`,
		`1:17: commands.a[0]: the program to execute takes no placeholder: nothing undeclared runs`},
	{"program is empty", `commands: { a: ["", b] }`,
		`1:17: commands.a[0]: is empty: name the program to execute`},
	{"open placeholder", `commands: { a: [ls, "a${x"] }`,
		`1:23: commands.a[1]: "${" without "}"; write "$${" if it is meant so`},
	{"placeholder name", `commands: { a: [ls, "a${1x}"] }`,
		`1:23: commands.a[1]: "1x" is no parameter's name; write "$${" if it is meant as it is`},
	{"undeclared placeholder", `commands:
  a:
    run: [ls, "--port=${prot}"]
    params: { port: { type: integer } }`,
		`3:23: commands.a.run[1]: ${prot} is not declared under params (did you mean "port"?)
4:15: commands.a.params.port: is never filled in: there is no ${port} in this command`},
	{"unused parameter", `commands:
  a:
    run: [ls]
    params:
      dir: {}`,
		`5:7: commands.a.params.dir: is never filled in: there is no ${dir} in this command`},
	{"list inside an element", `commands:
  a: { run: [ls, "a${f}"], params: { f: { type: list } } }`,
		`2:20: commands.a.run[1]: ${f} is a list, which needs an element to itself`},
	{"list in a shell line", `commands:
  a: { run: "ls ${f}", params: { f: { type: list } } }`,
		`2:17: commands.a.run: ${f} is a list, and a variable of the shell holds one word: use a list as run`},
	{"list in cwd", `commands:
  a: { run: [ls, "${f}"], cwd: "${f}", params: { f: { type: list } } }`,
		`2:33: commands.a.cwd: ${f} is a list, which needs an element of run to itself`},
	{"placeholder is an environment name", `commands:
  a: { run: [ls, "${HOME}"], env: [HOME] }`,
		`2:19: commands.a.run[1]: ${HOME} is an environment variable, which only a shell line can fill in here`},
	{"parameter type", `commands:
  a: { run: [ls, "${n}"], params: { n: { type: strng } } }`,
		`2:48: commands.a.params.n.type: "strng" is none of string, integer, number, boolean, path, list (did you mean "string"?)`},
	{"parameter key", `commands:
  a: { run: [ls, "${n}"], params: { n: { patern: x } } }`,
		`2:42: commands.a.params.n.patern: unknown key (did you mean "pattern"?)`},
	{"parameter is a string", `commands:
  a: { run: [ls, "${n}"], params: { n: string } }`,
		`2:40: commands.a.params.n: must be a map: write { type: string }`},
	{"parameter no map", `commands:
  a: { run: [ls, "${n}"], params: { n: text } }`,
		`2:40: commands.a.params.n: must be a map, not the string "text"`},
	{"parameter name", `commands:
  a: { run: ls, params: { "1n": {} } }`,
		`2:27: commands.a.params.1n: a parameter's name is letters, digits, _ and -, and begins with a letter or _
2:27: commands.a.params.1n: is a variable of the shell line, so its name is letters, digits and _ only`},
	{"enum on integer", `commands:
  a: { run: [ls, "${n}"], params: { n: { type: integer, enum: [a] } } }`,
		`2:57: commands.a.params.n.enum: is for type string; this parameter's is integer`},
	{"within on string", `commands:
  a: { run: [ls, "${n}"], params: { n: { within: . } } }`,
		`2:42: commands.a.params.n.within: is for type path; this parameter's is string`},
	{"min on string", `commands:
  a: { run: [ls, "${n}"], params: { n: { min: 1 } } }`,
		`2:42: commands.a.params.n.min: is for type integer or number; this parameter's is string`},
	{"pattern is broken", `commands:
  a: { run: [ls, "${n}"], params: { n: { pattern: "a(" } } }`,
		"2:51: commands.a.params.n.pattern: not a regular expression (RE2): missing closing ): `a(`"},
	{"min over max", `commands:
  a: { run: [ls, "${n}"], params: { n: { type: integer, min: 5, max: 3 } } }`,
		`2:37: commands.a.params.n: min is greater than max: no value fits`},
	{"min is a fraction", `commands:
  a: { run: [ls, "${n}"], params: { n: { type: integer, min: 1.5 } } }`,
		`2:62: commands.a.params.n.min: must be a whole number, as the parameter is`},
	{"maxLength zero", `commands:
  a: { run: [ls, "${n}"], params: { n: { maxLength: 0 } } }`,
		`2:53: commands.a.params.n.maxLength: must be at least 1; leave it out for no limit`},
	{"enum twice", `commands:
  a: { run: [ls, "${n}"], params: { n: { enum: [a, a] } } }`,
		`2:52: commands.a.params.n.enum[1]: "a" is there twice`},
	{"enum empty", `commands:
  a: { run: [ls, "${n}"], params: { n: { enum: [] } } }`,
		`2:48: commands.a.params.n.enum: is empty: no value fits`},
	{"default of another type", `commands:
  a: { run: [ls, "${n}"], params: { n: { type: integer, default: many } } }`,
		`2:66: commands.a.params.n.default: must be an integer, not the string "many"`},
	{"default out of bounds", `commands:
  a: { run: [ls, "${n}"], params: { n: { type: integer, max: 3, default: 4 } } }`,
		`2:74: commands.a.params.n.default: 4 is greater than the greatest allowed, 3`},
	{"default not matching", `commands:
  a: { run: [ls, "${n}"], params: { n: { pattern: "^a", default: b } } }`,
		`2:66: commands.a.params.n.default: "b" does not match the pattern ^a`},
	{"default is null", `commands:
  a: { run: [ls, "${n}"], params: { n: { default: ~ } } }`,
		`2:51: commands.a.params.n.default: is empty: what is filled in when the value is left out?`},
	{"default would be an option", `commands:
  a: { run: [ls, "${n}"], params: { n: { default: -l } } }`,
		`2:37: commands.a.params.n.default: begins with "-" and would become an option: put "--" before ${n} in run, or declare allowDash: true`},
	{"choice would be an option", `commands:
  a: { run: [ls, "${n}"], params: { n: { enum: [-l, -a, x] } } }
  b: { run: 'ls "${n}" ${n}', params: { n: { enum: [x, -a] } } }
  c: { run: [ls, --, "${n}"], params: { n: { enum: [-l] } } }
  d: { run: [ls, "${n}"], params: { n: { enum: [-l], allowDash: true } } }`,
		`2:37: commands.a.params.n.enum: "-l" begins with "-" and would become an option: put "--" before ${n} in run, or declare allowDash: true
2:37: commands.a.params.n.enum: "-a" begins with "-" and would become an option: put "--" before ${n} in run, or declare allowDash: true
3:41: commands.b.params.n.enum: "-a" begins with "-" and would become an option: put "--" before ${n} in run, or declare allowDash: true`},
	{"required with default", `commands:
  a: { run: [ls, "${n}"], params: { n: { required: true, default: b } } }`,
		`2:42: commands.a.params.n.required: a parameter with a default is not required: remove one`},
	{"optional without default", `commands:
  a: { run: [ls, "${n}"], params: { n: { required: false } } }`,
		`2:42: commands.a.params.n.required: needs a default: what is filled in when the value is left out?`},
	{"timeout zero", `commands:
  a: { run: ls, timeoutMs: 0 }`,
		`2:28: commands.a.timeoutMs: 0 is no timeout: give milliseconds, or -1 for none`},
	{"timeout negative", `commands:
  a: { run: ls, timeoutMs: -2 }`,
		`2:28: commands.a.timeoutMs: -2 is no timeout: give milliseconds, or -1 for none`},
	{"output limit zero", `defaults: { maxOutputBytes: 0 }
commands: {}`,
		`1:29: defaults.maxOutputBytes: 0 is no limit: give bytes, or -1 for none`},
	{"timeout is a string", `commands:
  a: { run: ls, timeoutMs: "100" }`,
		`2:28: commands.a.timeoutMs: must be a whole number, not the string "100"`},
	{"output name", `commands:
  a: { run: ls, output: line }`,
		`2:25: commands.a.output: "line" is none of text, json, lines, bytes (did you mean "lines"?)`},
	{"stdin name", `commands:
  a: { run: ls, stdin: file }`,
		`2:24: commands.a.stdin: "file" is none of none, text`},
	{"exit status", `commands:
  a: { run: ls, okCodes: [0, 256, 0] }`,
		`2:30: commands.a.okCodes[1]: 256 is no exit status: they go from 0 to 255
2:35: commands.a.okCodes[2]: 0 is there twice`},
	{"exit statuses empty", `commands:
  a: { run: ls, okCodes: [] }`,
		`2:26: commands.a.okCodes: is empty: no exit status would count as success`},
	{"ready on a one-shot", `commands:
  a: { run: ls, ready: { log: x }, keepAlive: true }`,
		`2:17: commands.a.ready: is for persistent commands: add persistent: true
2:36: commands.a.keepAlive: is for persistent commands: add persistent: true`},
	{"output on a persistent command", `commands:
  a: { run: ls, persistent: true, output: json, timeoutMs: 1 }`,
		`2:35: commands.a.output: is for one-shots, and this command is persistent
2:49: commands.a.timeoutMs: is for one-shots, and this command is persistent`},
	{"persistent is a string", `commands:
  a: { run: ls, persistent: "yes" }`,
		`2:29: commands.a.persistent: must be true or false, not the string "yes"`},
	{"ready with none", `commands:
  a: { run: ls, persistent: true, ready: {} }`,
		`2:42: commands.a.ready: needs one of log, http, tcp, exec`},
	{"ready with two", `commands:
  a: { run: ls, persistent: true, ready: { log: x, tcp: "h:1" } }`,
		`2:42: commands.a.ready: takes one of log, http, tcp, exec, not both log and tcp`},
	{"ready pattern", `commands:
  a: { run: ls, persistent: true, ready: { log: "(" } }`,
		"2:49: commands.a.ready.log: not a regular expression (RE2): missing closing ): `(`"},
	{"ready url", `commands:
  a: { run: ls, persistent: true, ready: { http: "localhost:3000" } }`,
		`2:50: commands.a.ready.http: "localhost:3000" is no http or https URL, such as "http://127.0.0.1:3000/health"`},
	{"ready address", `commands:
  a: { run: ls, persistent: true, ready: { tcp: "localhost" } }`,
		`2:49: commands.a.ready.tcp: "localhost" is no host:port, such as "127.0.0.1:3000"`},
	{"ready with a default that does not fit", `commands:
  a: { run: [s, "${p}"], persistent: true, ready: { tcp: "h:${p}" }, params: { p: { type: integer, default: 70000 } } }
  b: { run: [s, "${u}"], persistent: true, ready: { http: "${u}" }, params: { u: { default: "h:80" } } }
  c: { run: [s, "${h}"], persistent: true, ready: { tcp: "${h}" }, params: { h: { default: "h:80" } } }
  d: { run: [s, "${h}"], persistent: true, ready: { http: "http://h/${h}" }, params: { h: { default: "%" } } }`,
		`2:58: commands.a.ready.tcp: "h:70000" is no host:port, such as "127.0.0.1:3000"
3:59: commands.b.ready.http: "h:80" is no http or https URL, such as "http://127.0.0.1:3000/health"`},
	{"ready command unknown", `commands:
  ping: ls
  a: { run: ls, persistent: true, ready: { exec: pin } }`,
		`3:50: commands.a.ready.exec: there is no command "pin" (did you mean "ping"?)`},
	{"ready command persistent", `commands:
  a: { run: ls, persistent: true, ready: { exec: a } }`,
		`2:50: commands.a.ready.exec: "a" is persistent; ready needs a one-shot, which ends`},
	{"ready command needs values", `commands:
  ping: [ls, "${x}"]
  a: { run: ls, persistent: true, ready: { exec: ping } }`,
		`3:50: commands.a.ready.exec: "ping" needs a value for "x", and ready has none to give: declare a default`},
	{"jq filter", `commands:
  a: [jq, "${f}"]
  b: jq --arg x "${v}" '.[$x]'`,
		`2:11: commands.a[1]: what is filled in is evaluated again by jq (pass it behind --arg x, and the filter finds it as $x; an enum or a number with min: 0 may stand there, behind other text one with a pattern like ^\w+$): it must stay data`},
	{"awk code", `commands:
  a: awk "${code}"
  b: { run: [awk, -v, "x=${v}", "{ print x }"], params: { v: { type: string } } }`,
		`2:11: commands.a: ${code} is evaluated again by awk (pass it as -v x=…, and the code finds it as x; an enum or a number with min: 0 may stand there, behind other text one with a pattern like ^\w+$): a value must stay data`},
	{"signal name", `commands:
  a: { run: ls, persistent: true, stop: { signal: SIGTREM, graceMs: -1 } }`,
		`2:51: commands.a.stop.signal: "SIGTREM" is none of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGKILL, SIGUSR1, SIGUSR2, SIGABRT, SIGALRM, SIGPIPE, SIGCONT, SIGWINCH (did you mean "SIGTERM"?)
2:69: commands.a.stop.graceMs: -1 is no time: give milliseconds, 0 or more`},
	{"restart without on", `commands:
  a: { run: ls, persistent: true, restart: { max: 0, backoff: 1 } }`,
		`2:44: commands.a.restart: needs on: never, failure or always
2:51: commands.a.restart.max: 0 is no number of restarts: give 1 or more, -1 for no limit, or on: never
2:54: commands.a.restart.backoff: unknown key (did you mean "backoffMs"?)`},
	{"environment loads code", `commands:
  a: { run: ls, env: { pass: [LD_PRELOAD], set: { DYLD_INSERT_LIBRARIES: x } } }`,
		`2:31: commands.a.env.pass[0]: LD_PRELOAD decides what code a program loads: it is passed on only with allowUnsafeEnv: true
2:51: commands.a.env.set.DYLD_INSERT_LIBRARIES: DYLD_INSERT_LIBRARIES decides what code a program loads: it is set only with allowUnsafeEnv: true`},
	{"environment name", `commands:
  a: { run: ls, env: [A=B] }`,
		`2:23: commands.a.env[0]: "A=B" is no name of an environment variable: write set: { A: … }`},
	{"variables where pass and set are", `commands:
  a: { run: ls, env: { MODE: test, st: { A: b }, B: [c] } }`,
		`2:24: commands.a.env.MODE: unknown key: write set: { MODE: … }
2:36: commands.a.env.st: unknown key (did you mean "set"?)
2:50: commands.a.env.B: unknown key (known: pass, set)`},
	{"environment passed and set", `commands:
  a: { run: ls, env: { pass: [A, A], set: { A: x } } }`,
		`2:31: commands.a.env.pass[0]: "A" is both passed and set: keep one
2:34: commands.a.env.pass[1]: "A" is there twice`},
	{"environment value true", `commands:
  a: { run: ls, env: { set: { A: yes, B: true } } }`,
		`2:42: commands.a.env.set.B: must be a string, not true: write it in quotes`},
	{"environment key", `commands:
  a: { run: ls, env: { PATH: x } }`,
		`2:24: commands.a.env.PATH: unknown key: write set: { PATH: … }`},
	{"value becomes PATH", `commands:
  a: { run: ls, env: { set: { PATH: "${x}" } } }`,
		`2:37: commands.a.env.set.PATH: no value may become PATH: it decides what is run`},
	{"variable in PATH", `defaults: { env: { set: { PATH: "/x:$PATH" } } }
commands: { a: ls, b: ls }`,
		`1:33: defaults.env.set.PATH: no shell fills in a variable here: write the folders out`},
	{"value becomes a command of git", `commands:
  a: { run: [git, fetch], env: { set: { GIT_SSH_COMMAND: "ssh -i ${key}" } } }
  b: PAGER="less ${x}" git log
  c: { run: [node, a.js], env: { set: { NODE_OPTIONS: "${x}" } } }`,
		`2:58: commands.a.env.set.GIT_SSH_COMMAND: no value may become GIT_SSH_COMMAND: it decides what is run
3:6: commands.b: no value may become PAGER: it decides what is run
4:55: commands.c.env.set.NODE_OPTIONS: no value may become NODE_OPTIONS: it decides what is run`},
	{"enum that the pattern refuses", `commands:
  a: { run: [ls, "${x}"], params: { x: { enum: [b, ab, abc], pattern: ^a, maxLength: 2, default: ab } } }`,
		`2:49: commands.a.params.x.enum[0]: cannot be chosen: "b" does not match the pattern ^a
2:56: commands.a.params.x.enum[2]: cannot be chosen: has 3 characters; at most 2 are allowed`},
	{"default leads out of its folder", `commands:
  a: { run: [ls, "${x}"], cwd: /a, params: { x: { type: path, within: /a/b, default: . } } }
  b: { run: [ls, "${x}"], cwd: /a, params: { x: { type: path, within: /a/b, default: b/../b/c } } }
  c: { run: [ls], cwd: "${x}", params: { x: { type: path, within: /a, default: /a/.. } } }`,
		`2:46: commands.a.params.x.default: "." leads out of /a/b
4:42: commands.c.params.x.default: "/a/.." leads out of /a`},
	{"environment sets the session's marker", `commands:
  a: { run: ls, env: { set: { HOLDFAST_SESSION: x } } }`,
		`2:31: commands.a.env.set.HOLDFAST_SESSION: HOLDFAST_SESSION is the session's own, and set by Holdfast`},
	{"placeholder in defaults", `defaults: { env: { set: { A: "a${x}" } }, cwd: "${y}" }
commands: {}`,
		`1:32: defaults.env.set.A: defaults take no placeholders: set it at each command that has ${x}
1:49: defaults.cwd: defaults take no placeholders: set it at each command that has ${y}`},
	{"cwd empty", `commands:
  a: { run: ls, cwd: "" }`,
		`2:22: commands.a.cwd: is empty; leave it out for the folder of this file`},
	{"cwd in the home folder", `commands:
  a: { run: ls, cwd: ~/x }`,
		`2:22: commands.a.cwd: ~ is not expanded: give a path from the folder of this file, an absolute one, or ./~ for a folder of that name`},
	{"program and root in the home folder", `commands:
  a: { run: [~/bin/a, ~/x, "${p}"], params: { p: { type: path, within: ~/work } } }
  b: [~, ./~/bin/b]`,
		`2:14: commands.a.run[0]: ~ is not expanded: give a path from the folder of this file, an absolute one, or ./~ for a folder of that name
2:72: commands.a.params.p.within: ~ is not expanded: give a path from the folder of this file, an absolute one, or ./~ for a folder of that name
3:7: commands.b[0]: must be a string, not empty`},
	{"choice that is no string", `commands:
  a: { run: ls, stdin: true, output: [json] }
  b: { run: ls, persistent: true, restart: { on: false } }`,
		`2:24: commands.a.stdin: must be one of none, text, not true
2:38: commands.a.output: must be one of text, json, lines, bytes, not a list
3:50: commands.b.restart.on: must be one of never, failure, always, not false`},
	{"home folder in a shell line", `commands:
  a: ls ~/x '~/y' a~ ~user && cd ~
  b: { run: ls ~/x, env: [HOME] }
  c: HOME=/; ls > ~/x`,
		`2:9: commands.a: ~ is HOME, which is not passed on: add env: [HOME]
2:34: commands.a: ~ is HOME, which is not passed on: add env: [HOME]`},
	{"parameter named after a variable of the shell", `commands:
  a: { run: "ls ${PATH} ${IFS} ${LD_X}", params: { PATH: {}, IFS: {}, LD_X: {} } }`,
		`2:52: commands.a.params.PATH: the shell or the loader acts on a variable PATH: choose another name
2:62: commands.a.params.IFS: the shell or the loader acts on a variable IFS: choose another name
2:71: commands.a.params.LD_X: the shell or the loader acts on a variable LD_X: choose another name`},
	{"parameter named after a variable that bash sets", `commands:
  a: { run: "ls ${BASH} ${EPOCHSECONDS}", params: { BASH: {}, EPOCHSECONDS: {} } }`,
		`2:53: commands.a.params.BASH: the shell or the loader acts on a variable BASH: choose another name
2:63: commands.a.params.EPOCHSECONDS: the shell or the loader acts on a variable EPOCHSECONDS: choose another name`},
	{"parameter named after an environment variable", `commands:
  a: { run: "ls ${A}", params: { A: {} }, env: [A] }`,
		`2:34: commands.a.params.A: is an environment variable of this command too: choose another name`},
	{"parameter no shell name", `commands:
  a: { run: "ls", cwd: "./${a-b}", params: { a-b: {} } }`,
		`2:46: commands.a.params.a-b: is a variable of the shell line, so its name is letters, digits and _ only`},
	{"unknown name in a shell line", `commands:
  a:
    params: { file: {} }
    run: cat ${file} ${fiel}`,
		`4:22: commands.a.run: ${fiel} is no parameter, not passed on by env and not assigned in the line (did you mean "file"?)`},
	{"variable not passed on", `commands:
  a: ls $HOME ${LANG} $dir`,
		`2:9: commands.a: HOME is not passed on: add env: [HOME]
2:15: commands.a: LANG is not passed on: add env: [LANG]
2:23: commands.a: $dir is not passed on by env and not assigned in the line; write ${dir} to take it as a parameter`},
	{"position in double quotes", `commands:
  a: "echo \"é\" \"${x}\" $((x))"`,
		`2:30: commands.a: x is evaluated again by $(( )), where a value must be declared as type: integer`},
	{"position in single quotes", `commands:
  a: 'echo ''a'' "${x}" $((x))'`,
		`2:28: commands.a: x is evaluated again by $(( )), where a value must be declared as type: integer`},
	{"position in a block", `commands:
  a:
    run: |
      set -e
        echo é ${x} $((x))`,
		`5:24: commands.a.run: x is evaluated again by $(( )), where a value must be declared as type: integer`},
	{"position in a folded scalar", `commands:
  a:
    run: >
      echo ${x}
      $((x))`,
		`3:10: commands.a.run: x is evaluated again by $(( )), where a value must be declared as type: integer`},
	{"shell syntax", `commands:
  a: echo "unfinished`,
		"2:11: commands.a: not a shell line: reached EOF without closing quote `\"`"},
	{"not posix", `commands:
  a: echo ${x/a/b}`,
		`2:14: commands.a: not POSIX shell, which is what /bin/sh is sure to run: search and replace`},
	{"arrays", "commands:\n  a: files=(a b)",
		`2:12: commands.a: not POSIX shell, which is what /bin/sh is sure to run: arrays`},
	{"merge of a string", `commands:
  a: { <<: x, run: ls }`,
		`2:12: commands.a.<<: can merge maps only, not the string "x"`},
	{"fault behind an alias", `x-base: &base { timeoutMs: 0 }
commands:
  a: { <<: *base, run: ls }
  b: { <<: *base, run: ls }`,
		`1:28: commands.a.timeoutMs: 0 is no timeout: give milliseconds, or -1 for none
1:28: commands.b.timeoutMs: 0 is no timeout: give milliseconds, or -1 for none`},
	{"placeholder in backquotes with a backslash", "commands:\n  a: echo `echo \\$${x} ${x}`",
		`2:11: commands.a: a value in backquotes with a backslash: write $( ) instead`},
	{"value in a pattern of a here-document", `commands:
  a:
    params: { x: {}, y: {} }
    run: |
      cat <<END
      ${y%${x}}
      END`,
		`6:7: commands.a.run: a value in a pattern cannot be quoted here: work it out before the here-document`},
	{"variable that holds a value falls apart", `commands:
  a: for f in ${x}; do cat "$f" $f; done`,
		`2:33: commands.a: $f holds a value: write "$f", or it falls apart at spaces`},
	{"what a command prints falls apart", `commands:
  a: ls -- $(cat "${x}")`,
		`2:12: commands.a: $(…) may print ${x}: write "$(…)", or it falls apart at spaces`},
	{"loop over what a command prints", `commands:
  a: for f in $(ls -- "${x}"); do cat "$f"; done`,
		`2:15: commands.a: $(…) may print ${x}, which falls apart at spaces: write … | while IFS= read -r line; do … "$line"`},
	{"environment name in env.set", `commands:
  a: { run: "ls", env: { pass: [B], set: { A: "${B}" } } }`,
		`2:48: commands.a.env.set.A: ${B} is an environment variable, which only a shell line can fill in here`},
	{"process id and a name", `commands:
  a: echo $${x} ${x}`,
		`2:11: commands.a: $$ is the shell's process id: write \${ for a literal ${`},
	{"value could be an option without its front", `commands:
  a: "rm ${x#a} -- ${x#a}"`,
		`2:10: commands.a: without its front a value could be read as an option: put "--" before it`},
	{"single quotes", `commands:
  a: echo '${m}'`,
		`2:11: commands.a: nothing is filled in within single quotes, where ${m} stands: use double quotes, or declare params: {} if it is meant as it is`},
	{"single quotes with params", `commands:
  a: { run: "echo '$m' \"$m\"", params: { m: {} } }`,
		`2:19: commands.a.run: nothing is filled in within single quotes, where $m stands: use double quotes, or another name for the parameter if a program has its own $m`},
}
