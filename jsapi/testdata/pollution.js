// What a script does to the engine's own objects does not reach what the host
// makes.

// --- setters on Object.prototype are not called
for (const name of ["code", "stdout", "name", "message", "exitCode", "seq", "lines"]) {
  Object.defineProperty(Object.prototype, name, { set() { throw new Error("called"); }, configurable: true });
}
assert.equal((await commands.exec("echo")).code, 0);
assert.equal(commands.list()[0].name, "clone");
assert.equal(commands.logs("dev").lines[0].seq, 0);
const e = await commands.run("fail").catch((e) => e);
assert.equal([e.name, e.exitCode], ["CommandError", 3]);

// --- nor by what a stream hands over
const s = await page.frame.count(1);
Object.defineProperty(Object.prototype, "value", { set() { throw new Error("called"); } });
assert.equal(JSON.stringify(await s.next()), '{"value":{"i":0},"done":false}');

// --- errors of commands do not need the script's globals
const Before = Error;
const define = Object.defineProperty;
Object.defineProperty = () => { throw "called"; };
globalThis.Error = class { constructor() { throw "called"; } };
const e = await commands.run("fail").catch((e) => e);
assert.equal([e.name, e.code, e instanceof Before], ["CommandError", "ERR_COMMAND_EXIT", true]);
assert.equal(Object.keys(e).includes("name"), false);
define(Before.prototype, "name", { get() { throw "called"; } });
assert.equal(await page.fail().catch((e) => e), "called"); // the engine asks for the name
