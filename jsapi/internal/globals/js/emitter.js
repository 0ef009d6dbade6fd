// EventEmitter of node:events.
(function (use) {
  'use strict';

  const errors = use('errors');

  class EventEmitter {
    on(name, listener) { return add(this, name, listener, listener, false); }
    addListener(name, listener) { return add(this, name, listener, listener, false); }
    prependListener(name, listener) { return add(this, name, listener, listener, true); }
    once(name, listener) { return add(this, name, once(this, name, listener), listener, false); }
    prependOnceListener(name, listener) { return add(this, name, once(this, name, listener), listener, true); }

    off(name, listener) { return this.removeListener(name, listener); }

    removeListener(name, listener) {
      check(listener);
      const list = listOf(this, name);
      const i = list.findLastIndex((fn) => fn === listener || fn.listener === listener);
      if (i < 0) return this;
      const kept = list.toSpliced(i, 1);
      if (kept.length > 0) this._events.set(name, kept);
      else this._events.delete(name);
      if (name !== 'removeListener') this.emit('removeListener', name, listener);
      return this;
    }

    removeAllListeners(name) {
      if (listOf(this, 'removeListener').length > 0) { // to be told of each, the last one first
        const names = arguments.length > 0 ? [name] : this.eventNames();
        for (const event of names.filter((event) => event !== 'removeListener')) {
          for (const fn of listOf(this, event).toReversed()) this.removeListener(event, fn.listener ?? fn);
        }
      }
      if (arguments.length === 0) this._events?.clear();
      else this._events?.delete(name);
      return this;
    }

    emit(name, ...args) {
      const list = listOf(this, name);
      if (list.length === 0 && name === 'error') throw unhandled(args[0]);
      for (const listener of list) Reflect.apply(listener, this, args);
      return list.length > 0;
    }

    listenerCount(name, listener) {
      return listener === undefined ? listOf(this, name).length : this.listeners(name).filter((fn) => fn === listener).length;
    }

    listeners(name) { return listOf(this, name).map((fn) => fn.listener ?? fn); }
    rawListeners(name) { return [...listOf(this, name)]; }
    eventNames() { return [...(this._events?.keys() ?? [])]; }
    getMaxListeners() { return this._maxListeners ?? Emitter.defaultMaxListeners; }

    setMaxListeners(count) {
      this._maxListeners = count;
      return this;
    }

    // once resolves with the arguments of the next event, or rejects with an
    // 'error' event, which an EventTarget does not have.
    static once(emitter, name, options = undefined) {
      const signal = options?.signal;
      const isTarget = typeof emitter.once !== 'function' && typeof emitter.addEventListener === 'function';
      return new Promise((resolve, reject) => {
        const done = (settle) => (...args) => {
          if (isTarget) {
            emitter.removeEventListener(name, onEvent);
          } else {
            emitter.removeListener(name, onEvent);
            emitter.removeListener('error', onError);
          }
          signal?.removeEventListener('abort', onAbort);
          settle(args);
        };
        const onEvent = done(resolve);
        const onError = done(([error]) => reject(error));
        const onAbort = done(() => reject(errors.aborted(signal.reason)));
        if (signal?.aborted) return reject(errors.aborted(signal.reason));
        if (isTarget) {
          emitter.addEventListener(name, onEvent, { once: true });
        } else {
          emitter.once(name, onEvent);
          if (name !== 'error') emitter.once('error', onError);
        }
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    }
  }

  const listOf = (emitter, name) => emitter._events?.get(name) ?? [];

  function check(listener) {
    if (typeof listener !== 'function') throw errors.argType('listener', 'of type function', listener);
  }

  function add(emitter, name, fn, listener, first) {
    check(listener);
    if (emitter._events === undefined) {
      Object.defineProperty(emitter, '_events', { value: new Map(), writable: true, configurable: true });
    }
    if (emitter._events.has('newListener')) emitter.emit('newListener', name, listener);
    const list = listOf(emitter, name);
    emitter._events.set(name, first ? [fn, ...list] : [...list, fn]);
    return emitter;
  }

  function once(emitter, name, listener) {
    check(listener);
    let fired = false;
    const wrapper = function (...args) {
      if (fired) return;
      fired = true;
      emitter.removeListener(name, wrapper);
      Reflect.apply(listener, emitter, args);
    };
    wrapper.listener = listener;
    return wrapper;
  }

  function unhandled(error) {
    if (error instanceof Error) return error;
    const wrapped = errors.coded(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${use('util').inspect(error)})`);
    wrapped.context = error;
    return wrapped;
  }

  // Emitters were a plain function once and are still called as one.
  function Emitter() {
    if (new.target === undefined) return undefined;
    return Reflect.construct(EventEmitter, [], new.target);
  }
  Object.defineProperty(Emitter, 'name', { value: 'EventEmitter', configurable: true });
  Object.defineProperties(Emitter, {
    defaultMaxListeners: { value: 10, writable: true },
    once: { value: EventEmitter.once, writable: true, configurable: true },
  });
  Emitter.prototype = EventEmitter.prototype;
  Object.defineProperty(Emitter.prototype, 'constructor', { value: Emitter, writable: true, configurable: true });
  Emitter.EventEmitter = Emitter;
  return { EventEmitter: Emitter };
})
