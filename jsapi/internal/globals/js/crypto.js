(function (use, native) {
  'use strict';

  const integerViews = /^(?:Big)?(?:Int|Uint)(?:8|16|32|64)(?:Clamped)?Array$/;
  const viewKind = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

  const crypto = {
    getRandomValues(array) {
      if (!ArrayBuffer.isView(array) || !integerViews.test(viewKind.call(array))) {
        const { DOMException } = use('domexception');
        throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
      }
      if (array.byteLength > 65536) {
        const { DOMException } = use('domexception');
        throw new DOMException(`The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
      }
      native.randomFill(array);
      return array;
    },
    randomUUID() { return native.randomUUID(); },
  };
  Object.defineProperty(crypto, Symbol.toStringTag, { value: 'Crypto', configurable: true });
  return { crypto };
})
