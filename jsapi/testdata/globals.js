// --- of Go nothing is seen
assert.equal(Object.getOwnPropertyNames(globalThis).filter((name) => /go/i.test(name)), []);

// --- frames of the globals do not show
assert.throws(() => structuredClone(() => 1), /DataCloneError|could not be cloned/);
atob("%"); //! InvalidCharacterError

// --- a detached array is no data
const bytes = new Uint8Array([1, 2, 3]);
structuredClone(bytes, { transfer: [bytes.buffer] });
const { back } = await page.echo(bytes);
assert.equal(back[0].length, 0);

// --- a listener that throws fails the run
const target = new EventTarget();
target.addEventListener("x", () => {
  throw new Error("in a listener"); //! Error: in a listener
});
target.dispatchEvent(new Event("x"));

// --- an unref'd timer does not keep the run
AbortSignal.timeout(1e8);

// --- timers of AbortSignal count while something else is pending
const signal = AbortSignal.timeout(5);
await new Promise((done) => signal.addEventListener("abort", done));
assert.equal(signal.reason.name, "TimeoutError");

// --- util.inspect in its older form, and where to change its defaults
const util = require("util");
const deep = { a: { b: { c: { d: {} } } } };
assert.equal(util.inspect(deep, false, null), "{\n  a: { b: { c: { d: {} } } }\n}");
assert.equal(util.inspect(deep, false, 0, true), "{ a: \u001b[36m[Object]\u001b[39m }");
assert.equal(util.inspect({ [util.inspect.custom]: () => "mine" }, { customInspect: false }).includes("mine"), false);
assert.equal(util.formatWithOptions({ depth: 0 }, "%s: %O", "x", { a: {} }), "x: { a: {} }");
assert.equal(util.formatWithOptions({ depth: 0 }, deep, "%s"), "{ a: [Object] } %s");
util.inspect.defaultOptions.depth = 0;
assert.equal(util.format(deep), "{ a: [Object] }");
util.inspect.defaultOptions = { depth: 1, none: 1 };
assert.equal(util.inspect(deep), "{ a: { b: [Object] } }");
assert.equal(util.inspect.defaultOptions.none, undefined);
assert.equal(util.inspect({ [util.inspect.custom]: (depth, options, inspect) => inspect === util.inspect }), "true");
util.inspect.defaultOptions.customInspect = false;
assert.equal(util.format({ [util.inspect.custom]: () => "mine" }).includes("mine"), false);
util.inspect.defaultOptions.customInspect = true;
assert.equal(util.inspect.name, "inspect");
util.inspect.defaultOptions = 1; //! TypeError

// --- global is globalThis
assert.equal(global === globalThis && global.global === global, true);

// --- an error event that nobody listens to says what it was
for (const [what, text] of [["text", /\('text'\)/], [{ code: 1 }, /\({ code: 1 }\)/],
  [Object.create(null), /\(\[Object: null prototype\] {}\)/]]) {
  assert.throws(() => new (require("events"))().emit("error", what), text);
}

// --- timers/promises
const timers = require("timers/promises");
assert.equal(require("timers").setTimeout === setTimeout && require("timers").promises === timers, true);
assert.equal(await timers.setTimeout(1, "value"), "value");
assert.equal(await timers.setImmediate("soon"), "soon");
await timers.scheduler.wait(1);
await timers.scheduler.yield();
const stop = new AbortController();
const waiting = timers.setTimeout(1e8, 0, { signal: stop.signal });
stop.abort(new Error("why"));
const failed = await waiting.catch((e) => e);
assert.equal(failed.name + failed.code + failed.cause.message, "AbortErrorABORT_ERRwhy");
assert.equal((await timers.setImmediate(0, { signal: stop.signal }).catch((e) => e)).name, "AbortError");
await timers.setTimeout(1, 0, { signal: 5 }); //! ERR_INVALID_ARG_TYPE|instance of AbortSignal
