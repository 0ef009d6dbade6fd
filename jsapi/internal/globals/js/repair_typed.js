// The engine's TypedArray.from takes objects only, and no string.
(function () {
  'use strict';

  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const native = TypedArray.from;
  const { from } = {
    from(items, ...mapper) {
      return Reflect.apply(native, this, [items == null ? items : Object(items), ...mapper]);
    },
  };
  Object.defineProperty(from, 'length', { value: 1, configurable: true });
  Object.defineProperty(TypedArray, 'from', { value: from, writable: true, configurable: true });
  return {};
})
