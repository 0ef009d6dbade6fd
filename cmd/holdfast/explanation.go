package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/holdfast-run/holdfast/specs"
)

// An explanation is what explain says about a command with values filled in.
type explanation struct {
	spec *specs.Spec
	inv  *specs.Invocation
	// caller is the environment out of which values that look like secrets are
	// hidden; nil: all values are shown.
	caller []string
}

// A variable is one of the environment. Its value is nil if it is hidden.
type variable struct {
	name  string
	value *string
}

// env returns the command's whole environment.
func (e explanation) env() []variable {
	all := make([]variable, len(e.inv.Env))
	for i, entry := range e.inv.Env {
		name, value, _ := strings.Cut(entry, "=")
		all[i] = variable{name, &value}
		if looksSecret(name) && slices.Contains(e.caller, entry) {
			all[i].value = nil
		}
	}
	return all
}

// looksSecret reports whether variables of that name tend to hold secrets.
func looksSecret(name string) bool {
	name = strings.ToUpper(name)
	for _, part := range [...]string{
		"TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL", "PRIVATE",
	} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return name == "KEY" || strings.HasSuffix(name, "_KEY") || strings.HasSuffix(name, "_AUTH") ||
		strings.HasSuffix(name, "APIKEY")
}

// text is the explanation for a person: argv and environment are quoted so that
// sh takes them as they are.
func (e explanation) text(p palette) string {
	var b strings.Builder
	row := func(label, text string) {
		fmt.Fprintf(&b, "%s %s\n", p.dim(fmt.Sprintf("%-8s", label)), text)
	}
	if e.spec.Description != "" {
		b.WriteString(printable(strings.TrimSpace(e.spec.Description)) + "\n\n")
	}
	row("argv", words(e.inv.Argv))
	row("cwd", quote(e.inv.Dir))
	label := "env"
	for _, v := range e.env() {
		row(label, v.text(p))
		label = ""
	}
	if e.inv.Persistent {
		e.persistentRows(row)
	} else {
		e.oneshotRows(row)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (v variable) text(p palette) string {
	if v.value == nil {
		return v.name + "=" + p.dim("(hidden; --show-values shows it)")
	}
	return v.name + "=" + quote(*v.value)
}

func words(argv []string) string {
	quoted := make([]string, len(argv))
	for i, arg := range argv {
		quoted[i] = quote(arg)
	}
	return strings.Join(quoted, " ")
}

func (e explanation) oneshotRows(row func(label, text string)) {
	inv := e.inv
	row("timeout", limitText(inv.Timeout))
	output := string(inv.Output) + ", of any size"
	if inv.MaxOutputBytes >= 0 {
		output = fmt.Sprintf("%s, at most %s a stream", inv.Output, sizeText(inv.MaxOutputBytes))
	}
	row("output", output)
	if inv.Stdin {
		row("stdin", "text, if the script gives it")
	} else {
		row("stdin", "empty")
	}
	row("okCodes", strings.Trim(fmt.Sprint(inv.OKCodes), "[]"))
}

func (e explanation) persistentRows(row func(label, text string)) {
	inv := e.inv
	row("ready", readyText(inv.Ready))
	row("stop", fmt.Sprintf("%s, then SIGKILL after %v", inv.Stop.Signal, inv.Stop.Grace))
	restart := inv.Restart.On
	if restart != "" && restart != "never" {
		restart = fmt.Sprintf("on %s, at most %d times, %v apart at first",
			restart, inv.Restart.Max, inv.Restart.Backoff)
	}
	row("restart", restart)
	if inv.KeepAlive {
		row("keeps", "its session alive")
	}
}

func readyText(r *specs.Ready) string {
	if r == nil {
		return "when it has started"
	}
	within := ", within " + limitText(r.Timeout)
	switch {
	case r.Log != "":
		return "when a line of output matches " + quote(r.Log) + within
	case r.HTTP != "":
		return "when " + quote(r.HTTP) + " answers" + within
	case r.TCP != "":
		return "when " + quote(r.TCP) + " accepts connections" + within
	}
	return "when the command " + quote(r.Exec) + " succeeds" + within
}

func limitText(d time.Duration) string {
	if d < 0 {
		return "none"
	}
	return d.String()
}

// sizeText is a number of bytes in the largest unit that needs no fraction.
func sizeText(bytes int) string {
	for i, unit := range [...]string{"GiB", "MiB", "KiB"} {
		size := 1 << (30 - 10*i)
		if bytes >= size && bytes%size == 0 {
			return fmt.Sprintf("%d %s", bytes/size, unit)
		}
	}
	return fmt.Sprintf("%d bytes", bytes)
}
