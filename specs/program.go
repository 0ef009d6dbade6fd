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
	text    string // what is literal in it, up to the first expansion
	static  bool   // text is all of it
	carries bool   // a value is filled into it
}

// A program says which arguments of a program are more than data.
type program struct {
	valued   string // option letters that take an argument of their own
	code     string // option letters whose argument is the code
	extra    string // option letters whose argument is code beside it
	long     string // the same, long and parted by spaces
	flag     string // option letters that make the first operand code
	file     string // option letters whose argument is a file of code
	operand  bool   // the first operand is code unless an option gave it
	operands bool   // every operand is code
	rest     bool   // every operand behind the first is code
	runs     int    // operands from this one on, from 1, are a command
	stdin    bool   // without an operand or an option that gives code, stdin is code
	always   bool   // with an operand, too
	first    bool   // options end at the first operand
}

// programOf returns what is known of the program of that name.
func programOf(name string) program {
	switch path.Base(name) {
	case "eval", "trap", "alias", "watch", "parallel", "[[", "((", "let", "compgen":
		return program{operands: true}
	case ".", "source":
		return program{operands: true, stdin: true}
	case "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "rbash", "yash":
		return program{valued: "oO", flag: "c", stdin: true, first: true}
	case "su", "runuser", "script":
		return program{code: "c", long: "--command", stdin: true, always: true}
	case "flock":
		return program{valued: "wE", code: "c", long: "--command", runs: 2}
	case "ssh":
		return program{valued: "BbEeFIiLlmPpQRSWwcDJ", extra: "o", rest: true, stdin: true}
	case "python", "python2", "python3", "pypy", "pypy3":
		return program{valued: "WX", code: "c", file: "m", stdin: true, first: true}
	case "node", "nodejs", "bun", "deno":
		return program{valued: "rC", code: "ep", long: "--eval --print", stdin: true, first: true}
	case "perl":
		return program{code: "eE", extra: "Mm", stdin: true, first: true}
	case "ruby", "lua":
		return program{valued: "rIl", code: "e", stdin: true, first: true}
	case "php":
		return program{valued: "cd", code: "rBRE", long: "--run", stdin: true, first: true}
	case "osascript", "Rscript":
		return program{code: "e", stdin: true, first: true}
	case "sed", "gsed":
		return program{valued: "l", code: "e", file: "f", long: "--expression", operand: true}
	case "awk", "gawk", "mawk", "nawk":
		return program{valued: "vF", code: "e", file: "f", long: "--source", operand: true}
	case "jq", "gojq", "jaq":
		return program{file: "f", operand: true}
	case "git":
		return program{valued: "C", code: "c", first: true}
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
		return program{valued: "p", code: "c", long: "--call", runs: 1}
	case "setsid", "chronic", "tini", "dumb-init", "entr":
		return program{runs: 1}
	case "unshare", "nsenter":
		return program{valued: "tSGRrw", runs: 1}
	case "env":
		return program{valued: "uC", code: "S", long: "--split-string", runs: 1}
	case "nice", "ionice", "stdbuf", "strace":
		return program{valued: "ncpioePsS", runs: 1}
	case "chrt", "taskset", "gosu", "su-exec":
		return program{valued: "TPD", runs: 2}
	case "sudo":
		return program{valued: "ugpCDhrTUR", runs: 1}
	case "xargs":
		return program{valued: "EIJLnPRSsda", runs: 1}
	case "timeout", "gtimeout":
		return program{valued: "ks", runs: 2}
	case "chroot":
		return program{runs: 2}
	}
	return program{}
}

// evaluated returns the index of the first of args that carries a value to
// where it is evaluated again, and why, or -1. args[0] is the command.
func evaluated(args []arg) (at int, why string) {
	switch {
	case len(args) == 0:
		return -1, ""
	case args[0].carries:
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
	return shellWithin(args)
}

// again says that a program evaluates what it is given, and the way out.
func again(name string) string {
	if name == "" {
		return "may be evaluated again"
	}
	why, way := "is evaluated again by "+clip(name), ""
	switch path.Base(name) {
	case "xargs":
		way = ` (without -I it stands behind the code, which finds it as "$1")`
	case "jq", "gojq", "jaq":
		way = " (pass it behind --arg x, and the filter finds it as $x)"
	case "awk", "gawk", "mawk", "nawk":
		way = " (pass it as -v x=…, and the code finds it as x)"
	}
	if programOf(name).flag != "" {
		way = ` (pass it behind the code, which finds it as "$1")`
	}
	return why + way
}

// shellWithin is evaluated for a shell that is run by a program of which
// nothing is known (docker exec NAME sh -c …).
func shellWithin(args []arg) (at int, why string) {
	for i := 1; i < len(args); i++ {
		if args[i].static && programOf(args[i].text).flag != "" {
			if at, why := evaluated(args[i:]); at >= 0 {
				return i + at, why
			}
		}
	}
	return -1, ""
}

// A scan is what a command's arguments turned out to be.
type scan struct {
	code     int   // the first that is code and carries a value, or -1
	operands []int // a command's own: up to the first one that is run
	given    bool  // an option gives the code
	stdin    bool  // an option says that stdin is code all the same
}

// scan tells options from operands as getopt does.
func (p program) scan(args []arg) scan {
	s := scan{code: -1}
	flagged, options := false, true
	for i := 1; i < len(args) && s.code < 0; i++ {
		a := args[i]
		option := options && len(a.text) > 1 && a.text[0] == '-'
		switch {
		case p.rest && len(s.operands) > 0:
			s.operands = append(s.operands, i)
			s.mark(args, i)
		case option && a.text == "--" && a.static:
			options = false
		case option && a.text[1] == '-':
			name, _, inline := strings.Cut(a.text, "=")
			if p.long != "" && contains(p.long, name) {
				s.given = true
				if !inline {
					i++
				}
				s.mark(args, i)
			}
		case option:
			letters := p.cluster(a)
			flagged, s.given = flagged || letters.flag, s.given || letters.given
			s.stdin = s.stdin || letters.stdin
			if letters.next {
				i++
			}
			if letters.code {
				s.mark(args, i)
			}
		case p.runs > 0 && assigns(a):
			if name, _, _ := strings.Cut(a.text, "="); a.carries && steers(name) {
				s.code = i
			}
		default:
			s.operands = append(s.operands, i)
			first := len(s.operands) == 1
			if p.operands || first && (flagged || p.operand && !s.given) {
				s.mark(args, i)
			}
			if len(s.operands) == p.runs {
				return s // the rest is the command's that is run
			}
			options = options && !p.first
		}
	}
	return s
}

// mark notes that args[i] is code.
func (s *scan) mark(args []arg, i int) {
	if i < len(args) && args[i].carries && s.code < 0 {
		s.code = i
	}
}

// A cluster is an option word such as "-ec".
type cluster struct {
	code  bool // it gives code
	given bool // the first operand is not the code
	flag  bool // the first operand is the code
	next  bool // what it gives is the next word
	stdin bool // there is an "s" in it
}

// cluster reads an option word up to the letter that takes an argument.
func (p program) cluster(a arg) cluster {
	var c cluster
	for i := 1; i < len(a.text); i++ {
		letter := a.text[i]
		c.flag = c.flag || strings.IndexByte(p.flag, letter) >= 0
		c.stdin = c.stdin || letter == 's'
		program, extra := strings.IndexByte(p.code, letter), strings.IndexByte(p.extra, letter)
		c.code = program >= 0 || extra >= 0
		c.given = program >= 0 || strings.IndexByte(p.file, letter) >= 0
		if c.code || c.given || strings.IndexByte(p.valued, letter) >= 0 {
			c.next = i == len(a.text)-1 && a.static
			return c
		}
	}
	return c
}

// findRuns is evaluated for find, which runs what stands behind -exec, with names
// that begin as its first operands do for {}.
func findRuns(args []arg) (at int, why string) {
	roots, carries := true, false
	for i, a := range args {
		roots = roots && (i == 0 || !a.static || !strings.HasPrefix(a.text, "-"))
		carries = carries || roots && a.carries
		switch a.text {
		case "-exec", "-execdir", "-ok", "-okdir":
			command := slices.Clone(args[i+1:])
			for j := range command {
				command[j].carries = command[j].carries ||
					carries && strings.Contains(command[j].text, "{}")
			}
			if at, why := evaluated(command); at >= 0 {
				return i + 1 + at, why
			}
		}
	}
	return -1, ""
}

// gitRuns returns the index of a value that one of git's commands gives to a shell,
// or -1.
func gitRuns(args []arg) int {
	for i := 1; i < len(args); i++ {
		before := args[i-1].text
		if option, _, ok := strings.Cut(args[i].text, "="); ok {
			before = option
		}
		if !args[i].carries {
			continue
		}
		switch before {
		case "--exec", "--upload-pack", "--receive-pack", "--extcmd", "--open-files-in-pager",
			"foreach":
			return i
		case "-x", "run":
			if command := args[1].text; command == "rebase" || command == "bisect" {
				return i
			}
		}
	}
	return -1
}
