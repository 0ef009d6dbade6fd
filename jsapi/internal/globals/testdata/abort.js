const controller = new AbortController();
const { signal } = controller;
assert.eq([signal.aborted, signal.reason, signal.onabort], [false, undefined, null]);
signal.throwIfAborted();
const seen = [];
signal.onabort = function (event) { seen.push(['on', event.type, this === signal]); };
signal.addEventListener('abort', () => seen.push('listener'));
controller.abort();
controller.abort('again');
assert.eq(seen, [['on', 'abort', true], 'listener']);
assert.eq([signal.aborted, signal.reason.name, signal.reason.message, signal.reason.code],
  [true, 'AbortError', 'This operation was aborted', 20]);
signal.throwIfAborted() //! AbortError: \[20\] This operation was aborted

const mine = new AbortController();
mine.abort('my reason');
assert.eq(mine.signal.reason, 'my reason');
assert.eq(AbortSignal.abort(null).reason, null);
assert.eq(AbortSignal.abort().reason.name, 'AbortError');
assert(signal instanceof AbortSignal && signal instanceof EventTarget);
assert.eq(Object.prototype.toString.call(signal), '[object AbortSignal]');
new AbortSignal() //! TypeError: \[ERR_ILLEGAL_CONSTRUCTOR\] Illegal constructor

const a = new AbortController();
const b = new AbortController();
const any = AbortSignal.any([a.signal, b.signal]);
const nested = AbortSignal.any([any]);
let order = [];
any.addEventListener('abort', () => order.push('any'));
nested.addEventListener('abort', () => order.push('nested'));
b.signal.addEventListener('abort', () => order.push('b'));
b.abort('from b');
a.abort('from a');
assert.eq([any.reason, nested.reason, order], ['from b', 'from b', ['b', 'any', 'nested']]);
assert.eq(AbortSignal.any([]).aborted, false);
assert.eq(AbortSignal.any([AbortSignal.abort(1), b.signal]).reason, 1);
AbortSignal.any([{}]) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
AbortSignal.any(a.signal, b.signal) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
AbortSignal.any() //! TypeError
AbortSignal.timeout('1') //! TypeError: \[ERR_INVALID_ARG_TYPE\]
AbortSignal.timeout(-1) //! RangeError: \[ERR_OUT_OF_RANGE\]

const timeout = AbortSignal.timeout(5);
assert.eq(timeout.aborted, false);
const keep = setTimeout(() => {}, 10000); // the signal's own timer keeps nothing alive
await new Promise((resolve) => timeout.addEventListener('abort', resolve));
clearTimeout(keep);
assert.eq([timeout.reason.name, timeout.reason.message], ['TimeoutError', 'The operation was aborted due to timeout']);
const handler = new AbortController();
handler.signal.onabort = () => assert(false, 'was removed');
handler.signal.onabort = null;
handler.abort();

// Nobody but the signal can make its event, and an event that is its own again.
const trust = new AbortController();
let trusted;
trust.signal.onabort = (event) => { trusted = event.isTrusted; };
trust.signal.dispatchEvent(new Event('abort'));
assert.eq(trusted, false);
trust.abort();
assert.eq(trusted, true);
