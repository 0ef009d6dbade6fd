assert.eq(structuredClone({ a: [1, 'x', null, undefined, true, 10n] }), { a: [1, 'x', null, undefined, true, 10n] });
const cyclic = { name: 'c' };
cyclic.self = cyclic;
cyclic.list = [cyclic];
const copy = structuredClone(cyclic);
assert(copy !== cyclic && copy.self === copy && copy.list[0] === copy);

const map = structuredClone(new Map([['k', { v: 1 }], [{ o: 1 }, new Set([1, 2])]]));
assert(map instanceof Map && map.size === 2);
assert.eq(map.get('k'), { v: 1 });
assert.eq([...[...map.values()][1]], [1, 2]);

const date = structuredClone(new Date(86400000));
assert(date instanceof Date && date.getTime() === 86400000);
const re = structuredClone(/a+\/b/gi);
assert.eq([re instanceof RegExp, re.source, re.flags, re.lastIndex], [true, 'a+\\/b', 'gi', 0]);

const error = structuredClone(new RangeError('far', { cause: { code: 7 } }));
assert.eq([error instanceof RangeError, error.name, error.message, error.cause.code], [true, 'RangeError', 'far', 7]);
assert(typeof error.stack === 'string' && error.stack.includes('far'));
class Own extends Error { constructor() { super('mine'); this.name = 'Own'; this.extra = 1; } }
const own = structuredClone(new Own());
assert.eq([own.constructor === Error, own.message, own.extra], [true, 'mine', undefined]);

const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
const view = structuredClone(bytes);
assert.eq([view, view.buffer.byteLength, view.byteOffset], [bytes, 4, 1]);
const shared = new ArrayBuffer(8);
const pair = structuredClone([new Int16Array(shared, 2, 1), new DataView(shared, 1, 3)]);
assert(pair[0].buffer === pair[1].buffer && pair[0].buffer !== shared);
assert.eq([pair[0].length, pair[1].byteOffset, pair[1].byteLength], [1, 1, 3]);
assert.eq(structuredClone(new BigInt64Array([5n, -6n])), new BigInt64Array([5n, -6n]));

const moved = new ArrayBuffer(16);
const target = structuredClone({ moved }, { transfer: [moved] });
assert.eq([target.moved.byteLength, moved.byteLength], [16, 0]);
structuredClone(1, { transfer: [{}] }) //! DataCloneError|TypeError
const twice = new ArrayBuffer(1);
structuredClone(twice, { transfer: [twice, twice] }) //! DataCloneError
assert.eq(twice.byteLength, 1);

structuredClone(() => 1) //! DataCloneError: \[25\] \(\) => 1 could not be cloned
structuredClone(Symbol('s')) //! DataCloneError: \[25\] Symbol\(s\) could not be cloned
structuredClone({ deep: [{ fn() {} }] }) //! DataCloneError
structuredClone(new WeakMap()) //! DataCloneError
structuredClone(Promise.resolve()) //! DataCloneError
structuredClone(new Proxy({}, {})) //! DataCloneError
structuredClone({ get bad() { throw new TypeError('from getter'); } }) //! TypeError: from getter
structuredClone() //! TypeError

const holes = structuredClone([1, , 3]);
assert.eq([holes.length, 1 in holes], [3, false]);
const array = [1];
array.extra = 'e';
assert.eq(structuredClone(array).extra, 'e');
class Point { x = 1; get y() { return 2; } }
const point = structuredClone(new Point());
assert.eq([point.constructor === Object, point.x, point.y], [true, 1, undefined]);
assert.eq(structuredClone(Object('s')).length, 1);
assert.eq(structuredClone(Object(4)) + 1, 5);
assert.eq(Object.keys(structuredClone({ shown: 1, [Symbol('hidden')]: 2 })), ['shown']);
const proto = structuredClone(JSON.parse('{"__proto__": {"evil": 1}}'));
assert.eq([Object.getPrototypeOf(proto) === Object.prototype, Object.keys(proto)], [true, ['__proto__']]);
