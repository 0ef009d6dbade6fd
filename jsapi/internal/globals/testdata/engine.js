// Repairs of what Node 20 has too.
assert.eq(['ab\ud800'.isWellFormed(), 'a😀'.isWellFormed(), 'ab\ud800c'.toWellFormed(), String.prototype.toWellFormed.length],
  [false, true, 'ab\ufffdc', 0]);
String.prototype.isWellFormed.call(null) //! TypeError

assert.eq([(1234567.891).toLocaleString(), (0).toLocaleString(), (-1234.5).toLocaleString(), (999).toLocaleString(), (1e21).toLocaleString()],
  ['1,234,567.891', '0', '-1,234.5', '999', '1,000,000,000,000,000,000,000']);
assert.eq([NaN.toLocaleString(), Infinity.toLocaleString(), (-Infinity).toLocaleString(), (123456789012345678901234567890n).toLocaleString()],
  ['NaN', '∞', '-∞', '123,456,789,012,345,678,901,234,567,890']);
const format = (n, options) => n.toLocaleString('en-US', options);
assert.eq([format(1.005, { maximumFractionDigits: 2 }), format(1, { minimumFractionDigits: 2 }), format(0.0005, {}), format(1234.5678, { maximumFractionDigits: 0 })],
  ['1.01', '1.00', '0.001', '1,235']);
assert.eq([format(1234, { useGrouping: false }), format(5, { minimumIntegerDigits: 3 }), format(0.256, { style: 'percent' }), format(0.1234, { style: 'percent', minimumFractionDigits: 1 })],
  ['1234', '005', '26%', '12.3%']);
assert.eq([format(123456, { maximumSignificantDigits: 3 }), format(0.00123456, { maximumSignificantDigits: 2 }), format(9.995, { minimumFractionDigits: 2, maximumFractionDigits: 2 })],
  ['123,000', '0.0012', '10.00']);
assert.eq([[1234.5, 'x'].toLocaleString(), (255).toString(16)], ['1,234.5,x', 'ff']);
format(1, { maximumFractionDigits: 200 }) //! RangeError: maximumFractionDigits value is out of range
format(1, { minimumFractionDigits: 5, maximumFractionDigits: 2 }) //! RangeError
Number.prototype.toLocaleString.call('x') //! TypeError

class Custom extends Error { constructor(message) { super(message); this.name = 'Custom'; Error.captureStackTrace(this, Custom); } }
const custom = new Custom('why');
assert(custom.stack.startsWith('Custom: why\n') || custom.stack.startsWith('Error: why\n'), custom.stack);
assert(!custom.stack.includes('new Custom'), custom.stack);
const plain = {};
Error.captureStackTrace(plain);
assert(/^(Error|\[object Object\])\n\s+at /.test(plain.stack), plain.stack);
Error.captureStackTrace(1) //! TypeError

const ref = new WeakRef(plain);
assert(ref.deref() === plain);
assert.eq(String(ref), '[object WeakRef]');
new WeakRef(1) //! TypeError
const registry = new FinalizationRegistry(() => {});
const token = {};
registry.register(plain, 'held', token);
assert.eq([registry.unregister(token), registry.unregister(token)], [true, false]);
registry.register(1) //! TypeError
registry.register(plain, plain) //! TypeError
new FinalizationRegistry(1) //! TypeError

// An empty object does not indent what follows.
assert.eq(JSON.stringify({ a: {}, b: [1, {}, { c: [] }], d: 'é\ud800' }, null, 2),
  '{\n  "a": {},\n  "b": [\n    1,\n    {},\n    {\n      "c": []\n    }\n  ],\n  "d": "é\\ud800"\n}');
const spaced = (space) => JSON.stringify([{}, [1]], null, space);
assert.eq([spaced(1.9), spaced('--'), spaced(new Number(1)), spaced(new String('-'))],
  ['[\n {},\n [\n  1\n ]\n]', '[\n--{},\n--[\n----1\n--]\n]', '[\n {},\n [\n  1\n ]\n]', '[\n-{},\n-[\n--1\n-]\n]']);
assert.eq([spaced(0), spaced(-1), spaced(''), spaced({}), spaced(true)], Array(5).fill('[{},[1]]'));
assert.eq([spaced(99), spaced('x'.repeat(99))].map((text) => text.split('\n')[1].length), [13, 13]);
assert.eq([JSON.stringify(undefined, null, 2), JSON.stringify({ b: 1, a: 2 }, ['a'], 1), JSON.stringify.length],
  [undefined, '{\n "a": 2\n}', 3]);
JSON.stringify(1n, null, 2) //! TypeError

assert.eq([(-0.5).toString(2), (-0.5).toString(), (-1.5).toString(2), (-0).toString(2), (-255).toString(16), NaN.toString(2)],
  ['-0.1', '-0.5', '-1.1', '0', '-ff', 'NaN']);
assert.eq([Number.prototype.toString.call(new Number(-0.25), 2), Number.prototype.toString.length], ['-0.01', 1]);
(1).toString(1) //! RangeError
Number.prototype.toString.call('x', 2) //! TypeError

assert.eq(['é'.replaceAll('', '-'), 'ab'.replaceAll('', (_, at) => at), 'éa'.replaceAll('a', '$&$&'), 'é.é'.replaceAll(/é/g, '')],
  ['-é-', '0a1b2', 'éaa', '.']);
String.prototype.replaceAll.call(null, '', '') //! TypeError

// What is no string is made one.
assert.eq([true, 1, 1n].map((v) => [String.prototype.isWellFormed.call(v), String.prototype.toWellFormed.call(v)]),
  [[true, 'true'], [true, '1'], [true, '1']]);
String.prototype.isWellFormed.call(Symbol()) //! TypeError

// What the traps of calls get is theirs to keep.
const calls = [];
const handler = {
  apply(target, self, args) { calls.push(args); return [this === handler, self, target(...args)]; },
  construct(target, args, newTarget) { calls.push(args); return { made: [this === handler, newTarget === called] }; },
};
const sum = (...numbers) => numbers.reduce((a, b) => a + b, 0);
const called = new Proxy(function () { return sum(...arguments); }, handler);
const other = Proxy.revocable(sum, { __proto__: handler });
assert.eq([called.call('self', 1, 2), new called(3, 4).made, (0, other.proxy)(5, 6)], [[true, 'self', 3], [true, true], [false, undefined, 11]]);
sum(7, 8, 9);
assert.eq(calls, [[1, 2], [3, 4], [5, 6]]);
other.revoke();
other.proxy() //! TypeError
assert.eq([Proxy.name, Proxy.length, Proxy.prototype, Object.keys(Proxy)], ['Proxy', 2, undefined, []]);
handler.get = (target, key) => `got ${String(key)}`;
assert.eq([called.anything, new Proxy(sum, {})(1, 2), new Proxy({}, handler).x], ['got anything', 3, 'got x']);
new Proxy(sum, null) //! TypeError
Proxy(sum, {}) //! TypeError

// A typed array is made of whatever can be iterated, and of what is like a list.
const codes = (text) => Array.from(Uint8Array.from(text, (c) => c.charCodeAt(0)));
assert.eq([codes('hi'), codes('é'), codes(new Set('ab')), codes({ length: 1, 0: 'x' }), codes('')], [[104, 105], [233], [97, 98], [120], []]);
assert.eq([Array.from(Float64Array.from('12')), Array.from(Int16Array.from(5)), Array.from(Uint8Array.from([1, 2], function (n) { return n * this.by; }, { by: 3 }))],
  [[1, 2], [], [3, 6]]);
assert.eq([Uint8Array.from.name, Uint8Array.from.length, Uint8Array.from === Int8Array.from], ['from', 1, true]);
Uint8Array.from(null) //! TypeError
Uint8Array.from('a', 1) //! TypeError
