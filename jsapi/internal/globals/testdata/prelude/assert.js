// The assert global of the files beside this folder, in both engines.
globalThis.assert = (() => {
  const show = (v) => {
    if (typeof v === 'string') return JSON.stringify(v);
    if (typeof v === 'bigint') return `${v}n`;
    if (Object.is(v, -0)) return '-0';
    if (v === null || typeof v !== 'object') return String(v);
    if (Array.isArray(v)) return `[${Array.from(v, show).join(', ')}]`;
    if (ArrayBuffer.isView(v)) return `${v.constructor.name}[${Array.from(v, show).join(', ')}]`;
    if (v instanceof Error) return `${v.name}: ${v.message}`;
    return `{${Object.keys(v).map((k) => `${k}: ${show(v[k])}`).join(', ')}}`;
  };
  const assert = (condition, what = 'not true') => {
    if (!condition) throw new Error(`assert: ${what}`);
  };
  assert.eq = (got, want) => {
    if (show(got) !== show(want)) throw new Error(`got ${show(got)}, want ${show(want)}`);
  };
  const matches = (error, pattern) => {
    const text = `${error?.name}: ${error?.code ? `[${error.code}] ` : ''}${error?.message ?? error}`;
    if (!pattern.test(text)) throw new Error(`threw ${JSON.stringify(text)}, want ${pattern}`);
  };
  assert.throws = (fn, pattern) => {
    try {
      fn();
    } catch (error) {
      return matches(error, pattern);
    }
    throw new Error(`did not throw, want ${pattern}`);
  };
  assert.rejects = async (fn, pattern) => {
    try {
      await fn();
    } catch (error) {
      return matches(error, pattern);
    }
    throw new Error(`did not reject, want ${pattern}`);
  };
  return assert;
})();
