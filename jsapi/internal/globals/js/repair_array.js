(function (use) {
  'use strict';

  use('repair_symbol');

  // The engine has no for await: this is one, over a sync or async iterable.
  async function collect(Constructor, method, items, map, async) {
    const result = typeof Constructor === 'function' ? new Constructor() : [];
    const iterator = method.call(items);
    let at = 0;
    for (;;) {
      let step = iterator.next();
      if (async) step = await step;
      if (Object(step) !== step) throw new TypeError(`Iterator result ${String(step)} is not an object`);
      if (step.done) {
        result.length = at;
        return result;
      }
      try {
        const value = async ? step.value : await step.value;
        result[at] = map === undefined ? value : await map(value, at);
      } catch (error) {
        await iterator.return?.();
        throw error;
      }
      at++;
    }
  }

  use('define').define(Array, {
    async fromAsync(items, mapper = undefined, thisArg = undefined) {
      if (mapper !== undefined && typeof mapper !== 'function') {
        throw new TypeError(`${String(mapper)} is not a function`);
      }
      const map = mapper && ((value, i) => mapper.call(thisArg, value, i));
      const asyncMethod = items[Symbol.asyncIterator];
      if (asyncMethod != null) return collect(this, asyncMethod, items, map, true);
      const method = items[Symbol.iterator] ?? function () {
        return Array.from(items)[Symbol.iterator]();
      };
      return collect(this, method, items, map, false);
    },
  });
  Object.defineProperty(Array.fromAsync, 'length', { value: 1, configurable: true });
  return {};
})
