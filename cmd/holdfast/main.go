// Command holdfast runs JavaScript automation scripts that can execute declared
// commands only. It answers: what did the user type, what do they read?
package main

import (
	"os"

	"github.com/holdfast-run/holdfast/host"
)

func main() {
	if host.Child() {
		return
	}
	os.Exit(execute(newSystem(), os.Args[1:]))
}
