// Loops inside the engine's own functions. An interrupt is looked at between two
// steps of JavaScript, and there is none here: only another process can end them.

// --- join of a giant sparse array
//! in-process: unsafe: Array.prototype.join looks at no interrupt
//! timeout | memory | crash
return Array(2 ** 32 - 1).join("ab").length;

// --- join of a giant array-like
//! in-process: unsafe: Array.prototype.join looks at no interrupt
//! timeout | memory | crash
Array.prototype.join.call({ length: 2 ** 53 - 1 });

// --- indexOf on a giant array-like
//! in-process: unsafe: Array.prototype.indexOf looks at no interrupt
//! timeout
Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);

// --- lastIndexOf on a giant array-like
//! in-process: unsafe: Array.prototype.lastIndexOf looks at no interrupt
//! timeout
Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);

// --- includes on a giant array-like
//! in-process: unsafe: Array.prototype.includes looks at no interrupt
//! timeout
Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);

// --- reverse of a giant array-like
//! in-process: unsafe: Array.prototype.reverse looks at no interrupt
//! timeout
Array.prototype.reverse.call({ length: 2 ** 53 - 1 });

// --- fill of a giant array-like
//! in-process: unsafe: Array.prototype.fill looks at no interrupt
//! timeout | memory | crash
Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 0);

// --- fill of a giant array
//! in-process: unsafe: Array.prototype.fill looks at no interrupt, nor at the memory limit
//! timeout | memory | crash
new Array(1e9).fill(0);

// --- copyWithin of a giant array-like
//! in-process: unsafe: Array.prototype.copyWithin looks at no interrupt
//! timeout
Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1, 0);

// --- forEach over a giant array-like
//! in-process: unsafe: Array.prototype.forEach looks at no interrupt where there is no element
//! timeout
Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, () => {});

// --- map over a giant array-like
//! in-process: unsafe: Array.prototype.map looks at no interrupt where there is no element
//! timeout | memory | crash | runtime RangeError
Array.prototype.map.call({ length: 2 ** 32 - 2 }, () => {});

// --- some over a giant array-like
//! in-process: unsafe: Array.prototype.some looks at no interrupt where there is no element
//! timeout
Array.prototype.some.call({ length: 2 ** 53 - 1 }, () => {});

// --- reduce over a giant array-like
//! in-process: unsafe: Array.prototype.reduce looks at no interrupt where there is no element
//! timeout
Array.prototype.reduce.call({ length: 2 ** 53 - 1 }, () => {}, 0);

// --- find over a giant array-like with a native predicate
//! internal | timeout
Array.prototype.find.call({ length: 2 ** 53 - 1 }, Boolean);

// --- slice of a giant array-like
//! in-process: unsafe: Array.prototype.slice looks at no interrupt
//! timeout | memory | crash
Array.prototype.slice.call({ length: 2 ** 32 - 2 });

// --- splice of a giant array-like
//! in-process: unsafe: Array.prototype.splice looks at no interrupt
//! timeout | memory | crash | runtime TypeError
Array.prototype.splice.call({ length: 2 ** 32 - 2 }, 0, 1);

// --- unshift of a giant array-like
//! in-process: unsafe: Array.prototype.unshift looks at no interrupt
//! timeout | memory | crash
Array.prototype.unshift.call({ length: 2 ** 52 }, 1);

// --- shift of a giant array-like
//! in-process: unsafe: Array.prototype.shift looks at no interrupt
//! timeout
Array.prototype.shift.call({ length: 2 ** 52 });

// --- sort of a giant array-like
//! in-process: unsafe: Array.prototype.sort allocates the length at once
//! timeout | memory | crash
Array.prototype.sort.call({ length: 2 ** 32 });

// --- sort of a giant sparse array
//! in-process: unsafe: Array.prototype.sort allocates the length at once
//! ok | timeout | memory | crash
const a = [];
a[2 ** 32 - 2] = 1;
a.sort();

// --- flat of a giant array-like
//! in-process: unsafe: Array.prototype.flat looks at no interrupt
//! timeout
Array.prototype.flat.call({ length: 2 ** 53 - 1 });

// --- concat of giant array-likes
//! in-process: unsafe: Array.prototype.concat looks at no interrupt
//! timeout | memory | crash | runtime TypeError
[].concat({ length: 2 ** 50, [Symbol.isConcatSpreadable]: true });

// --- Array.from of a giant length
//! in-process: unsafe: Array.from looks at no interrupt, nor at the memory limit
//! timeout | memory | crash
Array.from({ length: 1e9 });

// --- spread of a giant array
//! in-process: unsafe: the spread of an array is one step of the engine
//! timeout | memory | crash
[...Array(1e9)];

// --- apply with a giant array-like
//! in-process: unsafe: apply allocates the length at once
//! timeout | memory | crash | runtime RangeError
Math.max.apply(null, { length: 1e9 });

// --- Reflect.apply with a giant array-like
//! in-process: unsafe: Reflect.apply allocates the length at once
//! timeout | memory | crash | runtime RangeError
Reflect.apply(Math.max, null, { length: 2 ** 32 });

// --- fromCharCode of a giant array-like
//! in-process: unsafe: apply allocates the length at once
//! timeout | memory | crash | runtime RangeError
String.fromCharCode.apply(null, { length: 1e8 });

// --- new Set over an iterator whose next is native
//! in-process: unsafe: an iterator of native functions runs no step of JavaScript
//! timeout | memory | crash
new Set({ [Symbol.iterator]: () => ({ next: Object }) });

// --- Promise.all over an iterator whose next is native
//! in-process: unsafe: an iterator of native functions runs no step of JavaScript
//! timeout | memory | crash
Promise.all({ [Symbol.iterator]: () => ({ next: Object }) });

// --- Array.from over an iterator whose next is native
//! in-process: unsafe: an iterator of native functions runs no step of JavaScript
//! timeout | memory | crash
Array.from({ [Symbol.iterator]: () => ({ next: Object }) });

// --- spread of an iterator whose next is native
//! in-process: unsafe: an iterator of native functions runs no step of JavaScript
//! timeout | memory | crash
[...{ [Symbol.iterator]: () => ({ next: Object }) }];

// --- Object.fromEntries over an endless iterator
//! timeout | memory
Object.fromEntries({ [Symbol.iterator]: () => ({ next: () => ({ value: [1, 1], done: false }) }) });

// --- repeat that takes all memory
//! in-process: unsafe: String.prototype.repeat allocates its result at once
//! timeout | memory | crash
"x".repeat(2 ** 40);

// --- repeat that takes two gigabytes
//! in-process: unsafe: String.prototype.repeat allocates its result at once
//! timeout | memory | crash
return "x".repeat(2 ** 31).length;

// --- repeat past what a slice can have
//! internal | runtime RangeError | timeout | memory | crash
"x".repeat(2 ** 60);

// --- repeat without end
//! runtime RangeError
"x".repeat(Infinity);

// --- repeat of the empty string
//! ok
"".repeat(2 ** 52);

// --- padStart that takes all memory
//! in-process: unsafe: String.prototype.padStart allocates its result at once
//! timeout | memory | crash
"x".padStart(2 ** 40, "ab");

// --- padEnd that takes two gigabytes
//! in-process: unsafe: String.prototype.padEnd allocates its result at once
//! timeout | memory | crash
"x".padEnd(2 ** 31);

// --- split of a long string into characters
//! in-process: unsafe: String.prototype.split looks at no memory limit
//! timeout | memory | crash
return "x".repeat(5e7).split("").length;

// --- replaceAll that multiplies
//! in-process: unsafe: String.prototype.replaceAll builds its result in one step
//! timeout | memory | crash
return "x".repeat(1e5).replaceAll("x", "y".repeat(1e5)).length;

// --- power of big integers
//! in-process: unsafe: big integer arithmetic looks at no interrupt
//! timeout | memory | crash
const n = 2n;
n ** (n ** 40n);

// --- power of big integers in the source
//! in-process: unsafe: the compiler folds constants
//! timeout | memory | crash | syntax
return 2n ** (2n ** 40n);

// --- shift of a big integer
//! in-process: unsafe: big integer arithmetic allocates its result at once
//! timeout | memory | crash | runtime RangeError
const n = 1n;
n << (2n ** 40n);

// --- product of giant big integers
//! timeout | memory
let n = 3n ** 100000n;
for (let i = 0; i < 30; i++) n *= n;

// --- giant big integer as decimal text
//! in-process: unsafe: big integer conversion looks at no interrupt
//! ok | timeout | memory | crash
return (1n << 200_000_000n).toString().length;

// --- BigInt of a long literal
//! ok | timeout | memory
return BigInt("9".repeat(100_000)) > 0n;

// --- typed array set from a giant array-like
//! runtime RangeError
new Uint8Array(8).set({ length: 2 ** 53 - 1 });

// --- typed array from a giant array-like
//! in-process: unsafe: a typed array is allocated at once
//! timeout | memory | crash | runtime RangeError
Uint8Array.from({ length: 2 ** 40 });

// --- typed array of a giant length
//! in-process: unsafe: a typed array is allocated at once
//! timeout | memory | crash | runtime RangeError
new Float64Array(2 ** 32);

// --- array buffer of a terabyte
//! in-process: unsafe: an array buffer is allocated at once
//! timeout | memory | crash | runtime RangeError
new ArrayBuffer(2 ** 40);

// --- sort of a typed array with a native comparator
//! ok | timeout
new Float64Array(1e6).map((_, i) => -i).sort();

// --- comparator that shrinks its array
//! ok | internal | runtime
const a = Array.from({ length: 1000 }, (_, i) => 1000 - i);
a.sort((x, y) => { a.length = 1; return x - y; });

// --- comparator that is not consistent
//! ok
Array.from({ length: 10000 }, (_, i) => i).sort(() => Math.random() - 0.5);

// --- ownKeys with a wrong result
//! ok | internal | runtime TypeError
Object.keys(new Proxy({ a: 1 }, { ownKeys: () => ({ length: 2 }) }));

// --- giant length written
//! ok | timeout | memory
const a = [];
a.length = 2 ** 32 - 1;
a.length = 0;

// --- Number.toString in a small base of a large number
//! ok
return (1.7e308).toString(2).length;

// --- toFixed and toPrecision at their ends
//! ok
return [1e20.toFixed(100).length, (1e-300).toPrecision(100).length];

// --- normalize of a long string
//! ok | timeout | memory
return "\u1E9B\u0323".repeat(1e5).normalize("NFKC").length;

// --- localeCompare of long strings
//! ok | timeout | memory
return "a".repeat(1e5).localeCompare("a".repeat(1e5) + "b");

// --- decodeURIComponent of a long string
//! ok | timeout | memory
return decodeURIComponent("%41".repeat(1e5)).length;

// --- String.raw with a giant length
//! in-process: unsafe: String.raw looks at no interrupt
//! timeout | memory | crash
String.raw({ raw: { length: 2 ** 53 - 1 } });

// --- Object.assign from a long string
//! ok | timeout | memory
Object.assign({}, "x".repeat(1e5));

// --- structuredClone of a sparse giant
//! ok | timeout | memory
return structuredClone(Array(2 ** 32 - 1)).length;

// --- Buffer of two gigabytes
//! in-process: unsafe: a buffer is allocated at once
//! ok | timeout | memory | crash | runtime
return Buffer.alloc(2 ** 31 - 1).length;

// --- getRandomValues of too much
//! runtime
crypto.getRandomValues(new Uint8Array(70000));

// --- date that does not exist
//! ok null
return new Date(NaN);
