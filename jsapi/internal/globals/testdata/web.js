const start = performance.now();
assert(start >= 0 && performance.now() >= start);
assert(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 5000);
assert.eq(typeof performance.toJSON().timeOrigin, 'number');

const id = crypto.randomUUID();
assert(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id), id);
assert(id !== crypto.randomUUID());
const bytes = new Uint8Array(64);
assert(crypto.getRandomValues(bytes) === bytes && bytes.some((b) => b !== 0));
const part = new Uint32Array(new ArrayBuffer(64), 16, 4);
crypto.getRandomValues(part);
assert(new Uint8Array(part.buffer, 0, 16).every((b) => b === 0));
crypto.getRandomValues(new BigUint64Array(1));
crypto.getRandomValues(new Uint8Array(65537)) //! QuotaExceededError: \[22\]
crypto.getRandomValues(new Float64Array(1)) //! TypeMismatchError: \[17\]
crypto.getRandomValues([1]) //! TypeMismatchError|TypeError
crypto.getRandomValues(new DataView(new ArrayBuffer(1))) //! TypeMismatchError
