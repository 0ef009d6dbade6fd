[]
[1]
[1, 2, 3]
['a', 'b']
[[]]
[[[]]]
[[[[]]]]
[[[[1]]]]
[1, [2, [3, [4, [5]]]]]
[,]
[, ,]
[1, , 3]
[1, , , 4]
[, 'a']
['a', ,]
[, 'a', , , 'b', ,]
new Array(5)
new Array(100000)
new Array(4294967295)
(() => { const a = []; a[4294967294] = 'last'; return a; })()
(() => { const a = []; a[10] = 1; a[20] = 2; return a; })()
(() => { const a = [1, 2, 3]; a[100000] = 'far'; return a; })()
(() => { const a = range(5000); delete a[3]; return a; })()
(() => { const a = range(250); for (let i = 0; i < 250; i += 2) delete a[i]; return a; })()
(() => { const a = new Array(300); for (let i = 0; i < 300; i += 3) a[i] = i; return a; })()
Object.assign([1, 2], { a: 1, 'b c': 2 })
Object.assign([], { a: 1 })
Object.assign([1], { '-1': 1, '01': 2, 4294967295: 3 })
Object.assign([1], { [Symbol('s')]: 1 })
Object.assign(new Array(3), { x: 1 })
(() => { const a = range(5000); a.name = 'named'; return a; })()
Object.defineProperty([1, 2, 3], 1, { get() { return 9; }, enumerable: true })
Object.defineProperty([1, 2, 3], 1, { value: 5, enumerable: false })
(() => { const a = [1]; a.push(a); return a; })()
new (class MyArray extends Array {})(1, 2, 3)
new (class MyArray extends Array {})()
Object.setPrototypeOf([1, 2], null)
Object.setPrototypeOf([], null)
Object.defineProperty([1], Symbol.toStringTag, { value: 'T' })
range(6)
range(7)
range(26)
range(100)
range(101)
range(102)
range(200, (i) => i * 1000)
range(30, (i) => 'x'.repeat(i % 7))
range(27, (i) => String.fromCharCode(97 + i % 26))
range(10, (i) => 'item number ' + i)
range(10, (i) => ({ id: i }))
range(10, (i) => [i, i * 2])
range(8, (i) => i % 2 ? 'odd' : i)
range(12, (i) => i / 3)
range(12, (i) => -i)
range(20, (i) => BigInt(i) ** 5n)
range(20, (i) => i % 3 === 0)
range(7, () => undefined)
range(10, (i) => '漢'.repeat(i % 4))
range(10, (i) => '😀'.repeat(i % 3))
range(10, () => 'e\u0301')
range(7, (i) => 'a'.repeat(i === 3 ? 60 : 2))
range(3, () => 'a'.repeat(30))
{ list: range(50), more: range(7, String) }
{ a: { b: { c: range(7) } } }
{ a: { b: range(40) } }
Object.assign(range(8), { extra: true })
Object.assign(range(120), { extra: true })
range(8, (i) => () => i)
Array.prototype
[1.5, -0, NaN, 1e100, Infinity, 0, 7]
//! {"maxArrayLength": 2}
[1, 2, 3, 4]
//! {"maxArrayLength": 2}
[1, 2, 3]
//! {"maxArrayLength": 2}
[, , 1, 2]
//! {"maxArrayLength": -1}
range(101)
//! {"colors": true}
range(101)
//! {"colors": true}
range(10, (i) => 'x'.repeat(i))
//! {"colors": true}
[, 1, , ]
