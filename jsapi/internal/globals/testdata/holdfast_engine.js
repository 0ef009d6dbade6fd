// What goja lacks or gets wrong and Node 20 does not have either.
const method = (owner, name, length) => {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  assert.eq([name, own.writable, own.enumerable, own.configurable, own.value.name, own.value.length], [name, true, false, true, name, length]);
};
method(Object, 'groupBy', 2);
method(Map, 'groupBy', 2);
method(Array, 'fromAsync', 1);
method(Promise, 'withResolvers', 0);
method(Promise, 'try', 1);
method(RegExp, 'escape', 1);
method(Error, 'captureStackTrace', 2);

const grouped = Object.groupBy([1, 2, 3], (n, i) => n % 2 ? 'odd' : `even${i}`);
assert.eq([Object.getPrototypeOf(grouped), grouped.odd, grouped.even1], [null, [1, 3], [2]]);
const key = {};
assert.eq(Map.groupBy('ab', () => key).get(key), ['a', 'b']);
Object.groupBy(null, () => 1) //! TypeError
Object.groupBy([], 1) //! TypeError

const { promise, resolve } = Promise.withResolvers();
resolve('later');
assert.eq(await promise, 'later');
assert.eq(await Promise.try((a) => a + 1, 1), 2);
await Promise.try(() => { throw new RangeError('sync'); }) //! RangeError: sync

assert.eq(await Array.fromAsync([Promise.resolve(1), 2], async (x) => x * 2), [2, 4]);
const source = { n: 0, [Symbol.asyncIterator]() { return this; }, async next() { return { value: this.n, done: this.n++ > 2 }; } };
assert.eq(await Array.fromAsync(source), [0, 1, 2]);
assert.eq(await Array.fromAsync({ length: 2, 0: 'a', 1: 'b' }), ['a', 'b']);
let closed = 0;
const closing = { [Symbol.iterator]() { return { next: () => ({ value: 1, done: false }), return: () => { closed++; return {}; } }; } };
await Array.fromAsync(closing, () => { throw new RangeError('map'); }) //! RangeError: map
assert.eq(closed, 1);
await Array.fromAsync([], 5) //! TypeError
assert.eq([typeof Symbol.asyncIterator, String(Symbol.dispose), Symbol.asyncDispose.description],
  ['symbol', 'Symbol(Symbol.dispose)', 'Symbol.asyncDispose']);

assert.eq(RegExp.escape('a.b*c'), '\\x61\\.b\\*c');
assert.eq(RegExp.escape('-x\n \u2028\ud800é'), '\\x2dx\\n\\x20\\u2028\\ud800é');
assert(new RegExp(`^${RegExp.escape('(1+1)=2?')}$`).test('(1+1)=2?'));
RegExp.escape(5) //! TypeError

// Array.fromAsync makes elements without a setter, and in what it is a method of.
class Kept { constructor(...args) { Object.defineProperty(this, 'made', { value: args }); } set 0(value) { throw value; } }
const kept = await Array.fromAsync.call(Kept, { length: '2', 0: 'a', 1: 'b' });
assert.eq([kept.made, kept.length, kept[0], kept[1]], [[2], 2, 'a', 'b']);
assert.eq((await Array.fromAsync.call(Kept, ['a'])).made, []);
assert(Array.isArray(await Array.fromAsync.call(() => {}, [])));
await Array.fromAsync({ length: 2 ** 40 }) //! RangeError
await Array.fromAsync({ length: 1n }) //! TypeError
class Frozen { constructor() { Object.preventExtensions(this); } }
let ended = 0;
await Array.fromAsync.call(Frozen, { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return() { ended++; throw 1; } }) }) //! TypeError
assert.eq(ended, 1);
