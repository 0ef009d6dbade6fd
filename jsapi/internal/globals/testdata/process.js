assert.eq([typeof process.platform, typeof process.arch, Array.isArray(process.argv)], ['string', 'string', true]);
assert.eq([typeof process.cwd(), typeof process.version, typeof process.versions], ['string', 'string', 'object']);
const order = [];
await new Promise((resolve) => {
  process.nextTick((a, b) => order.push(a + b), 1, 2);
  process.nextTick(() => { order.push('last'); resolve(); });
});
assert.eq(order, [3, 'last']);
process.nextTick(5) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
const start = process.hrtime();
const [seconds, nanoseconds] = process.hrtime(start);
assert(seconds === 0 && nanoseconds >= 0 && nanoseconds < 1e9);
assert(typeof process.hrtime.bigint() === 'bigint');
assert(process.uptime() >= 0);
process.hrtime(5) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
assert.eq(Object.prototype.toString.call(process), '[object process]');
