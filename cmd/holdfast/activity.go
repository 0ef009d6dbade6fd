package main

import (
	"fmt"
	"strings"

	"github.com/holdfast-run/holdfast/host"
)

// activityNames names what goes on in a session, "" if nothing does.
func activityNames(all []host.Activity) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = fmt.Sprintf("%q", a.Name)
	}
	return strings.Join(names, ", ")
}

// awaited says what a run is waiting for, as far as it is known; otherwise it is
// what is given.
func awaited(all []host.Activity, otherwise string) string {
	if len(all) == 0 {
		return otherwise
	}
	words := make([]string, len(all))
	for i, a := range all {
		words[i] = fmt.Sprintf("%q", a.Name)
		switch a.State {
		case "starting":
			words[i] += " to be ready"
		case "restarting":
			words[i] += " to be restarted"
		case "stopping":
			words[i] += " to stop"
		}
	}
	return "waiting for " + strings.Join(words, ", ")
}
