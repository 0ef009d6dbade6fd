// --- await and return work at top level
const value = await Promise.resolve(5);
assert.equal(value, 5);
return value;

// --- timers fire by deadline then in order
const seen = [];
await new Promise((done) => {
  setTimeout(() => seen.push("20"), 20);
  setTimeout(() => seen.push("1a"), 1);
  setTimeout(() => seen.push("1b"), 1);
  setTimeout(() => seen.push("0"), 0);
  setTimeout(done, 30);
});
assert.equal(seen, ["1a", "1b", "0", "20"]);

// --- fifty equal timers keep their order
const order = [];
await new Promise((done) => {
  for (let i = 0; i < 50; i++) setTimeout(() => order.push(i), 1);
  setTimeout(done, 5);
});
assert.equal(order, [...order].sort((a, b) => a - b));
assert.equal(order.length, 50);

// --- microtasks before timers and immediates
const seen = [];
setTimeout(() => seen.push("timeout"), 50);
setImmediate(() => seen.push("immediate"));
queueMicrotask(() => seen.push("microtask"));
Promise.resolve().then(() => seen.push("then"));
seen.push("sync");
await new Promise((done) => setTimeout(done, 60));
assert.equal(seen, ["sync", "microtask", "then", "immediate", "timeout"]);

// --- timers pass arguments and ids are numbers
const got = await new Promise((done) => {
  const id = setTimeout((...args) => done(args), 1, "a", "b");
  assert.equal(typeof id, "number");
});
assert.equal(got, ["a", "b"]);

// --- intervals repeat until cleared by either function
let ticks = 0;
await new Promise((done) => {
  const id = setInterval(() => {
    if (++ticks === 3) {
      clearTimeout(id);
      done();
    }
  }, 1);
});
assert.equal(ticks, 3);

// --- clearing what is not pending does nothing
clearTimeout(123456);
clearInterval(undefined);
clearTimeout(null);
clearTimeout({});
clearTimeout("x");
const id = setTimeout(() => {}, 1);
clearInterval(id);
clearTimeout(id);
const now = setImmediate(() => assert(false, "an immediate that was cleared fired"));
clearImmediate(now);

// --- a huge delay is one millisecond as in node
await new Promise((done) => setTimeout(done, 2 ** 53));
await new Promise((done) => setTimeout(done, NaN));
await new Promise((done) => setTimeout(done, -5));

// --- a callback must be a function
assert.throws(() => setTimeout("code", 1), /TypeError: setTimeout: the callback must be a function/);
assert.throws(() => queueMicrotask(null), /TypeError: queueMicrotask/);

// --- the run waits for what it did not await
setTimeout(() => vars.set("late", true), 5);

// --- a throw in a timer fails the run
setTimeout(() => {
  throw new TypeError("in a timer"); //! TypeError: in a timer
}, 1);
await new Promise(() => setTimeout(() => {}, 1000));

// --- a throw in a microtask fails the run
queueMicrotask(() => {
  throw new Error("in a microtask"); //! Error: in a microtask
});

// --- an unhandled rejection fails the run
Promise.reject(new Error("nobody listens")); //! Error: nobody listens
await new Promise((done) => setTimeout(done, 1000));

// --- a rejection handled in the same turn is fine
const p = Promise.reject(new Error("late but in time"));
await null;
await assert.rejects(p, /late but in time/);

// --- an interval that throws ends the run
setInterval(() => {
  throw new Error("once"); //! once
}, 1);

// --- microtasks nested in timers run before the next timer
const seen = [];
setTimeout(() => {
  seen.push("t1");
  Promise.resolve().then(() => seen.push("m1"));
}, 1);
setTimeout(() => seen.push("t2"), 1);
await new Promise((done) => setTimeout(done, 10));
assert.equal(seen, ["t1", "m1", "t2"]);

// --- microtasks run in the order in which they were made
const order = [];
const later = (what) => () => order.push(what);
Promise.resolve().then(later(1)).then(later(6));
queueMicrotask(() => { order.push(2); queueMicrotask(later(7)); });
process.nextTick((what) => { order.push(what); Promise.resolve().then(later(8)); }, 3);
Promise.resolve().then(later(4));
queueMicrotask(later(5));
await new Promise((done) => setTimeout(done));
assert.equal(order, [1, 2, 3, 4, 5, 6, 7, 8]);

// --- promisify knows the timers, whose callback comes first
const { promisify } = require("util");
assert.equal([await promisify(setTimeout)(1, "late"), await promisify(setImmediate)("soon")], ["late", "soon"]);

// --- what is a promise only by its constructor is awaited by its then
const bound = { get: (o, name) => (name === "then" ? o.then.bind(o) : o[name]) };
assert.equal(await new Proxy(Promise.resolve(1), bound), 1);
assert.equal(await (async () => await new Proxy(Promise.resolve(2), bound))(), 2);
const plain = { constructor: Promise };
assert.equal((await plain) === plain, true);
const failed = await (async () => await new Proxy(Promise.resolve(4), {}))().catch((e) => e.name);
assert.equal(failed, "TypeError");
