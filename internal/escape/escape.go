// Package escape answers: how do processes try to outlive whoever started them?
// For tests only, on Linux.
//
// The suites of package commands and of the command line have the same ways to
// get away, so they are neither's own. A test binary runs Main as one of its
// programs; whoever holds the reading end of a Lifeline sees how many processes
// have got where they want to be, and whether any is left.
package escape
