new Uint8Array()
new Uint8Array([1, 2, 3])
new Uint8Array(101)
new Int8Array([-1, 1])
new Uint8ClampedArray([300, -5])
new Int16Array([1, -2])
new Uint16Array([1, 2])
new Int32Array([1, -2])
new Uint32Array([1, 2])
new Float32Array([1.5, -0])
new Float64Array([0.1, NaN, Infinity])
new BigInt64Array([1n, -2n])
new BigUint64Array([1n, 2n])
new Uint8Array(range(30))
Object.assign(new Uint8Array([1, 2]), { a: 1 })
new (class Bytes extends Uint8Array {})(2)
Object.setPrototypeOf(new Uint8Array([1, 2]), null)
[new Uint8Array(2), new Float64Array(1)]
{ data: new Uint8Array(200) }
new Uint8Array(100000)
new ArrayBuffer(4)
new ArrayBuffer(0)
new ArrayBuffer(60)
new ArrayBuffer(150)
new Uint8Array([104, 105]).buffer
Object.assign(new ArrayBuffer(2), { x: 1 })
new DataView(new ArrayBuffer(4))
new DataView(new ArrayBuffer(4), 1, 2)
[new DataView(new ArrayBuffer(2))]
new Uint8Array(new ArrayBuffer(8), 2, 3)
Buffer.from('hi')
Buffer.from('')
Buffer.from('x'.repeat(50))
Buffer.from('x'.repeat(60))
[Buffer.from('hi')]
{ body: Buffer.from('hello world') }
//! {"showHidden": true}
new Uint8Array([1, 2])
//! {"showHidden": true}
[new Float32Array(1)]
//! {"colors": true}
[new Uint8Array([1, 2]), new ArrayBuffer(2)]
//! {"maxArrayLength": 3}
[new Uint8Array(10), new ArrayBuffer(10)]
