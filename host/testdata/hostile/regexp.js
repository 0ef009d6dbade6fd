// Regular expressions. Without look-around and backreferences they run in linear
// time; the others backtrack, and while they do nothing else runs.

// --- nested quantifiers
//! ok false
return /^(a+)+$/.test("a".repeat(50) + "b");

// --- alternatives that overlap
//! ok false
return /^(a|aa)+$/.test("a".repeat(50) + "b");

// --- quantified group of a quantified class
//! ok false
return /^([a-zA-Z]+)*$/.test("a".repeat(50) + "!");

// --- three stars
//! ok false
return /(x+x+)+y/.test("x".repeat(50));

// --- nested quantifiers behind a look-ahead
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return /^(?=a)(a+)+$/.test("a".repeat(40) + "b");

// --- nested quantifiers behind a look-behind
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return /(?<=^)(a+)+$/.test("a".repeat(40) + "b");

// --- nested quantifiers with a backreference
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return /^(a+)+\1$/.test("a".repeat(40) + "b");

// --- nested quantifiers with a named backreference
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return /^(?<x>a+)+\k<x>$/.test("a".repeat(40) + "b");

// --- nested quantifiers in a look-ahead
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return /^(?=(a+)+$)a/.test("a".repeat(40) + "b");

// --- catastrophe by split
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return ("a".repeat(40) + "b").split(/^(?=a)(a+)+$/).length;

// --- catastrophe by replace
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return ("a".repeat(40) + "b").replace(/^(?=a)(a+)+$/, "").length;

// --- catastrophe by matchAll
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! timeout | memory | crash
return [...("a".repeat(40) + "b").matchAll(/(?=a)(a+)+$/g)].length;

// --- polynomial on a long string
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt, here for half a second
//! ok | timeout
return /(?=x)x*x*x*y/.test("x".repeat(20000));

// --- polynomial in linear time
//! ok false
return /x*x*x*y/.test("x".repeat(20000));

// --- back-reference that pairs everything
//! in-process: unsafe: a regular expression that backtracks looks at no interrupt
//! ok | timeout | memory | crash
return /(.*)(.*)(.*)\1\2\3x/.test("ab".repeat(300));

// --- counted repeat of a counted repeat
//! runtime SyntaxError | ok | timeout
return new RegExp("((a{1000}){1000}){1000}").test("a");

// --- counted repeat out of range
//! runtime SyntaxError | ok
return new RegExp("a{99999999999}").test("a");

// --- a thousand alternatives
//! ok | timeout
return new RegExp(Array.from({ length: 1000 }, (_, i) => "w" + i).join("|")).test("w999");

// --- a hundred thousand alternatives
//! ok | timeout | memory
return new RegExp(Array.from({ length: 100000 }, (_, i) => "w" + i).join("|")).test("x");

// --- a long literal
//! ok | timeout | memory
return new RegExp("a".repeat(1e5)).test("a");

// --- a class of everything, many times
//! ok | timeout | memory | runtime SyntaxError
return new RegExp("[^]".repeat(1e4)).test("a");

// --- Unicode classes, many times
//! ok | timeout | memory | runtime SyntaxError
return new RegExp("\\p{L}".repeat(200), "u").test("a");

// --- source that does not end
//! runtime SyntaxError
new RegExp("(");

// --- class that does not end
//! runtime SyntaxError
new RegExp("[");

// --- escape that does not end
//! runtime SyntaxError
new RegExp("\\");

// --- quantifier of nothing
//! runtime SyntaxError
new RegExp("*");

// --- flags that do not exist
//! runtime SyntaxError
new RegExp("a", "gg");

// --- flags that are an object which throws
//! runtime Error
new RegExp("a", { toString() { throw new Error("flags"); } });

// --- source that is an object which loops
//! timeout
new RegExp({ toString() { for (;;); } });

// --- exec that is overwritten by a loop
//! ok | timeout
const re = /a/;
re.exec = () => { for (;;); };
re.test("a");

// --- global replace whose exec never ends
//! timeout | memory
const re = /a/g;
re.exec = () => Object.assign(["a"], { index: 0 });
"a".replace(re, "b");

// --- lastIndex that is an object which loops
//! timeout
const re = /a/g;
re.lastIndex = { valueOf() { for (;;); } };
re.exec("a");

// --- lastIndex out of range
//! ok null
const re = /a/y;
re.lastIndex = 2 ** 53;
return re.exec("a");

// --- empty match, global, for ever
//! timeout
const re = /(?:)/g;
for (;;) re.exec("abc");

// --- results by the hundred thousand
//! ok | timeout | memory
return "a".repeat(1e5).match(/a/g).length;

// --- groups by the thousand
//! in-process: unsafe: matching allocates groups times states at once, hundreds of megabytes here
//! ok | timeout | memory | crash
return new RegExp("(a)?".repeat(5000)).exec("a").length;

// --- named group called __proto__
//! ok true
const groups = /(?<__proto__>a)/.exec("a").groups;
return groups.polluted === undefined && ({}).polluted === undefined;

// --- lone surrogates on both sides
//! ok | runtime SyntaxError
return new RegExp("\ud800").test("\udfff\ud800");

// --- wait for a pattern that is a bomb
//! runtime
await commands.wait("dev", { for: new RegExp("(a{1000}){1000}"), timeoutMs: 50 });

// --- wait for a pattern that backtracks
//! runtime TypeError
await commands.wait("dev", { for: /(?=a)(a+)+$/, timeoutMs: 50 });
