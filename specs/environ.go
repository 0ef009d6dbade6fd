package specs

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
	"mvdan.cc/sh/v3/syntax"
)

// What a command's environment is made of, and which names are not for
// everybody.

const environKeys = "pass set"

// An environ is what an `env` key passes on and sets.
type environ struct {
	pass []field // name is the variable's
	set  []field // name is the variable's, value its text
}

// environ reads an `env` key: a list of names, or a map of pass and set.
func (d *decoder) environ(f field, unsafe bool) environ {
	var env environ
	if f.value.Kind != yaml.MappingNode {
		env.pass = d.passed(f, unsafe)
		return env
	}
	for _, f := range d.fields(f) {
		switch f.name {
		case "pass":
			env.pass = d.passed(f, unsafe)
		case "set":
			env.set = d.setting(f, unsafe)
		default:
			if f.value.Kind == yaml.ScalarNode && f.name == strings.ToUpper(f.name) {
				d.fault(f.key, f.path, "unknown key: %s", underSet(f.name))
				continue
			}
			d.unknown(f, environKeys)
		}
	}
	for _, p := range env.pass {
		if i := named(env.set, p.name); i >= 0 {
			d.fault(p.value, p.path, "%q is both passed and set: keep one", p.name)
		}
	}
	return env
}

// passed reads a list of variables' names.
func (d *decoder) passed(f field, unsafe bool) []field {
	items, _ := d.items(f)
	var pass []field
	for _, item := range items {
		name, ok := d.text(item)
		if !ok || !d.variable(item, item.value.Value, unsafe, "passed on") {
			continue
		}
		if named(pass, name) >= 0 {
			d.fault(item.value, item.path, "%q is there twice", name)
			continue
		}
		item.name = name
		pass = append(pass, item)
	}
	return pass
}

// setting reads a map of variables.
func (d *decoder) setting(f field, unsafe bool) []field {
	var set []field
	for _, item := range d.fields(f) {
		if _, ok := d.word(item); ok && d.variable(item, item.name, unsafe, "set") {
			set = append(set, item)
		}
	}
	return set
}

// variable checks a variable's name.
func (d *decoder) variable(f field, name string, unsafe bool, verb string) bool {
	at := f.key
	if at == nil {
		at = f.value
	}
	before, _, assigned := strings.Cut(name, "=")
	switch {
	case assigned && syntax.ValidName(before):
		d.fault(at, f.path, "%s is no name of an environment variable: %s",
			quoted(name), underSet(before))
	case !syntax.ValidName(name):
		d.fault(at, f.path, "%s is no name of an environment variable", quoted(name))
	case !unsafe && loads(name):
		d.fault(at, f.path,
			"%s decides what code a program loads: it is %s only with allowUnsafeEnv: true",
			name, verb)
	case verb == "set" && name == "HOLDFAST_SESSION":
		d.fault(at, f.path, "%s is the session's own, and set by Holdfast", name)
	default:
		return true
	}
	return false
}

// underSet is the way out for a value that stands beside set.
func underSet(name string) string { return "write set: { " + clip(name) + ": … }" }

// over returns env on top of defaults: a name that env passes or sets is what
// env says.
func (env environ) over(defaults environ) environ {
	for _, f := range defaults.pass {
		if named(env.pass, f.name) < 0 && named(env.set, f.name) < 0 {
			env.pass = append(slices.Clip(env.pass), f)
		}
	}
	for _, f := range defaults.set {
		if named(env.pass, f.name) < 0 && named(env.set, f.name) < 0 {
			env.set = append(slices.Clip(env.set), f)
		}
	}
	return env
}

// has reports whether env passes or sets name.
func (env environ) has(name string) bool {
	return named(env.pass, name) >= 0 || named(env.set, name) >= 0
}

// named returns the index of the field of that name, or -1.
func named(fields []field, name string) int {
	return slices.IndexFunc(fields, func(f field) bool { return f.name == name })
}

// loads reports whether a variable of that name makes the loader, the C
// library or a shell load or run code: not to be given without allowUnsafeEnv.
func loads(name string) bool {
	switch name {
	case "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PS4", "GCONV_PATH", "GLIBC_TUNABLES",
		"PROMPT_COMMAND":
		return true
	}
	return strings.HasPrefix(name, "LD_") || strings.HasPrefix(name, "DYLD_") ||
		strings.HasPrefix(name, "BASH_FUNC_")
}

// steers reports whether a variable of that name decides what a shell line
// runs or how it reads words, or is code or options to the programs that read it,
// or arithmetic to bash: no value may become one that could be hostile there.
func steers(name string) bool {
	switch name {
	case "PATH", "IFS", "CDPATH", "SHELL", "PS1", "PS2", "FPATH", "EXECIGNORE", "GLOBIGNORE",
		"EDITOR", "VISUAL", "PAGER", "MANPAGER", "BROWSER", "LESSOPEN", "LESSCLOSE",
		"GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_PAGER", "GIT_SSH", "GIT_SSH_COMMAND",
		"GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND", "GIT_ASKPASS", "GIT_EXEC_PATH",
		"SSH_ASKPASS", "SUDO_ASKPASS", "RSYNC_RSH", "MAKEFLAGS", "GNUMAKEFLAGS",
		"NODE_OPTIONS", "PERL5OPT", "PERL5DB", "PYTHONSTARTUP", "RUBYOPT", "LUA_INIT",
		"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "TAR_OPTIONS", "VIMINIT",
		"EXINIT", "OPTIND", "RANDOM", "SRANDOM", "HISTCMD":
		return true
	}
	return loads(name) || strings.HasPrefix(name, "GIT_CONFIG")
}

// reserved reports whether the shell, the C library or Holdfast acts on a
// variable of that name, so that no parameter of a shell line may have it.
func reserved(name string) bool {
	switch name {
	case "HOME", "MAIL", "MAILPATH", "MAILCHECK", "LANG", "LANGUAGE", "NLSPATH", "LOCPATH",
		"TMPDIR", "TZ", "TERM", "POSIXLY_CORRECT", "FCEDIT", "HISTFILE", "_",
		"UID", "EUID", "GROUPS", "DIRSTACK", "SHLVL", "SECONDS",
		"EPOCHSECONDS", "EPOCHREALTIME", "FUNCNAME", "PIPESTATUS", "OPTERR":
		return true
	}
	return steers(name) || shellKeeps(name) || strings.HasPrefix(name, "LC_") ||
		strings.HasPrefix(name, "BASH") || strings.HasPrefix(name, "COMP_") || strings.HasPrefix(name, "MALLOC_") ||
		strings.HasPrefix(name, "HOLDFAST_")
}

// shellKeeps reports whether every POSIX shell sets a variable of that name
// itself, so that a line may read it undeclared.
func shellKeeps(name string) bool {
	switch name {
	case "PATH", "IFS", "PWD", "OLDPWD", "PPID", "LINENO", "OPTIND", "OPTARG":
		return true
	}
	return false
}

// lookup returns "NAME=value" out of variables; the last of a name counts.
func lookup(variables []string, name string) (string, bool) {
	for i := len(variables) - 1; i >= 0; i-- {
		v := variables[i]
		if len(v) > len(name) && v[len(name)] == '=' && v[:len(name)] == name {
			return v, true
		}
	}
	return "", false
}
