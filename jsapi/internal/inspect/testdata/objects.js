{}
{ a: 1 }
{ a: 1, b: 'two', c: [3] }
{ a: undefined, b: null }
{ a: { b: { c: { d: 1 } } } }
{ a: { b: { c: {} } } }
{ a: { b: { c: [] } } }
{ a: { b: { c: [1] } } }
{ a: { b: { c: new Foo({ x: 1 }) } } }
{ a: { b: { c: new Map([[1, 2]]) } } }
{ a: { b: { c: new Map() } } }
{ a: { b: { c: new Date(0) } } }
{ a: { b: { c: /x/g } } }
{ a: { b: { c: Object.assign(/x/g, { y: 1 }) } } }
{ a: { b: { c: () => 1 } } }
{ a: { b: { c: Object.assign(() => 1, { y: 1 }) } } }
{ a: { b: { c: bare(new Error('deep')) } } }
{ a: { b: { c: Object.create(null, { x: { value: 1, enumerable: true } }) } } }
{ a: { b: { c: Object.create(null) } } }
{ a: { b: { c: Promise.resolve(1) } } }
{ a: { b: { c: new Uint8Array(2) } } }
//! {"depth": 1}
{ a: { b: { c: {} } } }
//! {"depth": 5}
{ a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }
//! {"depth": -1}
{ a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } }
new Foo()
new Foo({ a: 1 })
new Bar({ a: 1, b: new Foo() })
new (class {})()
new (class { x = 1 })()
Object.create(null)
Object.assign(Object.create(null), { a: 1 })
Object.create({})
Object.create({ a: 1 })
Object.create(Foo.prototype)
Object.create(new Foo({ z: 1 }))
Object.create(Object.create(null))
Object.create(Object.assign(Object.create(null), { p: 1 }))
Object.create(Object.create(Object.create(null)))
Foo.prototype
Bar.prototype
Object.prototype
{ constructor: 'not a function' }
{ constructor: { name: 'Fake' } }
{ constructor: Foo }
Object.assign(new Foo(), { constructor: Bar })
new (class Named { get [Symbol.iterator]() { return 1; } })()
{ [Symbol.toStringTag]: 'Tagged', a: 1 }
Object.defineProperty({ a: 1 }, Symbol.toStringTag, { value: 'Hidden' })
Object.defineProperty(new Foo({ a: 1 }), Symbol.toStringTag, { value: 'Hidden' })
Object.defineProperty(new Foo({ a: 1 }), Symbol.toStringTag, { value: 'Foo' })
Object.defineProperty(new Foo(), Symbol.toStringTag, { value: '' })
Object.setPrototypeOf({ a: 1 }, { [Symbol.toStringTag]: 'FromProto' })
Object.defineProperty(Object.create(null), Symbol.toStringTag, { value: 'Null' })
{ [Symbol('s')]: 1, [Symbol()]: 2, [Symbol.iterator]: 3, b: 4 }
{ [Symbol('line\nbreak')]: 1 }
Object.defineProperty({}, Symbol('hidden'), { value: 1 })
Object.defineProperty({ a: 1 }, 'hidden', { value: 1 })
{ get a() { return 1; } }
{ set a(v) {} }
{ get a() { return 1; }, set a(v) {} }
{ get [Symbol('g')]() { throw new Error('called'); } }
new (class { get x() { return 1; } })()
{ f() {}, g: () => {}, h: class {}, i: class H {}, async j() {}, *k() {} }
Object.freeze({ a: 1 })
(() => { const o = { a: 1 }; o.self = o; return o; })()
(() => { const o = { a: { b: {} } }; o.a.b.top = o; o.a.b.mid = o.a; return o; })()
(() => { const a = {}, b = { a }; a.b = b; return [a, b]; })()
(() => { const s = { x: 1 }; return { p: s, q: s }; })()
(() => { const f = new Foo(); f.me = f; return f; })()
(() => { const f = () => 1; f.me = f; return f; })()
(() => { const e = bare(new Error('loop')); e.me = e; return e; })()
(function () { return arguments; })(1, 'two')
(function () { return arguments; })()
(function () { 'use strict'; return arguments; })(1)
(function () { arguments.extra = 1; return [arguments]; })(1)
Math
JSON
Reflect
{ undefined, NaN, Infinity }
//! {"sorted": true}
{ c: 1, a: 2, b: { z: 1, y: 2 } }
//! {"sorted": true}
Object.assign([3, 1, 2], { z: 1, y: 2 })
//! {"colors": true}
{ a: 1, 'b c': 'x', [Symbol('k')]: null, get g() { return 1; }, f() {}, n: { m: { o: {} , p: { q: 1 } } } }
//! {"colors": true}
(() => { const o = { a: 1 }; o.self = o; return o; })()
//! {"colors": true}
Object.create(null)
