package main

import (
	"encoding/json"
	"strings"

	"github.com/chromedp/cdproto/runtime"
)

// consoleMessage makes a line of what a page printed: strings as they are, other
// values as JSON, and what is not data as the browser describes it.
func consoleMessage(e *runtime.EventConsoleAPICalled) message {
	words := make([]string, len(e.Args))
	for i, arg := range e.Args {
		words[i] = arg.Description
		if words[i] == "" || arg.Type == runtime.RemoteObjectTypeString {
			words[i] = string(arg.Value)
			var text string
			if json.Unmarshal(arg.Value, &text) == nil {
				words[i] = text
			}
		}
	}
	return message{Type: string(e.Type), Text: strings.Join(words, " ")}
}
