// The engine cannot tell when an object is unreachable. The standard allows an
// implementation that never finds out: a WeakRef keeps its target, a
// FinalizationRegistry keeps nothing and never calls back. Both end with the VM.
(function () {
  'use strict';

  const holdable = (value) => typeof value === 'object' ? value !== null
    : typeof value === 'function' || typeof value === 'symbol' && Symbol.keyFor(value) === undefined;

  class WeakRef {
    #target;

    constructor(target) {
      if (!holdable(target)) throw new TypeError('WeakRef: invalid target');
      this.#target = target;
    }

    deref() { return this.#target; }
  }

  class FinalizationRegistry {
    #tokens = new WeakSet();

    constructor(cleanup) {
      if (typeof cleanup !== 'function') {
        throw new TypeError('FinalizationRegistry: cleanup must be callable');
      }
    }

    register(target, held, token = undefined) {
      if (!holdable(target)) throw new TypeError('FinalizationRegistry.prototype.register: invalid target');
      if (target === held) {
        throw new TypeError('FinalizationRegistry.prototype.register: target and holdings must not be same');
      }
      if (token === undefined) return;
      if (!holdable(token)) throw new TypeError(`Invalid unregisterToken ('${String(token)}')`);
      if (typeof token !== 'symbol') this.#tokens.add(token);
    }

    unregister(token) {
      if (!holdable(token)) throw new TypeError(`Invalid unregisterToken ('${String(token)}')`);
      return typeof token !== 'symbol' && this.#tokens.delete(token);
    }
  }
  Object.defineProperty(FinalizationRegistry.prototype.register, 'length', { value: 2, configurable: true });

  for (const Class of [WeakRef, FinalizationRegistry]) {
    Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  }
  return { FinalizationRegistry, WeakRef };
})
