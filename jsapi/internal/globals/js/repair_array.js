(function (use) {
  'use strict';

  use('repair_symbol');

  const isConstructor = (value) => {
    try {
      Reflect.construct(Object, [], value); // which does not run it
      return true;
    } catch {
      return false;
    }
  };

  // put makes an element and calls no setter.
  const put = (list, at, value) => Object.defineProperty(list, at, {
    value, writable: true, enumerable: true, configurable: true,
  });

  // The engine has no for await: this is one, over a sync or async iterable.
  async function collect(Constructor, method, items, map, async) {
    const result = isConstructor(Constructor) ? new Constructor() : [];
    const iterator = method.call(items);
    const { next } = iterator;
    let at = 0;
    for (;;) {
      let step = Reflect.apply(next, iterator, []);
      if (async) step = await step;
      if (Object(step) !== step) throw new TypeError(`Iterator result ${String(step)} is not an object`);
      if (step.done) {
        result.length = at;
        return result;
      }
      try {
        const value = async ? step.value : await step.value;
        put(result, at, map === undefined ? value : await map(value, at));
      } catch (error) {
        try {
          await iterator.return?.();
        } catch { /* the first error is the one to tell */ }
        throw error;
      }
      at++;
    }
  }

  async function collectLike(Constructor, items, map) {
    const list = Object(items);
    const length = Math.min(Math.max(Math.trunc(+list.length) || 0, 0), Number.MAX_SAFE_INTEGER);
    const result = isConstructor(Constructor) ? new Constructor(length) : new Array(length);
    for (let at = 0; at < length; at++) {
      const value = await list[at];
      put(result, at, map === undefined ? value : await map(value, at));
    }
    result.length = length;
    return result;
  }

  use('define').define(Array, {
    async fromAsync(items, mapper = undefined, thisArg = undefined) {
      if (mapper !== undefined && typeof mapper !== 'function') {
        throw new TypeError(`${String(mapper)} is not a function`);
      }
      const map = mapper && ((value, i) => Reflect.apply(mapper, thisArg, [value, i]));
      const asyncMethod = items[Symbol.asyncIterator];
      if (asyncMethod != null) return collect(this, asyncMethod, items, map, true);
      const method = items[Symbol.iterator];
      if (method != null) return collect(this, method, items, map, false);
      return collectLike(this, items, map);
    },
  });
  Object.defineProperty(Array.fromAsync, 'length', { value: 1, configurable: true });
  return {};
})
