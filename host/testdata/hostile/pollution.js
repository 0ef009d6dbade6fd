// Prototype pollution and overwritten globals: what a script does to the engine's
// own objects ends with its VM, and what the host hands in meanwhile is right or
// fails as an error of the script.

// --- setter on Object.prototype for code
//! ok 0
Object.defineProperty(Object.prototype, "code", { set() { throw new Error("polluted"); }, configurable: true });
return (await commands.exec("hello")).code;

// --- getter on Object.prototype for then
//! ok | runtime
Object.defineProperty(Object.prototype, "then", { get() { throw new Error("polluted"); }, configurable: true });
return await commands.exec("hello");

// --- then on Object.prototype
//! ok | runtime | timeout
Object.prototype.then = function (done) { done(7); };
return (await page.echo(1)).length;

// --- then on Array.prototype
//! ok | runtime
Array.prototype.then = function (done) { done("stolen"); };
return await page.echo(1);

// --- then on String.prototype
//! ok "hello"
String.prototype.then = function (done) { done("stolen"); };
return await commands.run("hello");

// --- toJSON on Object.prototype
//! ok "json"
Object.prototype.toJSON = () => "json";
return { a: 1 };

// --- toJSON on Object.prototype that throws
//! runtime Error
Object.prototype.toJSON = () => { throw new Error("polluted"); };
return { a: 1 };

// --- toJSON on String.prototype
//! ok | runtime
String.prototype.toJSON = () => ({ a: 1 });
vars.set("x", "text");
return vars.get("x");

// --- get and value on Object.prototype
//! ok ["hello",[1],1]
Object.prototype.get = Object.prototype.value = Object.prototype.set = () => { throw new Error("polluted"); };
vars.set("x", 1);
return [await commands.run("hello"), await page.echo(1), vars.get("x")];

// --- writable and enumerable on Object.prototype
//! ok ["hello",[1]]
Object.prototype.writable = Object.prototype.enumerable = Object.prototype.configurable = false;
return [await commands.run("hello"), await page.echo(1)];

// --- options on Object.prototype
//! ok "hello"
Object.prototype.timeoutMs = 1;
Object.prototype.stdin = "x";
Object.prototype.signal = {};
return await commands.run("hello", {}, {});

// --- parameters on Object.prototype
//! ok "hello"
Object.prototype.param = "injected";
return await commands.run("hello", {});

// --- index setters on Array.prototype
//! ok [1,2]
Object.defineProperty(Array.prototype, 0, { set() { throw new Error("polluted"); }, configurable: true });
return await page.echo(1, 2);

// --- index getters on Object.prototype
//! ok | runtime
Object.defineProperty(Object.prototype, 0, { get() { throw new Error("polluted"); }, configurable: true });
return await page.echo();

// --- length on Array.prototype
//! ok | runtime
Object.defineProperty(Array.prototype, "length", { value: 0 });
return await page.echo(1);

// --- Array.prototype's methods throw
//! ok ["hello",[1]]
for (const name of ["push", "map", "slice", "join", "forEach", "concat", "indexOf", "includes"]) {
  Array.prototype[name] = () => { throw new Error("polluted"); };
}
console.log([1, 2], { a: [3] });
return [await commands.run("hello"), await page.echo(1)];

// --- Array's iterator throws
//! ok [1]
Array.prototype[Symbol.iterator] = () => { throw new Error("polluted"); };
console.log([1, 2], new Map(), new Set());
return await page.echo(1);

// --- Symbol.species of Array
//! ok [1]
Object.defineProperty(Array, Symbol.species, { get() { throw new Error("polluted"); } });
return await page.echo(1);

// --- Function.prototype's call and apply throw
//! ok ["hello",[1]]
Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error("polluted"); };
const r = [await commands.run("hello"), await page.echo(1)];
console.log(r, () => {});
setTimeout(() => {}, 1);
return r;

// --- Promise.prototype.then throws
//! ok "hello" | runtime
Promise.prototype.then = () => { throw new Error("polluted"); };
return await commands.run("hello");

// --- Promise.prototype.then never calls back
//! ok "hello" | runtime
Promise.prototype.then = () => {};
queueMicrotask(() => {});
return await commands.run("hello");

// --- Promise's constructor
//! ok "hello" | runtime
Object.defineProperty(Promise.prototype, "constructor", { get() { throw new Error("polluted"); } });
return await commands.run("hello");

// --- Error.prototype's name and message throw
//! runtime
Object.defineProperty(Error.prototype, "name", { get() { throw new Error("polluted"); } });
await commands.run("nope");

// --- Error.prototype's toString throws
//! runtime CommandError
Error.prototype.toString = () => { throw new Error("polluted"); };
await commands.run("nope");

// --- stack setter on Error.prototype
//! runtime CommandError
Object.defineProperty(Error.prototype, "stack", { set() { throw new Error("polluted"); }, configurable: true });
await commands.run("fails");

// --- cause on Object.prototype
//! runtime CommandError
Object.prototype.cause = new Proxy({}, { get() { throw new Error("polluted"); } });
await commands.run("fails");

// --- RegExp.prototype.exec throws
//! ok | runtime
RegExp.prototype.exec = () => { throw new Error("polluted"); };
console.log(/x/, "%s", "y");
return await commands.run("hello");

// --- RegExp.prototype.source lies
//! runtime
Object.defineProperty(RegExp.prototype, "source", { get() { return "("; } });
await commands.wait("dev", { for: /x/, timeoutMs: 20 });

// --- Map.prototype and Set.prototype throw
//! ok ["hello"]
for (const C of [Map, Set, WeakMap]) {
  for (const name of ["get", "set", "add", "has", "entries", "values", "forEach"]) C.prototype[name] = () => { throw new Error("polluted"); };
}
console.log(new Map(), new Set());
return [await commands.run("hello")];

// --- String.prototype throws
//! ok "hello"
for (const name of Object.getOwnPropertyNames(String.prototype)) {
  if (typeof String.prototype[name] === "function") String.prototype[name] = () => { throw new Error("polluted"); };
}
console.log("text", "%s", "more", { a: "b" });
return await commands.run("hello");

// --- Number.prototype and Boolean.prototype throw
//! ok [[1,true]]
for (const C of [Number, Boolean]) C.prototype.toString = C.prototype.valueOf = () => { throw new Error("polluted"); };
console.log(1, true, new Number(1));
return [await page.echo(1, true)];

// --- Symbol.toPrimitive on Object.prototype
//! ok "hello"
Object.prototype[Symbol.toPrimitive] = () => { throw new Error("polluted"); };
return await commands.run("hello");

// --- Uint8Array overwritten
//! ok 3 | runtime Error
globalThis.Uint8Array = function () { throw new Error("polluted"); };
return (await page.echo(Buffer.from("abc")))[0].length;

// --- JSON overwritten
//! ok {"a":1}
JSON.stringify = JSON.parse = () => { throw new Error("polluted"); };
globalThis.JSON = null;
vars.set("x", { a: 1 });
return vars.get("x");

// --- Promise overwritten
//! ok "hello"
globalThis.Promise = null;
return await commands.run("hello");

// --- Array and Object overwritten
//! ok ["hello",[{"a":[1]}]]
globalThis.Array = globalThis.Object = null;
return [await commands.run("hello"), await page.echo({ a: [1] })];

// --- Error overwritten
//! runtime CommandError
globalThis.Error = class { constructor() { throw 1; } };
await commands.run("nope");

// --- TypeError and RangeError overwritten
//! runtime TypeError
globalThis.TypeError = globalThis.RangeError = null;
commands.run(1);

// --- RegExp and Symbol overwritten
//! ok "hello"
globalThis.RegExp = globalThis.Symbol = null;
console.log(/x/, { a: 1 });
return await commands.run("hello");

// --- console overwritten
//! ok "hello"
console.log = () => { throw new Error("polluted"); };
globalThis.console = null;
return await commands.run("hello");

// --- commands and vars overwritten
//! runtime TypeError
globalThis.commands = globalThis.vars = null;
await commands.run("hello");

// --- commands.run replaced by one that lies
//! ok "lie"
commands.run = async () => "lie";
return await commands.run("hello");

// --- globalThis frozen
//! ok "hello"
for (const name of Object.getOwnPropertyNames(globalThis)) {
  try { Object.freeze(globalThis[name]); } catch {}
}
return await commands.run("hello");

// --- globalThis made unextensible
//! ok 2
Object.preventExtensions(globalThis);
return 1 + 1;

// --- Object.prototype frozen
//! ok "hello"
Object.freeze(Object.prototype);
Object.freeze(Array.prototype);
Object.freeze(Function.prototype);
return await commands.run("hello");

// --- the global object's prototype replaced
//! ok | runtime TypeError
Object.setPrototypeOf(globalThis, new Proxy({}, { get() { throw new Error("polluted"); } }));

// --- the global object's prototype is a cycle
//! runtime TypeError
const o = Object.create(globalThis);
Object.setPrototypeOf(Object.prototype, o);

// --- Object.prototype's __proto__ replaced
//! ok "hello" | runtime
Object.defineProperty(Object.prototype, "__proto__", { set() { throw new Error("polluted"); } });
return await commands.run("hello");

// --- every global deleted
//! ok 2
const world = globalThis;
for (const name of Object.getOwnPropertyNames(world)) delete world[name];
return 1 + 1;

// --- args made a getter
//! ok 1
Object.defineProperty(globalThis, "args", { get() { throw new Error("polluted"); }, configurable: true });
return 1;

// --- args made unconfigurable
//! ok 1
Object.defineProperty(globalThis, "args", { value: "stolen", configurable: false });
return 1;

// --- the marker of throws is stolen
//! ok | runtime
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (name.includes(" ")) globalThis[name] = () => { throw new Error("stolen"); };
}
throw "x";

// --- eval and Function overwritten
//! ok "hello"
globalThis.eval = globalThis.Function = null;
return await commands.run("hello");

// --- AbortSignal's methods throw
//! runtime
EventTarget.prototype.addEventListener = () => { throw new Error("polluted"); };
await commands.run("hello", {}, { signal: new AbortController().signal });

// --- structuredClone in a polluted world
//! ok | runtime
Map.prototype.get = Map.prototype.set = Map.prototype.has = () => { throw new Error("polluted"); };
Object.keys = Object.defineProperty = () => { throw new Error("polluted"); };
return structuredClone({ a: [1] });

// --- Reflect and Proxy overwritten
//! ok "hello"
globalThis.Reflect = globalThis.Proxy = null;
console.log({ a: 1 }, new Error("x"));
return await commands.run("hello");

// --- the generator's prototype throws
//! ok | runtime
Object.getPrototypeOf(function* () {}).prototype.next = () => { throw new Error("polluted"); };
for (const x of (function* () { yield 1; })());
