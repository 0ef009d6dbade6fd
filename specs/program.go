package specs

import (
	"path"
	"slices"
	"strings"
)

// What is known of programs that read an argument as code or as a command to
// run: a value must not get there. It holds for both forms of run.

// An arg is one argument as it is known at load.
type arg struct {
	text   string // what is literal in it, up to the first expansion
	static bool   // text is all of it
	risk   risk   // of the values that are filled into it
}

// carries reports whether a value is filled into a.
func (a arg) carries() bool { return a.risk > absent }

// A program says which arguments of a program are more than data.
type program struct {
	valued   string // option letters that take an argument of their own
	code     string // option letters whose argument is the code
	extra    string // option letters whose argument is code beside it
	long     string // what code stands behind, parted by spaces: --eval, -ex
	flag     string // option letters that make the first operand code
	opens    string // option letters with which an operand such as "id|" is a command
	file     string // option letters whose argument is a file of code
	source   string // the same, long
	apart    string // long options whose argument is the next word; twice: the next two
	operand  bool   // the first operand is code unless an option gave it
	operands bool   // every operand is code
	rest     bool   // every operand behind the first is code
	runs     int    // operands from this one on, from 1, are a command
	stdin    bool   // without an operand or an option that gives code, stdin is code
	always   bool   // with an operand, too
	first    bool   // options end at the first operand
	plus     bool   // an operand that begins with "+" is code
	forwards bool   // what stands behind "--" are another program's arguments
	inside   bool   // what stands somewhere in its arguments is run elsewhere
	takes    risk   // the most that a value in the code may be, if not harmless
}

// programOf returns what is known of the program of that name.
func programOf(name string) program {
	name = path.Base(name)
	switch name {
	case "eval", "trap", "alias", "parallel", "[[", "((", "let", "compgen":
		return program{operands: true}
	case "watch":
		return program{valued: "nq", apart: "--interval --equexit", operands: true}
	case "make", "gmake":
		return program{valued: "CfIoW", code: "E", long: "--eval", operands: true, takes: plain,
			apart: "--directory --file --makefile --include-dir --old-file --new-file"}
	case ".", "source":
		return program{operands: true, stdin: true}
	case "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "rbash", "yash":
		return program{valued: "oO", flag: "c", apart: "--rcfile --init-file", stdin: true,
			first: true}
	case "su", "runuser", "script":
		return program{valued: "gGsu", code: "c", long: "--command --session-command",
			apart: "--group --supp-group --shell --user", stdin: true, always: true}
	case "flock":
		return program{valued: "wE", code: "c", long: "--command",
			apart: "--wait --timeout --conflict-exit-code", runs: 2}
	case "ssh":
		return program{valued: "BbEeFIiLlmOPpQRSWwcDJ", extra: "o", rest: true, stdin: true}
	case "python", "python2", "python3", "pypy", "pypy3":
		return program{valued: "WX", code: "c", file: "m", stdin: true, first: true}
	case "node", "nodejs", "bun", "deno", "tsx", "ts-node":
		return program{valued: "rC", code: "ep", long: "--eval --print -pe",
			apart: "--require --import --loader --conditions", stdin: true, first: true}
	case "perl":
		return program{valued: "I", code: "eE", extra: "Mm", opens: "npaF", stdin: true, first: true}
	case "ruby":
		return program{valued: "rICEX", code: "e", stdin: true, first: true}
	case "php":
		return program{valued: "cd", code: "rBRE", long: "--run", stdin: true, first: true}
	case "lua", "osascript", "Rscript":
		return program{valued: "l", code: "e", stdin: true, first: true}
	case "R", "julia", "elixir", "groovy", "gnuplot", "octave":
		return program{code: "eE", long: "--eval", stdin: true, first: true}
	case "expect", "tclsh":
		return program{code: "c", stdin: true, first: true}
	case "dc":
		return program{code: "e", long: "--expression", file: "f", source: "--file", stdin: true}
	case "sed", "gsed":
		return program{valued: "l", code: "e", file: "f", long: "--expression",
			source: "--file", apart: "--line-length", operand: true}
	case "awk", "gawk", "mawk", "nawk":
		return program{valued: "vF", code: "e", file: "f", long: "--source", source: "--file",
			apart: "--assign --field-separator", operand: true, takes: ident}
	case "jq", "gojq", "jaq", "yq":
		return program{valued: "LpoI", file: "f", source: "--from-file",
			apart: "--indent --arg --arg --argjson --argjson --slurpfile --slurpfile " +
				"--rawfile --rawfile", operand: true, takes: ident}
	case "psql":
		return program{valued: "dvhpUFPRTL", code: "c", extra: "o", long: "--command",
			file: "f", source: "--file", apart: "--dbname --set --variable --host --port " +
				"--username --pset", stdin: true, always: true, takes: ident}
	case "mysql", "mariadb":
		return program{valued: "hPuDS", code: "e", long: "--execute --init-command --pager",
			apart: "--host --port --user --database --socket", stdin: true, always: true,
			takes: ident}
	case "sqlite3", "duckdb":
		return program{long: "-cmd --cmd -c -s", apart: "-separator -nullvalue -newline -init",
			rest: true, stdin: true, takes: ident}
	case "mongo", "mongosh":
		return program{long: "--eval", stdin: true, always: true}
	case "vi", "vim", "nvim", "ex":
		return program{valued: "uUiTwWtS", extra: "c", long: "--cmd", plus: true, stdin: true,
			always: true, takes: ident}
	case "emacs":
		return program{long: "-eval --eval -execute --execute -f --funcall"}
	case "gdb":
		return program{long: "-ex --ex -iex --iex -eval-command --eval-command " +
			"--init-eval-command", stdin: true, always: true, takes: ident}
	case "lldb":
		return program{code: "oO", long: "--one-line", stdin: true, always: true, takes: ident}
	case "tmux":
		return program{valued: "LSftxyeTb", extra: "sncF", operands: true, takes: ident}
	case "screen":
		return program{valued: "ShscpteT", code: "X", runs: 1}
	case "at", "batch", "ed", "red":
		return program{valued: "qtp", file: "f", stdin: true, always: true}
	case "crontab":
		return program{valued: "u", stdin: true}
	case "git":
		return program{valued: "Cc", apart: gitApart, first: true}
	case "rsync":
		return program{code: "e", long: "--rsh --rsync-path"}
	case "scp", "sftp":
		return program{valued: "cFiJlPDX", code: "oS"}
	case "tar", "gtar", "bsdtar":
		return program{code: "IF", long: "--use-compress-program --to-command " +
			"--checkpoint-action --info-script --new-volume-script --rsh-command"}
	case "command", "builtin", "exec", "nohup", "time", "busybox", "toybox", "doas":
		return program{valued: "afou", runs: 1}
	case "npx":
		return program{valued: "p", code: "c", long: "--call", apart: "--package", runs: 1}
	case "systemd-run":
		return program{valued: "HMuE", extra: "p", long: "--property --timer-property",
			apart: "--host --machine --unit --description --slice --uid --gid --nice " +
				"--working-directory --setenv --on-active --on-calendar", runs: 1}
	case "setsid", "pkexec", "dbus-run-session", "chronic", "tini", "dumb-init", "entr":
		return program{runs: 1}
	case "unshare", "nsenter":
		return program{valued: "tSGRrw", apart: "--target --setuid --setgid --root --wd", runs: 1}
	case "env":
		return program{valued: "uC", code: "S", long: "--split-string",
			apart: "--unset --chdir", runs: 1}
	case "nice", "ionice", "stdbuf", "strace":
		return program{valued: "ncpioePsS", apart: "--adjustment --class --classdata " +
			"--input --output --error", runs: 1}
	case "chrt", "taskset", "gosu", "su-exec":
		return program{valued: "TPD", apart: "--sched-runtime --sched-period --sched-deadline",
			runs: 2}
	case "sudo":
		return program{valued: "ugpCDhrTUR", apart: "--user --group --prompt --close-from " +
			"--chdir --host --role --type --other-user --command-timeout --chroot", runs: 1}
	case "xargs":
		return program{valued: "EIJLnPRSsda", apart: "--arg-file --delimiter --max-args " +
			"--max-procs --max-chars", runs: 1}
	case "timeout", "gtimeout":
		return program{valued: "ks", apart: "--kill-after --signal", runs: 2}
	case "chroot":
		return program{runs: 2}
	case "docker", "docker-compose", "podman", "nerdctl":
		return program{inside: true}
	case "kubectl", "oc", "uv", "poetry":
		return program{inside: true, forwards: true}
	case "npm", "pnpm", "yarn", "cargo", "dotnet":
		return program{forwards: true}
	}
	if unversioned := strings.TrimRight(name, "0123456789.-"); unversioned != name {
		return programOf(unversioned) // python3.11
	}
	return program{}
}

// evaluated returns the index of the first of args that carries a value to
// where it is evaluated again, and why, or -1. args[0] is the command.
func evaluated(args []arg) (at int, why string) {
	switch {
	case len(args) == 0:
		return -1, ""
	case args[0].carries():
		return 0, "would decide which command is run"
	}
	name := args[0].text
	if at, why := nameBuiltin(path.Base(name), args); at >= 0 {
		return at, why
	}
	switch path.Base(name) {
	case "find":
		return findRuns(args)
	case "git":
		if at := gitRuns(args); at >= 0 {
			return at, again(name)
		}
	case "command":
		if len(args) > 1 && (args[1].text == "-v" || args[1].text == "-V") {
			return -1, "" // it only says what a name stands for
		}
	}
	p := programOf(name)
	if !args[0].static {
		p = programOf("sh") // it may be any: $SHELL -c …
	}
	scan := p.scan(args)
	if scan.code >= 0 {
		return scan.code, again(name)
	}
	if p.runs > 0 && len(scan.operands) >= p.runs {
		first := scan.operands[p.runs-1]
		if at, why := evaluated(args[first:]); at >= 0 {
			return first + at, why
		}
	}
	return within(args)
}

// again says that a program evaluates what it is given, and the ways out.
func again(name string) string {
	if name == "" {
		return "may be evaluated again"
	}
	p, way := programOf(name), ""
	switch path.Base(name) {
	case "xargs":
		way = `without -I it stands behind the code, which finds it as "$1"; `
	case "jq", "gojq", "jaq", "yq":
		way = "pass it behind --arg x, and the filter finds it as $x; "
	case "awk", "gawk", "mawk", "nawk":
		way = "pass it as -v x=…, and the code finds it as x; "
	case "psql":
		way = "pass it as -v x=…, and SQL on stdin finds it as :'x'; "
	case "perl":
		way = `give it a file by "<", or one with a pattern like ^[\w./-]+$, for it runs "id|"; `
	case "make", "gmake":
		way = `set it in env, and a recipe finds it as "$$x"; `
	case "vi", "vim", "nvim", "ex":
		way = `put "--" before a file; `
	}
	if p.flag != "" {
		way = `pass it behind the code, which finds it as "$1"; `
	}
	return "is evaluated again by " + clip(name) + " (" + way + p.allows() + ")"
}

// allows says which values may be in the program's code.
func (p program) allows() string {
	const always = "an enum or a number with min: 0 may stand there"
	switch p.takes {
	case ident:
		return always + `, behind other text one with a pattern like ^\w+$`
	case plain:
		return always + `, or one with a pattern like ^[\w./-]+$`
	}
	return always
}

// within is evaluated for a shell that is run by a program of which nothing is known,
// and for any program that is run in a container (docker exec NAME psql -c …).
func within(args []arg) (at int, why string) {
	inside := programOf(args[0].text).inside
	for i := 1; i < len(args); i++ {
		if !args[i].static {
			continue
		}
		p := programOf(args[i].text)
		if p.flag != "" { // it goes on from there
			if at, why = evaluated(args[i:]); at >= 0 {
				at += i
			}
			return at, why
		}
		if inside && p.code+p.long+p.source != "" && p.runs == 0 {
			if scan := p.scan(args[i:]); scan.code >= 0 {
				return i + scan.code, again(args[i].text)
			}
		}
	}
	return -1, ""
}

// findRuns is evaluated for find, which runs what stands behind -exec up to ";" or
// "+", with names that begin as its first operands do for {}.
func findRuns(args []arg) (at int, why string) {
	roots, names := true, absent
	for i := 0; i < len(args); i++ {
		a := args[i]
		roots = roots && (i == 0 || !a.static || !strings.HasPrefix(a.text, "-"))
		if roots {
			names = max(names, a.risk)
		}
		switch a.text {
		case "-exec", "-execdir", "-ok", "-okdir":
			command := slices.Clone(args[i+1 : execEnd(args, i+1)])
			for j := range command {
				if strings.Contains(command[j].text, "{}") {
					command[j].risk = max(command[j].risk, names)
				}
			}
			if at, why := evaluated(command); at >= 0 {
				return i + 1 + at, why
			}
			i += len(command)
		}
	}
	return -1, ""
}

// execEnd returns where the command ends that begins at from, behind -exec.
func execEnd(args []arg, from int) int {
	for i := from; i < len(args); i++ {
		if args[i].text == ";" || args[i].text == "+" && args[i-1].text == "{}" {
			return i
		}
	}
	return len(args)
}
