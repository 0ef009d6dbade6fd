//! {"showHidden": true}
{ a: 1 }
//! {"showHidden": true}
[1, 2, 3]
//! {"showHidden": true}
[]
//! {"showHidden": true}
Object.defineProperty({ a: 1 }, 'hidden', { value: { b: 2 } })
//! {"showHidden": true}
Object.defineProperty({}, Symbol('hidden'), { value: 1 })
//! {"showHidden": true}
Object.defineProperty({}, 'get', { get() { return 1; } })
//! {"showHidden": true}
() => 1
//! {"showHidden": true}
new Map([[1, 2]])
//! {"showHidden": true}
new Set([1])
//! {"showHidden": true}
new Foo({ a: 1 })
//! {"showHidden": true}
new (class P { get x() { return 1; } m() {} })()
//! {"showHidden": true}
new (class Q extends (class P { get x() { return 1; } }) { get y() { return 1; } })()
//! {"showHidden": true}
Object.create({ inherited: 1 })
//! {"showHidden": true}
/x/g
//! {"showHidden": true}
new Date(0)
//! {"showHidden": true}
new String('ab')
//! {"showHidden": true}
new ArrayBuffer(2)
//! {"showHidden": true, "colors": true}
new (class P { get x() { return 1; } })()
//! {"showHidden": true}
range(8)
//! {"showHidden": true}
Object.defineProperty([1], 'extra', { value: 1 })
//! {"showHidden": true}
Object.defineProperty({}, Symbol.toStringTag, { value: 'T' })
//! {"showHidden": true}
{ a: { b: { c: { d: 1 } } } }
