package specs

import "strings"

// What is known of git: some of its options and settings are commands to run.

const (
	gitApart    = "--git-dir --work-tree --namespace --super-prefix --config-env"
	configApart = "--file --blob --type --default --comment --value --url"
)

// gitRuns returns the index of a value that git gives to a shell, or -1.
func gitRuns(args []arg) int {
	at, command := len(args), ""
	if operands := programOf("git").scan(args).operands; len(operands) > 0 {
		at, command = operands[0], args[operands[0]].text
	}
	if command == "config" {
		if i := configRuns(args[at:]); i >= 0 {
			return at + i
		}
	}
	for i := 1; i < len(args); i++ {
		if args[i].risk <= harmless {
			continue
		}
		option := gitOption(command, args, i)
		switch {
		case i < at && option == "-c", command == "clone" && (option == "-c" || option == "--config"):
			key := strings.TrimPrefix(args[i].text, "--config=")
			if !strings.Contains(key, "=") || settingRuns(key) {
				return i
			}
		case i > at && gitOptionRuns(command, option), option == "--exec-path":
			return i
		}
	}
	return -1
}

// gitOption returns what args[i] is the argument of, within a word or behind one.
func gitOption(command string, args []arg, i int) string {
	option, text := args[i-1].text, args[i].text
	if name, _, ok := strings.Cut(text, "="); ok && strings.HasPrefix(text, "--") {
		return name
	}
	if !args[i].static && len(text) > 1 && text[0] == '-' {
		return text[:2]
	}
	for command == "submodule" && strings.HasPrefix(option, "-") {
		i--
		option = args[i-1].text
	}
	return option
}

// gitOptionRuns reports whether a command of git runs the argument of that option.
func gitOptionRuns(command, option string) bool {
	switch option {
	case "--exec", "--upload-pack", "--receive-pack", "--extcmd", "--open-files-in-pager",
		"--smtp-server", "--to-cmd", "--cc-cmd":
		return true
	}
	switch command + " " + option {
	case "rebase -x", "difftool -x", "bisect run", "submodule foreach", "clone -u", "grep -O":
		return true
	}
	return command == "filter-branch" && strings.HasSuffix(option, "-filter")
}

// configRuns is gitRuns for what stands behind "git" where that is "config".
func configRuns(args []arg) int {
	operands := program{valued: "f", apart: configApart}.scan(args).operands
	if len(operands) > 0 && args[operands[0]].text == "set" {
		operands = operands[1:]
	}
	if len(operands) < 2 { // it reads
		return -1
	}
	key, value := args[operands[0]], args[operands[1]]
	switch {
	case key.risk > harmless:
		return operands[0]
	case value.risk > harmless && settingRuns(key.text):
		return operands[1]
	}
	return -1
}

// settingRuns reports whether git runs the value of a setting, or reads more
// settings where that says.
func settingRuns(setting string) bool {
	key, _, _ := strings.Cut(strings.ToLower(setting), "=")
	section, _, _ := strings.Cut(key, ".")
	name := key[strings.LastIndexByte(key, '.')+1:]
	switch section {
	case "alias", "pager", "include", "includeif", "protocol", "url":
		return true
	}
	switch name {
	case "pager", "editor", "external", "askpass", "fsmonitor", "hookspath", "helper", "program",
		"driver", "clean", "smudge", "process", "textconv", "path", "templatedir", "vcs", "gitproxy",
		"uploadpack", "receivepack", "httpd", "browser", "update", "smtpserver", "difffilter":
		return true
	}
	return strings.HasSuffix(name, "command") || strings.HasSuffix(name, "cmd") ||
		strings.HasSuffix(name, "hook")
}
