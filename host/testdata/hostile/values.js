// Evil values: thrown, returned, printed, and handed to commands, variables and
// bindings. Whatever looks at them runs a script's code, or must not.

// --- throws a Proxy that throws on every trap
//! runtime
const traps = new Proxy({}, { get: () => () => { throw new Error("trap"); } });
throw new Proxy({}, traps);

// --- throws a revoked Proxy
//! runtime
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
throw proxy;

// --- rejects with a revoked Proxy
//! runtime
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
await Promise.reject(proxy);

// --- throws an Error whose name is a symbol
//! runtime
throw Object.assign(new Error("x"), { name: Symbol("name") });

// --- throws an Error whose message throws
//! runtime
throw Object.defineProperty(new Error(), "message", { get() { throw 1; } });

// --- throws an Error whose message loops
//! timeout
throw Object.defineProperty(new Error(), "message", { get() { for (;;); } });

// --- throws an Error whose stack loops
//! timeout
throw Object.defineProperty(new Error("x"), "stack", { get() { for (;;); } });

// --- throws an Error whose stack is not text
//! runtime
throw Object.assign(new Error("x"), { stack: { toString() { throw 1; } } });

// --- throws an Error with a stack of lies
//! runtime Error
throw Object.assign(new Error("x"), { stack: "Error\n\tat f (/etc/passwd:999999999999999999999:1(2))" });

// --- throws an Error with a giant message
//! runtime Error
throw new Error("x".repeat(1e6));

// --- throws undefined
//! runtime
throw undefined;

// --- throws null
//! runtime
throw null;

// --- throws a symbol
//! runtime
throw Symbol("s");

// --- throws a bigint
//! runtime
throw 10n ** 100n;

// --- throws a function
//! runtime
throw function f() {};

// --- throws an object without a prototype
//! runtime
throw Object.create(null);

// --- throws a cycle
//! runtime
const o = {};
o.o = o;
throw o;

// --- throws the global object
//! runtime
throw globalThis;

// --- throws in a timer, in a microtask and at top level
//! runtime
setTimeout(() => { throw 1; });
queueMicrotask(() => { throw 2; });
throw 3;

// --- returns a Proxy that throws on every trap
//! runtime
return new Proxy({}, new Proxy({}, { get: () => () => { throw new Error("trap"); } }));

// --- returns a revoked Proxy
//! runtime
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
return proxy;

// --- returns a symbol
//! ok
return Symbol("s");

// --- returns a bigint
//! runtime TypeError
return 1n;

// --- returns a function
//! ok
return () => {};

// --- returns a getter that throws
//! runtime Error
return { get x() { throw new Error("x"); } };

// --- returns toJSON that throws
//! runtime Error
return { toJSON() { throw new Error("x"); } };

// --- returns toJSON that gives ever more
//! in-process: unsafe: JSON.stringify builds its text in one step
//! runtime | timeout | memory | crash
return { toJSON: () => new Array(1e5).fill("x".repeat(1e5)) };

// --- returns an array whose length lies
//! runtime | ok | timeout | memory
return new Proxy([], { get: (t, k) => (k === "length" ? 1e7 : 1) });

// --- returns lone surrogates
//! ok "\ufffd" | ok
return "\ud800";

// --- returns NUL bytes
//! ok "\u0000"
return "\0";

// --- returns keys that are magic elsewhere
//! ok {"__proto__":1,"constructor":2,"toString":3}
return JSON.parse('{"__proto__":1,"constructor":2,"toString":3}');

// --- returns huge keys
//! ok | memory | timeout
return { ["k".repeat(1e6)]: 1 };

// --- returns a thenable that calls back twice
//! ok 1
return { then(done) { done(1); done(2); } };

// --- returns a thenable that calls back and throws
//! ok 1
return { then(done) { done(1); throw new Error("late"); } };

// --- returns a thenable that throws
//! runtime Error
return { then() { throw new Error("then"); } };

// --- returns a thenable whose then is a getter that throws
//! runtime Error
return { get then() { throw new Error("then"); } };

// --- returns a thenable that never calls back
//! runtime Error
return { then() {} };

// --- returns a detached buffer
//! ok | runtime TypeError
const b = new Uint8Array(8);
structuredClone(b.buffer, { transfer: [b.buffer] });
return b;

// --- returns NaN and infinities
//! ok [null,null,null]
return [NaN, Infinity, -Infinity];

// --- returns an invalid date
//! ok null
return new Date(NaN);

// --- returns boxed values whose conversions throw
//! runtime
return Object.assign(new Number(1), { valueOf() { throw 1; }, toString() { throw 1; } });

// --- prints a Proxy that throws on every trap
//! ok
console.log(new Proxy({}, new Proxy({}, { get: () => () => { throw new Error("trap"); } })));

// --- prints a revoked Proxy
//! ok
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
console.log(proxy, [proxy], { proxy });

// --- prints getters that throw and loop
//! ok
console.log({ get a() { throw 1; }, get b() { for (;;); } });

// --- prints a custom inspect that throws
//! ok | runtime
console.log({ [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("x"); } });

// --- prints a custom inspect that prints
//! ok
console.log({ [Symbol.for("nodejs.util.inspect.custom")]() { console.log("inner"); return "outer"; } });

// --- prints a class with an evil name
//! ok
console.log(class { static get name() { throw 1; } });

// --- prints an object with an evil constructor
//! ok
console.log({ constructor: { get name() { throw 1; } } });

// --- prints an object with an evil tag
//! ok
console.log({ get [Symbol.toStringTag]() { throw 1; } });

// --- prints a Map of itself
//! ok
const m = new Map();
m.set(m, m);
console.log(m, new Set([m]));

// --- prints a giant sparse array
//! ok
const a = [];
a[2 ** 32 - 2] = 1;
console.log(a);

// --- prints terminal escapes and NUL bytes
//! ok
console.log("\x1b]0;title\x07\x1b[2J\0", { s: "\x1b[31m" });

// --- prints formats with too many and too few arguments
//! ok
console.log("%s %d %i %f %j %o %O %c %% %x", Symbol("s"), 1n);
console.log("%s".repeat(10000));

// --- prints a detached buffer
//! ok
const b = new Uint8Array(8);
structuredClone(b.buffer, { transfer: [b.buffer] });
console.log(b, b.buffer);

// --- prints an error with an evil cause
//! ok
console.log(new Error("x", { cause: new Proxy({}, { get() { throw 1; } }) }));

// --- console.table of evil rows
//! ok | runtime
console.table([{ get x() { throw 1; } }, new Proxy({}, { ownKeys() { throw 1; } })]);

// --- a command's name is an object
//! runtime TypeError
commands.run({ toString: () => "hello" });

// --- a command's name is a giant string
//! runtime CommandError
await commands.run("x".repeat(1e6));

// --- a command's name has NUL bytes and surrogates
//! runtime CommandError
await commands.run("hello\0\ud800");

// --- a command's name is __proto__
//! runtime CommandError
await commands.run("__proto__");

// --- a command's parameters are a Proxy that throws
//! runtime Error
await commands.run("hello", new Proxy({}, { ownKeys() { throw new Error("trap"); } }));

// --- a command's parameters are revoked
//! runtime TypeError | internal
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
await commands.run("hello", proxy);

// --- a command's parameters change while they are read
//! runtime CommandError | ok "hello"
const params = { get a() { delete params.b; return undefined; }, b: 1 };
return await commands.run("hello", params);

// --- a command's parameters list keys without end
//! runtime | timeout | memory
await commands.run("hello", new Proxy({}, { ownKeys: () => Array.from({ length: 1e6 }, (_, i) => "k" + i) }));

// --- a command's options are evil
//! runtime
await commands.run("hello", {}, { timeoutMs: { valueOf() { throw 1; } } });

// --- a command's options have getters that recurse
//! runtime
const o = { get timeoutMs() { return commands.run("hello", {}, o); } };
await commands.run("hello", {}, o);

// --- a command's signal is not one
//! runtime TypeError | runtime Error
await commands.run("hello", {}, { signal: { aborted: false, addEventListener() { throw new TypeError("x"); }, removeEventListener() {} } });

// --- a command's signal forgets its listeners badly
//! runtime
await commands.run("hello", {}, { signal: { aborted: false, addEventListener() {}, removeEventListener() { throw new Error("forget"); } } });

// --- a command's signal aborts with itself
//! runtime
const c = new AbortController();
const p = commands.run("hello", {}, { signal: c.signal });
c.abort(c);
await p;

// --- stdin is a giant
//! runtime | timeout | memory
await commands.run("hello", {}, { stdin: "x".repeat(1e7) });

// --- status of what does not run
//! runtime CommandError
commands.status("\0");

// --- logs with evil options
//! runtime
commands.logs("dev", { since: -1, limit: NaN });

// --- wait for an evil pattern
//! runtime
const re = /x/;
Object.defineProperty(re, "source", { get() { throw new Error("source"); } });
await commands.wait("dev", { for: re });

// --- wait for what never comes
//! runtime CommandError
await commands.wait("dev", { for: "exit", timeoutMs: 30 });

// --- stop with an evil signal
//! runtime
await commands.stop("dev", { signal: "SIGNOPE; rm -rf /" });

// --- start of what runs, with other values
//! runtime
await commands.start("dev", { x: 1 });

// --- start of a one-shot
//! runtime CommandError
await commands.start("hello");

// --- run of a persistent command
//! runtime CommandError
await commands.run("dev");

// --- a variable's value is a Proxy that throws
//! runtime
vars.set("x", new Proxy({}, new Proxy({}, { get: () => () => { throw new Error("trap"); } })));

// --- a variable's value is a bigint
//! runtime TypeError
vars.set("x", 1n);

// --- a variable's value is a symbol
//! runtime TypeError
vars.set("x", Symbol("x"));

// --- a variable's value is too large
//! runtime Error
vars.set("x", "x".repeat(2e6));

// --- a variable's name is too large
//! runtime Error
vars.set("x".repeat(2e6), 1);

// --- a variable's name is not a string
//! runtime TypeError
vars.set({ toString: () => "kept" }, 1);

// --- a variable's name is __proto__
//! ok {"polluted":1}
vars.set("__proto__", { polluted: 1 });
if ({}.polluted) throw new Error("polluted");
return vars.get("__proto__");

// --- a variable's value has __proto__
//! ok true
vars.set("x", JSON.parse('{"__proto__":{"polluted":1}}'));
const x = vars.get("x");
return x.polluted === undefined && {}.polluted === undefined;

// --- a variable's toJSON sets variables
//! ok 1
vars.set("x", { toJSON() { vars.set("x", 2); return 1; } });
return vars.get("x");

// --- a variable's toJSON changes its own name's value and throws
//! runtime Error
vars.set("x", { toJSON() { vars.delete("x"); throw new Error("x"); } });

// --- variables with lone surrogates
//! ok | runtime
vars.set("\ud800", "\udfff");
return vars.get("\ud800");

// --- variables with NUL bytes
//! ok "\u0000"
vars.set("a\0b", "\0");
return vars.get("a\0b");

// --- a binding gets what is no data
//! runtime TypeError
await page.echo(Symbol("s"));

// --- a binding gets functions and undefined
//! ok [[null],{}]
return await page.echo([() => {}], { a: undefined, b() {} });

// --- a binding gets a Proxy that throws
//! runtime
await page.echo(new Proxy({}, new Proxy({}, { get: () => () => { throw new Error("trap"); } })));

// --- a binding gets an array that shrinks while it is read
//! ok | runtime
const a = [{ get x() { a.length = 0; return 1; } }, 2, 3];
return await page.echo(a);

// --- a binding gets an array that claims to be giant
//! ok | runtime TypeError
await page.echo(new Proxy([], { get: (t, k) => (k === "length" ? 2 ** 40 : 1) }));

// --- a binding gets a sparse giant
//! runtime TypeError
await page.echo(Array(2 ** 32 - 1));

// --- a binding gets a detached buffer
//! ok | runtime
const b = new Uint8Array(8);
structuredClone(b.buffer, { transfer: [b.buffer] });
return (await page.echo(b)).length;

// --- a binding gets bytes that change after the call
//! ok [1,2,3]
const b = new Uint8Array([1, 2, 3]);
const p = page.echo(b);
b.fill(9);
return [...(await p)[0]];

// --- a binding gets a thousand arguments
//! ok 1000
return (await page.echo(...new Array(1000).fill(0))).length;

// --- a binding's error is caught and thrown again, changed
//! runtime
try { await page.fail(); } catch (e) { e.message = { toString() { throw e; } }; throw e; }

// --- a binding that does not exist
//! runtime TypeError
await page.nope();

// --- bindings are overwritten
//! ok
page.echo = null;
globalThis.page = null;

// --- async iterator that throws in next and in return
//! runtime
const it = { [Symbol.asyncIterator]() { return { next() { throw new Error("next"); }, return() { throw new Error("return"); } }; } };
await it[Symbol.asyncIterator]().next();

// --- async iterator that is never done with nothing
//! runtime
const it = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
await it[Symbol.asyncIterator]().next();

// --- Promise subclass with an evil species
//! runtime | ok
class P extends Promise { static get [Symbol.species]() { throw new Error("species"); } }
await new P((done) => done(1)).then((x) => x);

// --- Promise subclass whose executor is never called
//! runtime
class P extends Promise { constructor() { super(() => {}); } }
await new P().then(() => {});

// --- finally that rejects
//! runtime Error
await Promise.resolve(1).finally(() => { throw new Error("finally"); });

// --- arguments changed between runs
//! ok []
args.push(1);
args.length = 0;
return args;

// --- require of what does not exist
//! runtime
require("../../etc/passwd");

// --- require with an evil name
//! runtime
require({ toString() { throw new Error("x"); } });

// --- process has nothing to give
//! ok ["undefined","undefined","undefined"]
return [typeof process.exit, typeof process.kill, typeof process.binding];

// --- URL of garbage
//! runtime TypeError
new URL("http://[" + "::".repeat(1e5) + "]");

// --- decoding garbage
//! ok | runtime
new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(1e5).fill(255));

// --- atob of garbage
//! runtime
atob("\u0100");
