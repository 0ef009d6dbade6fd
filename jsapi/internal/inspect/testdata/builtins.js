new Date(0)
new Date(NaN)
new Date('2024-02-29T12:34:56.789Z')
new Date(-1)
new Date(8.64e15)
[new Date(0), new Date(NaN)]
Object.assign(new Date(0), { a: 1 })
new (class MyDate extends Date {})(0)
Object.setPrototypeOf(new Date(0), null)
Object.assign(new Date(0), { toString() { return 'never'; }, toISOString() { return 'never'; } })
/abc/
/a\/b/gi
/[/]\n/msuy
new RegExp('')
new RegExp('/')
[/x/]
Object.assign(/x/, { lastIndex: 3 })
Object.assign(/x/g, { extra: 1 })
new (class MyRe extends RegExp {})('x', 'i')
Object.setPrototypeOf(/x/, null)
/[^/]+\/x/
new RegExp('[/]/\\\\/')
new Proxy({ a: 1 }, {})
new Proxy([1, 2], {})
new Proxy(function f() {}, {})
new Proxy(class P {}, {})
new Proxy(new Proxy({ deep: 1 }, {}), {})
new Proxy({ a: 1 }, { get() { throw new Error('trapped'); }, ownKeys() { throw new Error('trapped'); } })
new Proxy(new Map([[1, 2]]), {})
[new Proxy(new Foo({ a: 1 }), {})]
(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()
(() => { const p = new Proxy({}, {}); p.self = p; return p; })()
//! {"colors": true}
[new Date(0), /x/g, new Proxy({ a: 1 }, {}), new Date(NaN)]
'abc'.match(/b/)
Object.assign(/(b)|(x)/.exec('abc'), { [Symbol('s')]: 1, more: 2 })
//! {"showHidden": true}
/b/.exec('abc')
//! {"sorted": true}
'2024-01-02'.match(/(?<y>\d+)-(?<m>\d+)/)
[...'aXbX'.matchAll(/X/g)]
Object.entries({ a: 1, b: [2] })
JSON.parse('{"a":[1,{"b":null}],"__proto__":{"x":1}}')
[[1, 2], [3, 4]].map(([a, b]) => ({ a, b }))
Object.getOwnPropertyDescriptors({ a: 1, get b() { return 2; } })
