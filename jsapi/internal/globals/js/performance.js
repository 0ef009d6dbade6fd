(function (use, native) {
  'use strict';

  const performance = {
    now() { return native.now(); },
    get timeOrigin() { return native.timeOrigin(); },
    toJSON() { return { timeOrigin: native.timeOrigin() }; },
  };
  Object.defineProperty(performance, Symbol.toStringTag, { value: 'Performance', configurable: true });
  return { performance };
})
