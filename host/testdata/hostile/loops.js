// Endless loops in every construct. They stay in JavaScript, so the deadline ends
// them, wherever the VM lives.

// --- while
//! timeout
while (true);

// --- do while
//! timeout
do {} while (1);

// --- for without anything
//! timeout
for (;;);

// --- for that counts for ever
//! timeout
for (let i = 0; i >= 0; i++) Math.sqrt(i);

// --- labelled continue
//! timeout
outer: for (;;) for (;;) continue outer;

// --- for of over an iterator that never ends
//! timeout
const endless = { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) };
for (const x of endless);

// --- for of over an array that grows
//! timeout | memory
const a = [1];
for (const x of a) a.push(x);

// --- for of over a Map that grows behind itself
//! timeout | memory
const m = new Map([[0, 0]]);
for (const [k] of m) { m.delete(k); m.set(k + 1, 0); }

// --- for of over a Set that grows behind itself
//! timeout | memory
const s = new Set([0]);
for (const x of s) { s.delete(x); s.add(x + 1); }

// --- generator that never ends
//! timeout
function* g() { for (;;) yield 1; }
for (const x of g());

// --- spread of a generator that yields nothing and never ends
//! timeout
function* g() { for (;;); }
[...g()];

// --- destructuring from an endless iterator's rest
//! timeout | memory
function* g() { for (;;) yield 1; }
const [first, ...rest] = g();

// --- loop in finally
//! timeout
try { throw new Error("x"); } finally { for (;;); }

// --- loop in catch
//! timeout
try { null.x; } catch { for (;;); }

// --- finally that restarts the loop
//! timeout
for (;;) { try { break; } finally { continue; } }

// --- catch that swallows everything
//! timeout
for (;;) { try { for (;;) throw 1; } catch {} }

// --- loop in a getter
//! timeout
const o = { get x() { for (;;); } };
return o.x;

// --- loop in a setter
//! timeout
const o = { set x(v) { for (;;); } };
o.x = 1;

// --- loop in toString
//! timeout
return "" + { toString() { for (;;); } };

// --- loop in valueOf
//! timeout
return +{ valueOf() { for (;;); } };

// --- loop in Symbol.toPrimitive
//! timeout
return `${{ [Symbol.toPrimitive]() { for (;;); } }}`;

// --- loop in toJSON of the script's value
//! timeout
return { toJSON() { for (;;); } };

// --- loop in a getter of the script's value
//! timeout
return { get x() { for (;;); } };

// --- loop in a sort comparator
//! timeout
[3, 2, 1].sort(() => { for (;;); });

// --- loop in a replace callback
//! timeout
"abc".replace(/b/, () => { for (;;); });

// --- loop in a reviver
//! timeout
JSON.parse("[1]", () => { for (;;); });

// --- loop in a replacer
//! timeout
JSON.stringify([1], () => { for (;;); });

// --- loop in forEach
//! timeout
[1].forEach(() => { for (;;); });

// --- loop in an Array.from mapper
//! timeout
Array.from([1], () => { for (;;); });

// --- loop in a constructor
//! timeout
new (class { constructor() { for (;;); } })();

// --- loop in a static block
//! timeout
class A { static { for (;;); } }

// --- loop in a field initialiser
//! timeout
class A { x = (() => { for (;;); })(); }
new A();

// --- loop in a default parameter
//! timeout
(function (x = (() => { for (;;); })()) {})();

// --- loop in a computed key
//! timeout
({ [(() => { for (;;); })()]: 1 });

// --- loop in a tagged template
//! timeout
((strings) => { for (;;); })`x`;

// --- loop in a Proxy get trap
//! timeout
new Proxy({}, { get() { for (;;); } }).x;

// --- loop in a Proxy has trap
//! timeout
"x" in new Proxy({}, { has() { for (;;); } });

// --- loop in a Proxy ownKeys trap
//! timeout
Object.keys(new Proxy({}, { ownKeys() { for (;;); } }));

// --- loop in a Proxy construct trap
//! timeout
new (new Proxy(class {}, { construct() { for (;;); } }))();

// --- loop in Symbol.hasInstance
//! timeout
1 instanceof { [Symbol.hasInstance]() { for (;;); } };

// --- loop in Symbol.species
//! timeout
class A extends Array { static get [Symbol.species]() { for (;;); } }
new A(1, 2).map((x) => x);

// --- loop in Symbol.isConcatSpreadable
//! timeout
[].concat({ get [Symbol.isConcatSpreadable]() { for (;;); } });

// --- loop in an iterator's return
//! timeout
for (const x of { [Symbol.iterator]: () => ({ next: () => ({ done: false }), return() { for (;;); } }) }) break;

// --- loop in a microtask
//! timeout
await Promise.resolve().then(() => { for (;;); });

// --- microtasks that breed
//! timeout
const again = () => Promise.resolve().then(again);
await again();

// --- queueMicrotask that breeds
//! timeout
const again = () => queueMicrotask(again);
again();

// --- process.nextTick that breeds
//! timeout
const again = () => process.nextTick(again);
again();

// --- await in an endless loop
//! timeout
for (;;) await null;

// --- async recursion without a base
//! timeout | memory
async function f() { await null; return f(); }
await f();

// --- setTimeout that rearms itself
//! timeout
const again = () => setTimeout(again, 0);
again();

// --- setImmediate that rearms itself
//! timeout
const again = () => setImmediate(again);
again();

// --- setInterval that is never cleared
//! timeout
setInterval(() => {}, 1);

// --- loop in a timer
//! timeout
setTimeout(() => { for (;;); }, 1);
await new Promise((done) => setTimeout(done, 60000));

// --- waits for a timer that is too far
//! timeout
await new Promise((done) => setTimeout(done, 1e9));

// --- awaits what nothing settles
//! runtime Error
await new Promise(() => {});

// --- thenable that never calls back
//! runtime Error
await { then() {} };

// --- loop in a thenable
//! timeout
await { then() { for (;;); } };

// --- for await over an endless async generator
//! timeout
const endless = { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 1, done: false }) }) };
const it = endless[Symbol.asyncIterator]();
for (;;) await it.next();

// --- loop in an abort listener
//! timeout
const c = new AbortController();
c.signal.addEventListener("abort", () => { for (;;); });
c.abort();

// --- loop in an event listener
//! timeout
const t = new EventTarget();
t.addEventListener("x", () => { for (;;); });
t.dispatchEvent(new Event("x"));

// --- loop in eval
//! timeout
eval("for (;;);");

// --- loop in new Function
//! timeout
new Function("for (;;);")();

// --- loop in util.inspect's custom method
//! timeout
console.log({ [Symbol.for("nodejs.util.inspect.custom")]() { for (;;); } });

// --- loop while a console call formats
//! timeout
console.log("%s", { toString() { for (;;); } });

// --- loop in a getter of command parameters
//! timeout
commands.run("hello", { get x() { for (;;); } });

// --- loop in toJSON of a variable
//! timeout
vars.set("x", { toJSON() { for (;;); } });

// --- loop in toJSON of a binding's argument
//! timeout
await page.echo({ toJSON() { for (;;); } });

// --- mutual recursion by tail calls of promises
//! timeout | memory
const a = () => Promise.resolve().then(b);
const b = () => Promise.resolve().then(a);
await a();
