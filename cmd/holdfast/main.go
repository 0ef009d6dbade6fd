// Command holdfast runs JavaScript automation scripts that can execute declared
// commands only. It answers: what did the user type, what do they read?
package main

import "os"

func main() {
	os.Exit(execute(newSystem(), os.Args[1:]))
}
