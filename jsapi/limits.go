package jsapi

// The bounds of what one script may do, in one place. What passes one is told so
// by an ordinary error; the run's own limits, time and memory, are the host's.
//
//	| what                                   | bound    | past it                    |
//	|----------------------------------------|----------|----------------------------|
//	| source of a script, eval or Function   | 8 MiB    | SyntaxError                |
//	| open brackets and prefixes in a source | 5,000    | SyntaxError, see nesting   |
//	| arrow functions in their parameters    | 12       | SyntaxError, see nesting   |
//	| depth of a syntax tree                 | 10,000   | SyntaxError                |
//	| groups in groups of a RegExp           | 1,000    | SyntaxError                |
//	| JSON.parse                             | 10,000   | RangeError                 |
//	| depth of values handed to or from Go   | 200      | TypeError, Error           |
//	| elements of an array handed to Go      | 1 << 20  | TypeError                  |
//	| stdin, and a script's value, in a worker | 64 MiB | Error, RangeError         |
//	| other values handed to Go, in a worker | 16 MiB   | Error                      |
//	| results a worker has yet to read       | 512 MiB  | Error                      |
//	| JavaScript calls on the stack          | 1,000    | the run ends: RangeError   |
//	| calls of the host that are pending     | 10,000   | a rejected promise         |
//	| timers that are pending                | 100,000  | RangeError                 |
//	| one console entry                      | 1 MiB    | cut, with a note           |
//	| rows and columns of console.table      | 1,000 × 100 | not shown               |
//	| slots of a backtracking RegExp         | 16 << 20 | no match                   |
//	| depth and size of what is printed      | inspect  | cut, with a note           |
const (
	maxSourceBytes  = 8 << 20
	maxTreeDepth    = 10_000
	maxJSONDepth    = 10_000
	maxPendingCalls = 10_000
	maxTimers       = 100_000
	maxEntryBytes   = 1 << 20

	// maxCallStack bounds JavaScript recursion. Unwinding through native frames
	// is quadratic in it, 0.3 s at 1000 in the worst case and 28 s at 10000.
	maxCallStack = 1000

	// maxDepth bounds the nesting of values handed to Go and from it, which also
	// catches cycles.
	maxDepth = 200

	// maxElements bounds an array handed to Go.
	maxElements = 1 << 20

	// regexpStack is how many slots a backtracking regular expression may use.
	// Past it goja reports "no match"; regexp2's own limit is reached on
	// strings of 20 kB.
	regexpStack = 16 << 20
)
