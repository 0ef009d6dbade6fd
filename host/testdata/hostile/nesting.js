// Nesting bombs: short programs that write long ones. The parser, the compiler and
// the decoders of the engine recurse on Go's stack, which cannot be caught when it
// is full.

// --- eval of parentheses
//! runtime SyntaxError
eval("(".repeat(1e6));

// --- eval of balanced parentheses
//! runtime SyntaxError
eval("(".repeat(1e6) + "1" + ")".repeat(1e6));

// --- eval of arrays
//! runtime SyntaxError
eval("[".repeat(1e6) + "]".repeat(1e6));

// --- eval of objects
//! runtime SyntaxError
eval("(" + "{a:".repeat(1e6) + "1" + "}".repeat(1e6) + ")");

// --- eval of calls
//! runtime SyntaxError
eval("f(".repeat(1e6) + ")".repeat(1e6));

// --- eval of functions
//! runtime SyntaxError
eval("(function(){".repeat(3e5) + "})".repeat(3e5));

// --- eval of classes
//! runtime SyntaxError
eval("class A{static{".repeat(3e5) + "}}".repeat(3e5));

// --- eval of templates
//! runtime SyntaxError
eval("`${".repeat(1e6) + "1" + "}`".repeat(1e6));

// --- eval of blocks
//! runtime SyntaxError
eval("{".repeat(1e6) + "}".repeat(1e6));

// --- eval of prefixes
//! runtime SyntaxError
eval("!".repeat(4e6) + "1");

// --- eval of minus signs
//! runtime SyntaxError
eval("- ".repeat(3e6) + "1");

// --- eval of typeof
//! runtime SyntaxError
eval("typeof ".repeat(1e6) + "1");

// --- eval of new
//! runtime SyntaxError
eval("new ".repeat(1e6) + "A");

// --- eval of arrow functions in arrow functions
//! runtime SyntaxError
eval("a=>".repeat(1e6) + "1");

// --- eval of arrow functions in parameters
//! runtime SyntaxError
eval("(a=".repeat(30) + "1" + ")=>1".repeat(30));

// --- eval of async arrow functions in parameters
//! runtime SyntaxError
eval("async(a=".repeat(30) + "1" + ")=>1".repeat(30));

// --- eval of assignments
//! runtime SyntaxError
eval("a=".repeat(2e6) + "1");

// --- eval of conditionals
//! runtime SyntaxError
eval("a?b:".repeat(1e6) + "1");

// --- eval of powers
//! runtime SyntaxError
eval("2**".repeat(1e6) + "1");

// --- eval of a sum
//! runtime SyntaxError
eval("a+".repeat(1e5) + "1");

// --- eval of a conjunction
//! runtime SyntaxError
eval("a&&".repeat(1e5) + "1");

// --- eval of members
//! runtime SyntaxError
eval("a" + ".a".repeat(1e5));

// --- eval of optional members
//! runtime SyntaxError
eval("a" + "?.a".repeat(1e5));

// --- eval of elements
//! runtime SyntaxError | memory
eval("a" + "[0]".repeat(1e5));

// --- eval of calls of calls
//! runtime SyntaxError | memory
eval("a" + "()".repeat(1e5));

// --- eval of tagged templates
//! runtime SyntaxError | memory
eval("a" + "``".repeat(1e5));

// --- eval of else if
//! runtime SyntaxError
eval("if(a);else ".repeat(5e5) + ";");

// --- eval of if
//! runtime SyntaxError
eval("if(a)".repeat(1e6) + ";");

// --- eval of loops without braces
//! runtime SyntaxError
eval("for(;;)".repeat(1e6) + ";");

// --- eval of do
//! runtime SyntaxError
eval("do ".repeat(1e6) + ";" + "while(0);".repeat(1e5));

// --- eval of labels
//! runtime SyntaxError
eval(Array.from({ length: 1e5 }, (_, i) => "l" + i + ":").join("") + ";");

// --- eval of with
//! runtime SyntaxError
eval("with(a)".repeat(1e6) + ";");

// --- eval of destructuring
//! runtime SyntaxError
eval("var " + "[".repeat(1e6) + "a" + "]".repeat(1e6) + "=1");

// --- eval of a bomb behind closers in strings
//! runtime SyntaxError
eval('(")"+'.repeat(1e6));

// --- eval of a bomb behind closers in comments
//! runtime SyntaxError
eval("(/*)*/".repeat(1e6));

// --- eval of a bomb behind closers in regular expressions
//! runtime SyntaxError
eval("(/[)/]/+".repeat(5e5));

// --- eval of a bomb behind a slash that may divide
//! runtime SyntaxError
eval('x = {} /"/ + "' + "(".repeat(1e6) + '"');

// --- eval of a bomb in eval
//! runtime SyntaxError
eval("eval('('.repeat(1e6))");

// --- indirect eval of a bomb
//! runtime SyntaxError
(0, eval)("(".repeat(1e6));

// --- eval of a long program without nesting
//! ok | timeout | memory
eval("a=1;".repeat(2e4));

// --- eval of more than a source may have
//! runtime SyntaxError
eval(" ".repeat(9e6));

// --- new Function of a bomb
//! runtime SyntaxError
new Function("(".repeat(1e6));

// --- new Function with a bomb in its parameters
//! runtime SyntaxError
new Function("a=" + "(".repeat(1e6), "");

// --- Function without new
//! runtime SyntaxError
Function("(".repeat(1e6));

// --- GeneratorFunction of a bomb
//! runtime SyntaxError
(function* () {}).constructor("(".repeat(1e6));

// --- AsyncFunction of a bomb
//! runtime SyntaxError
(async () => {}).constructor("(".repeat(1e6));

// --- Function by way of a method's constructor
//! runtime SyntaxError
[].map.constructor("(".repeat(1e6));

// --- Function by Reflect.construct
//! runtime SyntaxError
Reflect.construct(Function, ["(".repeat(1e6)]);

// --- Function of a body that changes when it is asked twice
//! ok
let asked = 0;
new Function({ toString: () => (asked++ ? "(".repeat(1e6) : "1") });

// --- setTimeout with source
//! runtime TypeError
setTimeout("(".repeat(1e6));

// --- JSON.parse of arrays
//! runtime RangeError
JSON.parse("[".repeat(4e6));

// --- JSON.parse of objects
//! runtime RangeError
JSON.parse('{"a":'.repeat(1e6));

// --- JSON.parse of balanced arrays with a reviver
//! runtime RangeError
JSON.parse("[".repeat(1e6) + "]".repeat(1e6), (k, v) => v);

// --- JSON.parse of what toString returns
//! runtime RangeError
JSON.parse({ toString: () => "[".repeat(4e6) });

// --- JSON.stringify of nested arrays
//! ok | runtime | timeout | memory
let a = [];
for (let i = 0; i < 5000; i++) a = [a];
return JSON.stringify(a).length;

// --- JSON.stringify of arrays nested very deeply
//! in-process: unsafe: JSON.stringify compares each level with all above and looks at no interrupt
//! ok | runtime | timeout | memory | crash
let a = [];
for (let i = 0; i < 100000; i++) a = [a];
return JSON.stringify(a).length;

// --- the script's value is nested very deeply
//! in-process: unsafe: JSON.stringify compares each level with all above and looks at no interrupt
//! ok | runtime | timeout | memory | crash
let a = [];
for (let i = 0; i < 100000; i++) a = [a];
return a;

// --- String of nested arrays
//! ok | timeout | memory
let a = [];
for (let i = 0; i < 40000; i++) a = [a];
return String(a);

// --- flat of nested arrays
//! ok | runtime | timeout | memory
let a = [];
for (let i = 0; i < 50000; i++) a = [a];
return a.flat(Infinity).length;

// --- parameters of a command nested deeply
//! runtime TypeError
let a = {};
for (let i = 0; i < 1000; i++) a = { a };
await commands.run("hello", { a });

// --- a binding's argument nested deeply
//! runtime TypeError
let a = [];
for (let i = 0; i < 1000; i++) a = [a];
await page.echo(a);

// --- console.log of what is nested deeply
//! ok | timeout | memory
let a = [];
for (let i = 0; i < 50000; i++) a = [a];
console.log(a);
console.dir(a, { depth: null });

// --- console.log("%j") of what is nested deeply
//! ok | runtime
let a = [];
for (let i = 0; i < 3000; i++) a = [a];
console.log("%j", a);

// --- console.table of a bomb
//! ok | timeout | memory
console.table(Array.from({ length: 1000 }, (_, i) => ({ ["k" + i]: "x".repeat(1000) })));

// --- structuredClone of what is nested deeply
//! ok | timeout | memory
let a = [];
for (let i = 0; i < 20000; i++) a = [a];
structuredClone(a);

// --- RegExp of nested groups
//! runtime SyntaxError
new RegExp("(".repeat(1e6));

// --- RegExp of balanced groups
//! runtime SyntaxError
new RegExp("(".repeat(1e5) + ")".repeat(1e5));

// --- RegExp of look-aheads
//! runtime SyntaxError
new RegExp("(?=".repeat(1e5) + ")".repeat(1e5));

// --- RegExp of nested repeats
//! runtime SyntaxError
new RegExp("(?:".repeat(5000) + "a" + ")*".repeat(5000));

// --- regular expression in eval
//! runtime SyntaxError
eval("/" + "(".repeat(1e5) + ")".repeat(1e5) + "/");

// --- String.prototype.match of nested groups
//! in-process: unsafe: String.prototype.match compiles its argument without a check
//! runtime SyntaxError | timeout | memory | crash
"x".match("(".repeat(1e7));

// --- Promise chain, long
//! ok | timeout | memory
let p = Promise.resolve();
for (let i = 0; i < 1e5; i++) p = p.then(() => {});
await p;

// --- promises in promises
//! ok | timeout | memory
let p = Promise.resolve(1);
for (let i = 0; i < 1e5; i++) { const q = p; p = new Promise((done) => done(q)); }
await p;
