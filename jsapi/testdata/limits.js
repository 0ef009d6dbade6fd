// What limits.go bounds. Each bound is an error that a script can catch.

// --- eval of what is nested too deeply
assert.throws(() => eval("(".repeat(6000)), /SyntaxError: nested deeper than 5000 levels/);
assert.throws(() => (0, eval)("(".repeat(6000)), /SyntaxError: nested deeper/);
assert.throws(() => globalThis.eval("(".repeat(6000)), /SyntaxError: nested deeper/);
assert.throws(() => eval("eval(" + JSON.stringify("(".repeat(6000)) + ")"), /SyntaxError: nested deeper/);
assert.equal(eval("1 + 1"), 2);

// --- eval of an expression whose tree is too deep
assert.throws(() => eval("1" + "+1".repeat(20000)), /SyntaxError: nested deeper than 10000 levels/);
assert.equal(eval("1" + "+1".repeat(2000)), 2001);

// --- direct eval sees what is around it
const here = 5;
function local(x) { return eval("x + here"); }
assert.equal(local(2), 7);
assert.equal(eval("var there = 6; there") + there, 12);
assert.equal(eval(eval("'here'")), 5);
assert.equal(typeof eval("(x) => x"), "function");
assert.equal(eval(7), 7);
assert.equal(eval(...["here"]) === 5, false); //! here is not defined

// --- indirect eval sees globals only
const here = 5;
globalThis.here = 6;
assert.equal((0, eval)("here"), 6);
assert.equal(eval?.("here"), 6);
const e = eval;
assert.equal(e("here"), 6);

// --- eval can be replaced and shadowed
const shadowed = (function (eval) { return eval("x"); })((x) => x + "!");
assert.equal(shadowed, "x!");
globalThis.eval = (x) => x + "?";
assert.equal(eval("x"), "x?");

// --- nothing shows the eval that does not check
let seen;
assert.equal(eval((seen = eval, "1")), 1);
assert.throws(() => seen("(".repeat(6000)), /nested deeper/);
assert.equal(eval.name, "eval");
assert.equal(eval.length, 1);

// --- nor does a call that finds no eval
for (const f of [
  () => { eval("1"); let eval; },
  () => { (function (a = eval("1"), eval) {})(); },
]) {
  assert.throws(f, /ReferenceError/);
  assert.throws(() => globalThis.eval("(".repeat(6000)), /nested deeper/);
}
const kept = eval;
delete globalThis.eval;
assert.throws(() => eval("1"), /ReferenceError/);
globalThis.eval = kept;
assert.equal(eval("kept === eval"), true);

// --- eval on a frozen global object
Object.freeze(globalThis);
assert.equal(eval("1 + 1"), 2);
assert.throws(() => eval("(".repeat(6000)), /nested deeper/);

// --- constructors of functions check
const bomb = "(".repeat(6000);
assert.throws(() => new Function(bomb), /SyntaxError: nested deeper/);
assert.throws(() => Function("a", bomb), /SyntaxError: nested deeper/);
assert.throws(() => new Function("a = " + bomb, ""), /SyntaxError: nested deeper/);
for (const f of [() => {}, function* () {}, async () => {}, class {}]) {
  assert.throws(() => f.constructor(bomb), /SyntaxError: nested deeper/);
  assert.throws(() => new (Object.getPrototypeOf(f).constructor)(bomb), /SyntaxError: nested deeper/);
}
let asked = 0;
const body = { toString() { return asked++ ? bomb : "return 1"; } };
assert.equal(new Function(body)(), 1);

// --- constructors of functions are as they were
assert.equal(new Function("a", "b", "return a + b")(1, 2), 3);
assert.equal(Function("return typeof this")(), "object");
assert.equal([...new ((function* () {}).constructor)("yield 1; yield 2")()], [1, 2]);
assert.equal(await new ((async () => {}).constructor)("return await 3")(), 3);
assert.equal([Function.name, Function.length], ["Function", 1]);
assert.equal((() => {}) instanceof Function, true);
assert.equal(Function.prototype === Object.getPrototypeOf(() => {}), true);
assert.equal((() => {}).constructor === Function, true);
assert.equal(Function instanceof Function, true);
assert.equal((async () => {}) instanceof (async () => {}).constructor, true);
class Adder extends Function { constructor() { super("a", "return a + 1"); } }
assert.equal(new Adder()(1), 2);
assert.equal(new Adder() instanceof Adder, true);

// --- groups of regular expressions
const groups = (n) => "(".repeat(n) + "a" + ")".repeat(n);
assert.throws(() => new RegExp(groups(1001)), /SyntaxError: regular expression: groups nested deeper than 1000/);
assert.throws(() => eval("/" + groups(1001) + "/"), /SyntaxError: regular expression: groups nested deeper/);
assert.equal(new RegExp("[(]".repeat(2000)).test("a"), false);

// --- JSON.parse
const nested = (n) => "[".repeat(n) + "]".repeat(n);
assert.throws(() => JSON.parse(nested(10001)), /RangeError: JSON.parse: nested deeper than 10000 levels/);
assert.equal(Array.isArray(JSON.parse(nested(10000))), true);
assert.equal(JSON.parse('"' + "[".repeat(20000) + '\\"["').length, 20002);
assert.throws(() => JSON.parse({ toString: () => nested(10001) }), /RangeError/);
assert.equal(JSON.parse("[1,2]", (k, v) => (Array.isArray(v) ? v : v + 1)), [2, 3]);
assert.throws(() => JSON.parse(""), /SyntaxError/);
assert.throws(() => JSON.parse(), /SyntaxError/);
assert.equal([JSON.parse.name, JSON.parse.length], ["parse", 2]);

// --- pending calls of the host
const calls = Array.from({ length: 10001 }, () => page.title());
const outcomes = await Promise.allSettled(calls);
assert.equal(outcomes.filter((o) => o.status === "fulfilled").length, 10000);
assert.equal(String(outcomes[10000].reason),
  "Error: page.title: 10000 calls of the host are pending already; await some of them before the next");
assert.equal(await page.title(), "a title");

// --- pending calls of the host that are commands
const calls = Array.from({ length: 10000 }, () => commands.run("echo"));
for (const call of [commands.run("echo"), commands.stop("echo")]) {
  const e = await call.catch((e) => e);
  assert.equal([String(e), e.code, e.command], [
    'CommandError: command "echo": 10000 calls of the host are pending already; await some of them before the next',
    "ERR_COMMAND_LIMIT", "echo"]);
}
await Promise.all(calls);

// --- pending timers
for (let i = 0; i < 100000; i++) setTimeout(() => {}, 1e6);
assert.throws(() => setTimeout(() => {}), /RangeError: setTimeout: 100000 timers are pending already/);
for (let i = 1; i <= 100000; i++) clearTimeout(i);
clearTimeout(setTimeout(() => {}));

// --- errors of the host do not need the script's globals
globalThis.Error = globalThis.RangeError = globalThis.SyntaxError = undefined;
const code = (f) => { try { f(); } catch (e) { return e.name; } };
assert.equal(code(() => eval("(".repeat(6000))), "SyntaxError");
assert.equal(code(() => JSON.parse(nested())), "RangeError");
assert.equal(await page.fail().catch((e) => e.name + ": " + e.message), "Error: page.fail: no such page");
function nested() { return "[".repeat(10001); }
