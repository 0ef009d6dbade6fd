// What a listener throws is reported to the host and stops nothing.
const target = new EventTarget();
let after = false;
target.addEventListener('e', () => { throw new RangeError('in listener'); });
target.addEventListener('e', () => { after = true; });
target.dispatchEvent(new Event('e'));
assert(after);
assert.eq(reported.map(String), ['RangeError: in listener']);
const signal = AbortSignal.timeout(1);
signal.onabort = () => { throw new Error('in onabort'); };
await new Promise((resolve) => setTimeout(resolve, 5));
assert.eq(reported.map(String), ['RangeError: in listener', 'Error: in onabort']);
