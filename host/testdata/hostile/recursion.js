// Recursion without a base, through everything that can call. The engine's call
// stack is bounded, and past it the run ends with a RangeError.

// --- plain function
//! runtime RangeError
(function f() { f(); })();

// --- two functions
//! runtime RangeError
const a = () => b();
const b = () => a();
a();

// --- function in an argument of itself
//! runtime RangeError
const f = (x) => f(f(x));
f();

// --- the script cannot catch it and go on for ever
//! runtime RangeError | timeout
for (;;) { try { (function f() { f(); })(); } catch {} }

// --- finally that recurses again
//! runtime RangeError | timeout
(function f() { try { f(); } finally { f(); } })();

// --- getter
//! runtime RangeError
const o = { get x() { return this.x; } };
o.x;

// --- setter
//! runtime RangeError
const o = { set x(v) { this.x = v; } };
o.x = 1;

// --- toString
//! runtime RangeError
const o = { toString() { return "" + this; } };
return "" + o;

// --- valueOf
//! runtime RangeError
const o = { valueOf() { return +this; } };
return +o;

// --- Symbol.toPrimitive
//! runtime RangeError
const o = { [Symbol.toPrimitive]() { return `${this}`; } };
return `${o}`;

// --- toJSON
//! runtime RangeError
const o = { toJSON() { return JSON.stringify(this); } };
return o;

// --- getters of the script's value that make further ones for ever
//! runtime | timeout | memory
const make = () => ({ get x() { return make(); } });
return make();

// --- Proxy get trap
//! runtime RangeError
const p = new Proxy({}, { get: (t, k, r) => r[k] });
p.x;

// --- Proxy getPrototypeOf trap
//! runtime RangeError
const p = new Proxy({}, { getPrototypeOf() { return Object.getPrototypeOf(p); } });
Object.getPrototypeOf(p);

// --- Proxy has trap
//! runtime RangeError
const p = new Proxy({}, { has: (t, k) => k in p });
"x" in p;

// --- Proxy apply trap
//! runtime RangeError
const p = new Proxy(() => {}, { apply: () => p() });
p();

// --- Proxy construct trap
//! runtime RangeError
const p = new Proxy(class {}, { construct: () => new p() });
new p();

// --- Proxy of a Proxy of a Proxy, deep
//! ok | runtime | timeout | memory
let p = {};
for (let i = 0; i < 1e4; i++) p = new Proxy(p, {});
return p.x === undefined;

// --- Proxy whose prototype is itself
//! in-process: unsafe: a prototype that leads through a Proxy to itself is followed on Go's stack
//! ok | runtime | timeout | memory | crash
const p = new Proxy({}, {});
Object.setPrototypeOf(p, Object.create(p));
return p.x === undefined;

// --- prototype chain, deep
//! ok | runtime | timeout | memory
let o = {};
for (let i = 0; i < 5e4; i++) o = Object.create(o);
return o.x === undefined;

// --- bound function of a bound function, deep
//! ok | runtime | timeout | memory
let f = () => 1;
for (let i = 0; i < 1e4; i++) f = f.bind(null);
return f();

// --- sort comparator
//! runtime RangeError
const f = () => [2, 1].sort(f);
f();

// --- map callback
//! runtime RangeError
const f = () => [1].map(f);
f();

// --- replace callback
//! runtime RangeError
const f = () => "a".replace("a", f);
f();

// --- replace callback of a regular expression
//! runtime RangeError
const f = () => "a".replace(/a/, f);
f();

// --- reviver
//! runtime RangeError
const f = () => JSON.parse("[1]", f);
f();

// --- replacer
//! runtime RangeError
const f = () => JSON.stringify([1], f);
f();

// --- Array.from mapper
//! runtime RangeError
const f = () => Array.from([1], f);
f();

// --- Array.from iterator
//! runtime RangeError
const o = { [Symbol.iterator]: () => Array.from(o)[Symbol.iterator]() };
Array.from(o);

// --- spread iterator
//! runtime RangeError | timeout | memory
const o = { *[Symbol.iterator]() { yield* [...o]; } };
[...o];

// --- iterator over itself
//! runtime RangeError
const o = { [Symbol.iterator]() { for (const x of o); } };
for (const x of o);

// --- generator that delegates to itself
//! in-process: unsafe: each level of yield* takes Go stack, which no limit of the engine counts
//! runtime RangeError | timeout | memory | crash
function* g() { yield* g(); }
g().next();

// --- generator that calls next of another
//! runtime RangeError | timeout | memory
function* g() { yield g().next(); }
g().next();

// --- constructor
//! runtime RangeError
class A { constructor() { new A(); } }
new A();

// --- derived constructor
//! runtime RangeError
class A { constructor() { new B(); } }
class B extends A {}
new B();

// --- field initialiser
//! runtime RangeError
class A { x = new A(); }
new A();

// --- Symbol.hasInstance
//! runtime RangeError
class A { static [Symbol.hasInstance](x) { return x instanceof A; } }
1 instanceof A;

// --- Symbol.species
//! runtime RangeError
class A extends Array { static get [Symbol.species]() { return new A(1).map((x) => x).constructor; } }
new A(1).map((x) => x);

// --- Symbol.match
//! runtime RangeError
const o = { [Symbol.match](s) { return s.match(o); } };
"a".match(o);

// --- Symbol.replace
//! runtime RangeError
const o = { [Symbol.replace](s) { return s.replace(o, ""); } };
"a".replace(o, "");

// --- tagged template
//! runtime RangeError
const f = () => f``;
f``;

// --- Reflect.apply
//! runtime RangeError
const f = () => Reflect.apply(f, null, []);
f();

// --- call of call
//! runtime RangeError
const f = () => Function.prototype.call.call(f);
f();

// --- eval of itself
//! runtime RangeError
const f = () => eval("f()");
f();

// --- new Function that calls itself
//! runtime RangeError
globalThis.f = new Function("f()");
f();

// --- async function without an await
//! runtime RangeError
async function f() { await f(); }
await f();

// --- promise executor
//! runtime RangeError
const f = () => new Promise(f);
await f();

// --- thenable whose then calls itself
//! runtime RangeError
const o = { then(done) { o.then(done); } };
await o;

// --- thenable that resolves with itself
//! runtime TypeError | timeout | memory
const o = { then(done) { done(o); } };
await o;

// --- promise that resolves with itself
//! runtime TypeError
let done;
const p = new Promise((d) => { done = d; });
done(p);
await p;

// --- abort listener that aborts
//! ok | runtime RangeError
const c = new AbortController();
c.signal.addEventListener("abort", () => c.abort());
c.abort();

// --- event listener that dispatches
//! runtime
const t = new EventTarget();
t.addEventListener("x", () => t.dispatchEvent(new Event("x")));
t.dispatchEvent(new Event("x"));

// --- custom method of util.inspect
//! ok | runtime RangeError
const custom = Symbol.for("nodejs.util.inspect.custom");
const o = { [custom]: (depth, options, inspect) => inspect(o) };
console.log(o);

// --- console.log in its own formatting
//! ok | runtime RangeError
const o = { toString() { console.log("%s", o); return ""; } };
console.log("%s", o);

// --- cause that is a cycle
//! runtime Error
const e = new Error("round");
e.cause = e;
throw e;

// --- cause, deep
//! runtime Error
let e = new Error("first");
for (let i = 0; i < 10000; i++) e = new Error("next", { cause: e });
throw e;

// --- AggregateError of itself
//! runtime AggregateError
const e = new AggregateError([], "round");
e.errors.push(e);
throw e;

// --- message that is a getter that throws its error
//! runtime
const e = new Error();
Object.defineProperty(e, "message", { get() { throw e; } });
throw e;

// --- stack that is a getter that recurses
//! runtime
const e = new Error();
Object.defineProperty(e, "stack", { get() { return this.stack; } });
throw e;

// --- JSON.stringify of a cycle
//! runtime TypeError
const o = {};
o.o = o;
return JSON.stringify(o);

// --- join of a cycle
//! ok "1,"
const a = [1];
a.push(a);
return String(a);

// --- flat of a cycle
//! in-process: unsafe: each level of flat takes Go stack, which no limit of the engine counts
//! runtime RangeError | timeout | memory | crash
const a = [];
a.push(a);
a.flat(Infinity);

// --- structuredClone of a cycle
//! ok true
const o = {};
o.o = o;
const c = structuredClone(o);
return c.o === c;

// --- structuredClone, deep
//! ok | timeout | memory
let o = {};
for (let i = 0; i < 20000; i++) o = { o };
structuredClone(o);

// --- the script's value is a cycle
//! runtime TypeError
const o = {};
o.o = o;
return o;

// --- parameters of a command are a cycle
//! runtime TypeError
const o = {};
o.o = o;
await commands.run("hello", o);

// --- a binding's argument is a cycle
//! runtime TypeError
const o = [];
o.push(o);
await page.echo(o);

// --- a variable is a cycle
//! runtime TypeError
const o = {};
o.o = o;
vars.set("o", o);
