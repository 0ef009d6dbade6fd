// The engine gives the traps of calls an array that lies on its own stack: what
// is kept of it changes with the next call. Here they get one of their own.
(function (use) {
  'use strict';

  const { define } = use('define');
  const Native = Proxy;
  const { revocable } = Native;
  const { apply } = Reflect;

  // owning is a handler whose traps are those of handler, asked for when they are
  // needed and called as its methods.
  const owning = (handler) => new Native(handler, {
    get(object, name) {
      const trap = object[name];
      if (typeof trap !== 'function') return trap;
      switch (name) {
        case 'apply':
          return (target, self, args) => apply(trap, object, [target, self, [...args]]);
        case 'construct':
          return (target, args, newTarget) => apply(trap, object, [target, [...args], newTarget]);
        default:
          return (...args) => apply(trap, object, args);
      }
    },
  });

  // Only a function has such traps.
  const handlerFor = (target, handler) =>
    typeof target === 'function' && Object(handler) === handler ? owning(handler) : handler;

  function Replacement(target, handler) {
    if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'");
    return new Native(target, handlerFor(target, handler));
  }
  Replacement.prototype = undefined; // as there is none to inherit from
  Object.defineProperty(Replacement, 'name', { value: 'Proxy', configurable: true });
  define(Replacement, {
    revocable(target, handler) { return apply(revocable, Native, [target, handlerFor(target, handler)]); },
  });
  Object.defineProperty(globalThis, 'Proxy', { value: Replacement, writable: true, configurable: true });
  return {};
})
