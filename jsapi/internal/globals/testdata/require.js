assert(require('buffer').Buffer === Buffer && require('node:buffer') === require('buffer'));
assert(require('url').URL === URL && require('process') === process);
assert(require('buffer').constants.MAX_LENGTH >= 2 ** 31 - 1);
assert.eq([require('url').domainToASCII('español.com'), require('url').domainToUnicode('xn--espaol-zwa.com')],
  ['xn--espaol-zwa.com', 'español.com']);
require(5) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
require('') //! TypeError: \[ERR_INVALID_ARG_VALUE\]
require('no-such-package') //! Error: \[MODULE_NOT_FOUND\] Cannot find module 'no-such-package'

const util = require('node:util');
const half = (n, callback) => n % 2 ? callback(new RangeError('odd')) : callback(null, n / 2);
assert.eq(await util.promisify(half)(4), 2);
await util.promisify(half)(3) //! RangeError: odd
util.promisify(1) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
const custom = () => {};
custom[util.promisify.custom] = () => 'custom';
assert.eq(util.promisify(custom)(), 'custom');
assert.eq(await util.promisify(setTimeout)(1), undefined);
assert.eq(await new Promise((resolve) => util.callbackify(async (x) => x + 1)(1, (error, value) => resolve([error, value]))), [null, 2]);
function Child() {}
function Parent() {}
Parent.prototype.hi = () => 'hi';
util.inherits(Child, Parent);
assert.eq([new Child().hi(), Child.super_ === Parent], ['hi', true]);

const { types } = util;
assert.eq([types.isMap(new Map()), types.isMap({ [Symbol.toStringTag]: 'Map' }), types.isSet(new Set()), types.isWeakMap(new WeakMap()), types.isWeakSet(new WeakMap())],
  [true, false, true, true, false]);
assert.eq([types.isDate(new Date()), types.isRegExp(/x/), types.isNativeError(new TypeError()), types.isPromise(Promise.resolve()), types.isProxy(new Proxy({}, {}))],
  [true, true, true, true, true]);
assert.eq([types.isUint8Array(Buffer.alloc(1)), types.isTypedArray(new DataView(new ArrayBuffer(1))), types.isArrayBuffer(new ArrayBuffer(1))], [true, false, true]);
assert.eq([types.isAsyncFunction(async () => {}), types.isAsyncFunction(() => {}), types.isGeneratorFunction(function* () {}), types.isGeneratorObject((function* () {})())],
  [true, false, true, true]);
assert.eq([types.isBoxedPrimitive(Object(1n)), types.isBoxedPrimitive(1), types.isMapIterator(new Map().keys())], [true, false, true]);

const same = util.isDeepStrictEqual;
const a = { x: [1, { y: new Date(5) }], m: new Map([[{ k: 1 }, new Set([1, [2]])]]), n: NaN };
const b = { x: [1, { y: new Date(5) }], m: new Map([[{ k: 1 }, new Set([1, [2]])]]), n: NaN };
a.self = a;
b.self = b;
assert.eq([same(a, b), same(0, -0), same([1], ['1']), same({ a: undefined }, {}), same(new Set([1]), new Set([2]))], [true, false, false, false, false]);
assert.eq([same(Buffer.from('a'), new Uint8Array([97])), same([, 1], [undefined, 1]), same(/a/g, /a/), same(Object(1), Object(1))], [false, false, false, true]);
assert.eq(util.stripVTControlCharacters('\u001b[1;31mred\u001b[0m'), 'red');
assert(util.TextEncoder === TextEncoder);

const EventEmitter = require('events');
const { once } = EventEmitter;
assert(EventEmitter.EventEmitter === EventEmitter);
const emitter = new EventEmitter();
const log = [];
emitter.on('e', (...args) => log.push(['on', ...args]));
emitter.once('e', function () { log.push(['once', this === emitter]); });
emitter.prependListener('e', () => log.push('first'));
assert.eq([emitter.emit('e', 1, 2), emitter.emit('e'), emitter.emit('none'), emitter.listenerCount('e')], [true, true, false, 2]);
assert.eq(log, ['first', ['on', 1, 2], ['once', true], 'first', ['on']]);
emitter.removeAllListeners('e');
assert.eq([emitter.eventNames(), emitter.getMaxListeners()], [[], 10]);
emitter.emit('error', new TypeError('unhandled')) //! TypeError: unhandled
emitter.on('e', 5) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
setTimeout(() => emitter.emit('later', 'v'), 1);
assert.eq(await once(emitter, 'later'), ['v']);
class Own extends EventEmitter { constructor() { super(); this.own = true; } }
const own = new Own();
own.on('x', () => log.push('own'));
assert.eq([own.emit('x'), own instanceof EventEmitter, Object.keys(own).includes('own')], [true, true, true]);

const told = new (require('events'))();
const gone = [];
const [first, last] = [() => {}, () => {}];
told.on('removeListener', (name, fn) => gone.push([name, fn === first]));
told.on('x', first).once('x', last).on('y', first);
told.removeAllListeners('x').removeAllListeners();
assert.eq([gone, told.eventNames()], [[['x', false], ['x', true], ['y', true]], []]);

// What an object keeps to itself counts as well.
assert.eq([same(new URL('http://a'), new URL('http://b')), same(new URL('http://a'), new URL('http://a/'))], [false, true]);
assert.eq([same(new AggregateError([1]), new AggregateError([2])), same(new AggregateError([{ a: 1 }]), new AggregateError([{ a: 1 }]))], [false, true]);
assert.eq(util.stripVTControlCharacters('\u001b]8;;mailto:a@b\u009cmail\u001b]8;;\u009c'), 'mail');

const target = new EventTarget();
const next = require('events').once(target, 'x');
const cancelled = new AbortController();
const never = require('events').once(target, 'y', { signal: cancelled.signal });
const event = new Event('x');
target.dispatchEvent(event);
assert((await next)[0] === event);
cancelled.abort();
await never //! AbortError
const events = require('events');
for (const signal of [AbortSignal.abort('why'), AbortSignal.abort(null)]) {
  const error = await events.once(new events(), 'x', { signal }).catch((error) => error);
  assert.eq([error.name, error.code, error.message, error.cause], ['AbortError', 'ABORT_ERR', 'The operation was aborted', signal.reason]);
  assert(error instanceof Error && !Object.keys(error).includes('cause'));
}
const stopped = new AbortController();
const waitedFor = new events();
const pending = events.once(waitedFor, 'x', { signal: stopped.signal }).catch((error) => error);
stopped.abort('why');
assert.eq([(await pending).code, (await pending).cause, waitedFor.eventNames()], ['ABORT_ERR', 'why', []]);
assert.eq([util.types.isProxy(new Proxy(() => 1, {})), util.types.isProxy(new Proxy([], {})), util.types.isProxy(Proxy)], [true, true, false]);
