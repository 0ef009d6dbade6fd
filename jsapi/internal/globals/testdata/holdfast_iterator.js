function* naturals() { for (let n = 1; ; n++) yield n; }
assert.eq(naturals().filter((n) => n % 2).map((n, i) => [n, i]).drop(1).take(2).toArray(), [[3, 1], [5, 2]]);
assert.eq([...[1, 2].values().flatMap((n) => [n, n * 10])], [1, 10, 2, 20]);
assert.eq([naturals().take(4).reduce((a, b) => a + b), naturals().take(3).reduce((a, b) => a + b, 10)], [10, 16]);
assert.eq([naturals().some((n) => n > 5), naturals().every((n) => n < 5), naturals().find((n) => n > 7)], [true, false, 8]);
const seen = [];
new Map([['k', 1]]).entries().forEach(([k, v], i) => seen.push(k, v, i));
assert.eq(seen, ['k', 1, 0]);

let closed = 0;
const counting = () => ({ __proto__: Iterator.prototype, n: 0, next() { return { value: this.n++, done: false }; }, return() { closed++; return {}; } });
counting().take(2).toArray();
counting().take(0).next();
counting().some(() => true);
const early = counting().map((x) => x);
early.return();
assert.eq([closed, early.next().done], [4, true]);
const begun = counting().map((x) => x);
begun.next();
assert.eq([begun.return(), closed], [{ value: undefined, done: true }, 5]);
counting().forEach(() => { throw new RangeError('stop'); }) //! RangeError: stop
counting().map(() => { throw new RangeError('stop'); }).next() //! RangeError: stop
assert.eq(closed, 7);

naturals().map(1) //! TypeError
naturals().take(-1) //! RangeError
naturals().drop(NaN) //! RangeError
[].values().reduce((a) => a) //! TypeError
naturals().flatMap(() => 'text').next() //! TypeError
new Iterator() //! TypeError
Iterator() //! TypeError
class Own extends Iterator { next() { return { done: true }; } }
assert.eq([new Own().toArray(), new Own() instanceof Iterator, naturals() instanceof Iterator], [[], true, true]);
assert.eq(Iterator.from({ i: 0, next() { return { value: this.i, done: this.i++ > 1 }; } }).map((x) => x * 2).toArray(), [0, 2]);
assert.eq(Iterator.from('añ😀').toArray(), ['a', 'ñ', '😀']);
const values = [1].values();
assert(Iterator.from(values) === values);
Iterator.from(5) //! TypeError
assert.eq([Object.prototype.toString.call(naturals().map((x) => x)), Iterator.prototype.map.name, Iterator.prototype.map.length],
  ['[object Iterator Helper]', 'map', 1]);
assert.eq(Object.keys(Iterator.prototype), []);
const assigned = Object.create(Iterator.prototype);
assigned.constructor = assigned[Symbol.toStringTag] = 'own';
assigned.constructor = 'again';
assert.eq([assigned.constructor, Object.prototype.toString.call(assigned), Iterator.prototype.constructor === Iterator],
  ['again', '[object own]', true]);
Iterator.prototype.constructor = 1 //! TypeError
assert.eq([typeof Object.getOwnPropertyDescriptor(Iterator.prototype, 'constructor').get, [].values().constructor === Iterator],
  ['function', true]);

// flatMap closes what it is in the middle of, once, and then what it maps.
const order = [];
const closes = (name) => ({ next: () => ({ value: name }), return() { order.push(name); return {}; }, __proto__: Iterator.prototype });
const flat = closes('outer').flatMap(() => closes('inner'));
flat.next();
flat.return();
assert.eq(order, ['inner', 'outer']);
