(function (use, native) {
  'use strict';

  const errors = use('errors');
  const { inspectCustom, show } = use('inspect');
  const { EventTarget, trusted } = use('events');
  const key = {};

  class AbortSignal extends EventTarget {
    #aborted = false;
    #reason = undefined;
    #onabort = null;
    #sources = new Set(); // of a signal made by any: the ones not made by any
    #dependents = new Set(); // signals made by any that follow this one

    constructor(token) {
      if (token !== key) {
        throw errors.coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
      }
      super();
    }

    get aborted() { return this.#aborted; }
    get reason() { return this.#reason; }
    throwIfAborted() { if (this.#aborted) throw this.#reason; }

    get onabort() { return this.#onabort?.handler ?? null; }
    set onabort(handler) {
      if (this.#onabort !== null) this.removeEventListener('abort', this.#onabort);
      this.#onabort = null;
      if (handler === null || typeof handler !== 'function' && typeof handler !== 'object') return;
      const listener = (event) => {
        if (typeof handler === 'function') Reflect.apply(handler, this, [event]);
      };
      listener.handler = handler;
      this.#onabort = listener;
      this.addEventListener('abort', listener);
    }

    get [Symbol.toStringTag]() { return 'AbortSignal'; }

    [inspectCustom](depth, options, inspect) {
      return show(this, { aborted: this.#aborted }, depth, options, inspect);
    }

    static abort(reason = undefined) {
      const signal = new AbortSignal(key);
      signal.#aborted = true;
      signal.#reason = orDefault(reason);
      return signal;
    }

    static timeout(delay) {
      if (typeof delay !== 'number') throw errors.argType('delay', 'of type number', delay);
      if (!Number.isInteger(delay)) throw errors.outOfRange('delay', 'an integer', delay);
      if (delay < 0 || delay > 4294967295) {
        throw errors.outOfRange('delay', '>= 0 && <= 4294967295', delay);
      }
      const signal = new AbortSignal(key);
      native.after(delay, () => abort(signal,
        fault('The operation was aborted due to timeout', 'TimeoutError')));
      return signal;
    }

    static any(signals) {
      if (typeof signals?.[Symbol.iterator] !== 'function') { // of one signal it would follow none
        throw errors.argType('signals', 'an iterable of AbortSignals', signals);
      }
      const list = Array.from(signals);
      list.forEach((signal, i) => {
        if (!isSignal(signal)) {
          throw errors.argType(`signals[${i}]`, 'an instance of AbortSignal', signal);
        }
      });
      const result = new AbortSignal(key);
      const aborted = list.find((signal) => signal.#aborted);
      if (aborted !== undefined) {
        result.#aborted = true;
        result.#reason = aborted.#reason;
        return result;
      }
      for (const signal of list) {
        const sources = signal.#sources.size === 0 ? [signal] : signal.#sources;
        for (const source of sources) {
          result.#sources.add(source);
          source.#dependents.add(result);
        }
      }
      return result;
    }

    static abortWith(signal, reason) {
      if (signal.#aborted) return;
      const all = [signal];
      for (const dependent of signal.#dependents) if (!dependent.#aborted) all.push(dependent);
      for (const each of all) {
        each.#aborted = true;
        each.#reason = reason;
      }
      signal.#dependents.clear();
      for (const each of all) each.dispatchEvent(trusted('abort'));
    }

    static is(value) {
      return value !== null && typeof value === 'object' && #aborted in value;
    }
  }

  const { abortWith: abort, is: isSignal } = AbortSignal;
  delete AbortSignal.abortWith;
  delete AbortSignal.is;

  class AbortController {
    #signal = new AbortSignal(key);

    get signal() { return this.#signal; }
    abort(reason = undefined) { abort(this.#signal, orDefault(reason)); }
    get [Symbol.toStringTag]() { return 'AbortController'; }

    [inspectCustom](depth, options, inspect) {
      return show(this, { signal: this.#signal }, depth, options, inspect);
    }
  }

  function fault(message, name) {
    return new (use('domexception').DOMException)(message, name);
  }

  function orDefault(reason) {
    return reason === undefined ? fault('This operation was aborted', 'AbortError') : reason;
  }

  for (const [Class, names] of [
    [AbortSignal, ['aborted', 'reason', 'onabort', 'throwIfAborted']],
    [AbortController, ['signal', 'abort']],
  ]) {
    for (const name of names) Object.defineProperty(Class.prototype, name, { enumerable: true });
  }
  return { AbortController, AbortSignal };
})
