// Allocation without end. What JavaScript allocates step by step, the memory limit
// stops; one giant allocation inside the engine it sees only afterwards.

// --- array that grows
//! memory | timeout
const a = [];
for (;;) a.push({ i: a.length });

// --- array of arrays
//! memory | timeout
let a = [];
for (;;) a = [a, a.slice()];

// --- string that doubles
//! memory | timeout | runtime RangeError
let s = "x";
for (;;) s += s;

// --- string that grows by lines
//! memory | timeout
let s = "";
for (;;) s += "a line of text that is long enough to count\n";

// --- strings kept
//! memory | timeout
const a = [];
for (;;) a.push("x".repeat(10000) + a.length);

// --- template that grows
//! memory | timeout
let s = "x".repeat(1000);
const a = [];
for (;;) a.push(`${s}${a.length}`);

// --- array buffers
//! memory | timeout
const a = [];
for (;;) a.push(new ArrayBuffer(1 << 20));

// --- typed arrays
//! memory | timeout
const a = [];
for (;;) a.push(new Float64Array(1 << 17).fill(1));

// --- Buffers
//! memory | timeout
const a = [];
for (;;) a.push(Buffer.alloc(1 << 20, "x"));

// --- Map that grows
//! memory | timeout
const m = new Map();
for (let i = 0; ; i++) m.set(i, { i });

// --- Map with object keys
//! memory | timeout
const m = new Map();
for (;;) m.set({}, 1);

// --- Set that grows
//! memory | timeout
const s = new Set();
for (let i = 0; ; i++) s.add("k" + i);

// --- WeakMap whose keys are kept
//! memory | timeout
const w = new WeakMap();
const keys = [];
for (;;) { const k = {}; keys.push(k); w.set(k, new Array(100).fill(0)); }

// --- BigInt that grows
//! memory | timeout
let n = 1n;
for (;;) n <<= 100000n;

// --- BigInts kept
//! memory | timeout
const a = [];
for (;;) a.push((1n << 100000n) + BigInt(a.length));

// --- closures
//! memory | timeout
let f = () => 0;
for (;;) { const g = f; f = () => g; }

// --- closures over big things
//! memory | timeout
const fs = [];
for (;;) { const big = new Array(1000).fill(fs.length); fs.push(() => big); }

// --- bound functions
//! memory | timeout
let f = () => 0;
const fs = [];
for (;;) fs.push(f.bind(null, new Array(100).fill(0)));

// --- generators that are suspended
//! memory | timeout
function* g() { const big = new Array(1000).fill(0); yield big; }
const all = [];
for (;;) { const it = g(); it.next(); all.push(it); }

// --- async functions that are suspended
//! memory | timeout
const never = new Promise(() => {});
async function f() { const big = new Array(1000).fill(0); await never; return big; }
const all = [];
for (;;) all.push(f());

// --- timers that hold big things
//! memory | timeout | runtime RangeError
for (;;) { const big = new Array(1000).fill(0); setTimeout(() => big, 1e6); }

// --- timers beyond what may be pending
//! runtime RangeError | memory | timeout
for (;;) setTimeout(() => {}, 1e6);

// --- promises kept
//! memory | timeout
const all = [];
for (;;) all.push(new Promise(() => {}));

// --- reactions on one promise
//! memory | timeout
const p = new Promise(() => {});
for (;;) p.then(() => {});

// --- rejections kept
//! memory | timeout | runtime
const all = [];
for (;;) all.push(Promise.reject(new Error("no")));

// --- microtasks queued
//! memory | timeout
for (;;) queueMicrotask(() => {});

// --- console entries
//! ok | memory | timeout
for (let i = 0; i < 1e5; i++) console.log("line", i);

// --- console entries of a megabyte
//! ok | memory | timeout
const big = "x".repeat(1 << 20);
for (let i = 0; i < 50; i++) console.log(big);

// --- console groups without end
//! ok | memory | timeout
for (let i = 0; i < 1e4; i++) console.group();
console.log("\n".repeat(1e5));

// --- console counters without end
//! memory | timeout
for (let i = 0; ; i++) console.count("label " + i);

// --- console timers without end
//! memory | timeout
for (let i = 0; ; i++) console.time("label " + i);

// --- symbols
//! memory | timeout
const all = [];
for (;;) all.push(Symbol("s" + all.length));

// --- registered symbols
//! memory | timeout
for (let i = 0; ; i++) Symbol.for("s" + i);

// --- properties
//! memory | timeout
const o = {};
for (let i = 0; ; i++) o["key" + i] = i;

// --- properties of globalThis
//! memory | timeout
for (let i = 0; ; i++) globalThis["key" + i] = i;

// --- private names
//! memory | timeout
const all = [];
for (;;) all.push(new (class { #x = new Array(100).fill(0); })());

// --- classes
//! memory | timeout
let C = Object;
for (;;) C = class extends C {};

// --- functions by eval
//! memory | timeout
const all = [];
for (let i = 0; ; i++) all.push(eval(`(function f${i}() { return ${i}; })`));

// --- functions by new Function
//! memory | timeout
const all = [];
for (let i = 0; ; i++) all.push(new Function(`return ${i}`));

// --- results of a regular expression
//! memory | timeout
const all = [];
const s = "abc".repeat(1000);
for (;;) all.push(s.match(/(a)(b)(c)/g));

// --- regular expressions
//! memory | timeout
const all = [];
for (let i = 0; ; i++) all.push(new RegExp("(a|b)*" + i));

// --- errors with stacks
//! memory | timeout
const all = [];
for (;;) all.push(new Error("one of many"));

// --- dates
//! memory | timeout
const all = [];
for (;;) all.push(new Date());

// --- proxies
//! memory | timeout
const all = [];
for (;;) all.push(new Proxy({}, {}));

// --- iterators of a Map
//! memory | timeout
const m = new Map([[1, 1]]);
const all = [];
for (;;) all.push(m.entries());

// --- JSON texts
//! memory | timeout
const all = [];
for (;;) all.push(JSON.parse('{"a":[1,2,3,{"b":"c"}]}'));

// --- clones
//! memory | timeout
let o = { a: [1] };
const all = [];
for (;;) all.push(structuredClone(o));

// --- listeners
//! memory | timeout
const t = new EventTarget();
for (;;) t.addEventListener("x", () => {});

// --- abort signals
//! memory | timeout | runtime RangeError
const all = [];
for (;;) all.push(AbortSignal.timeout(1e6));

// --- URLs
//! memory | timeout
const all = [];
for (;;) all.push(new URL("http://example.com/" + all.length));

// --- the script's value is too large to keep for long
//! ok | memory | timeout
return "x".repeat(1e7);

// --- the script's value is a giant list
//! ok | memory | timeout
return new Array(2e5).fill(0);

// --- what was allocated before is not charged again
//! ok 1000
return new Array(1000).fill(0).length;
