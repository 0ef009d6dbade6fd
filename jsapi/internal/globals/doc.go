// Package globals gives a goja runtime the standard JavaScript globals that
// the engine lacks: URL, Buffer, structuredClone, AbortSignal, crypto, require
// and the like, and mends what it has and gets wrong. They behave as in Node;
// testdata/*.js runs in both.
//
// Nothing here touches files, the network or the real environment, but for time
// zones, which Go looks up in the system's files if it may. Start-up is what it is
// built for: [Install] makes one object, each global is made when a script first
// names it, and its JavaScript part is compiled once a process.
//
// It is used in three places: Install when a VM is made; [ExpandUnicode] on
// each regular expression literal before a program is compiled; [Globals.Repair]
// with [NeedsOf] the source before a program runs.
package globals
