// Package specs answers: what may run, and what exactly is it once values are
// filled in? It reads holdfast.yaml into a Set of Specs, and Spec.Fill turns a
// Spec and a script's values into an Invocation with nothing left to decide.
//
// # The file
//
//	defaults:                       # for every command that does not say otherwise
//	  timeoutMs: 120000
//	  env: { pass: [HOME, LANG] }   # what scripts see, too: Set.Env
//	commands:
//	  branch: git rev-parse --abbrev-ref HEAD     # a string is a shell line
//	  clone:
//	    run: [git, clone, --, "${url}", "${dir}"] # a list is argv: no shell
//	    params:
//	      url: { type: string, pattern: "^https://" }
//	      dir: { type: path, within: ./work }
//
// It is read strictly: an unknown or duplicate key, a wrong type, a parameter
// that is never filled in are each an Error with its place, and all of them are
// reported at once. Keys that begin with "x-" are free, at every level; anchors,
// aliases and merges work. defaults takes timeoutMs, maxOutputBytes, env, cwd
// and allowUnsafeEnv, without placeholders.
//
// # Values
//
// ${name} in run, cwd, env.set and ready is a parameter. A command without a
// params key takes each of its placeholders as a required string, number or
// boolean. Outside a shell line "$${" is a literal "${"; in one, "\${" is.
//
// A pattern is RE2 and matches anywhere in the value: anchor it with ^ and $.
// A number is written in decimal without exponent. A path with within is filled
// in as a clean absolute one that stays below that root with all symbolic links
// followed; if the value is relative it is so to the command's cwd (or to the
// file's folder where cwd itself needs it), as it would be without within. A
// path without within is filled in as it is given. A value in cwd cannot lead
// out of the folder that stands before it, unless it is a path.
//
// A value that begins with "-" is refused where it would begin an argument,
// unless a literal "--" stands before it or the parameter has allowDash: true.
// That holds for numbers and items of lists, and in shell lines, too. The "--" must
// be that of the program which gets the value: in sudo -- rm -- "${x}" the second
// one, and behind the one of npm or kubectl another; find has none (write ./${x}).
//
// # Shell lines
//
// A line is POSIX shell for /bin/sh. Values reach it as environment variables
// and never become shell text: an expansion that is not in quotes is quoted at
// load, and one in a place that is evaluated again (eval, sh -c, a program of sed,
// $(( )) for all but type: integer, …) is an error. The rules follow a value
// through the line's own variables, and $(…) with a value in it must be in double
// quotes where it would be split, as must a variable that holds what it printed;
// what cannot be code (see below) may be in $(seq "${n}") as it is.
// What such output begins with, and what read gives, is up to the line.
//
// # Code
//
// Programs that evaluate an argument or their stdin are known by name, in both
// forms of run: shells, interpreters, sed, awk, jq, make, clients of databases,
// editors, debuggers, tmux, ssh, xargs, find, tar, git's settings, and those that run
// another. In what they evaluate only a parameter may stand whose values cannot be
// code: a boolean, an enum, a number with min: 0; in some, behind other text, one
// whose pattern is anchored and admits no more than letters, digits and _, and for
// make also . - / : @ % + and a comma. Of programs that are not in the list, and of
// what a program's own files make of its arguments, the author has to know it.
package specs
