// Package early answers: how soon does a process that was started as a guardian
// begin to be one? Importing the package is all there is to it:
//
//	import _ "github.com/holdfast-run/holdfast/commands/early"
//
// Go initialises every package of a program before main, which begins with Child,
// and a guardian needs few of them. With this one it begins once those are
// initialised, and leaves out the others: the program's own, for one, and those of
// the JavaScript engine, which take longer than the rest of its start. A program
// that starts commands as soon as it is started itself has its first one earlier.
// Its main begins with Child all the same.
package early

import "github.com/holdfast-run/holdfast/commands/internal/guardian"

func init() { guardian.Child() }
