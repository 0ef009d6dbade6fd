// Event, CustomEvent and EventTarget of the DOM standard, without a tree.
(function (use, native) {
  'use strict';

  const errors = use('errors');
  const { inspectCustom, show } = use('inspect');

  class Event {
    #type;
    #bubbles;
    #cancelable;
    #composed;
    #timeStamp = native.now();
    #target = null;
    #current = null;
    #phase = 0;
    #prevented = false;
    #stopped = false;
    #stoppedNow = false;
    #passive = false;
    #trusted = false;

    constructor(type, options = undefined) {
      if (arguments.length === 0) throw errors.missing('"type" argument');
      if (options != null && typeof options !== 'object') {
        throw errors.argType('options', 'of type object', options);
      }
      this.#type = `${type}`;
      this.#bubbles = !!options?.bubbles;
      this.#cancelable = !!options?.cancelable;
      this.#composed = !!options?.composed;
    }

    get type() { return this.#type; }
    get target() { return this.#target; }
    get currentTarget() { return this.#current; }
    get srcElement() { return this.#target; }
    get eventPhase() { return this.#phase; }
    get bubbles() { return this.#bubbles; }
    get cancelable() { return this.#cancelable; }
    get composed() { return this.#composed; }
    get defaultPrevented() { return this.#prevented; }
    get returnValue() { return !this.#prevented; }
    get timeStamp() { return this.#timeStamp; }
    get isTrusted() { return this.#trusted; }
    get cancelBubble() { return this.#stopped; }
    set cancelBubble(value) { if (value) this.#stopped = true; }

    initEvent(type, bubbles = false, cancelable = false) {
      if (arguments.length === 0) throw errors.missing('"type" argument');
      if (this.#phase !== 0) return;
      this.#type = `${type}`;
      this.#bubbles = !!bubbles;
      this.#cancelable = !!cancelable;
      this.#prevented = this.#stopped = this.#stoppedNow = this.#trusted = false;
    }

    composedPath() { return this.#current === null ? [] : [this.#current]; }
    preventDefault() { if (this.#cancelable && !this.#passive) this.#prevented = true; }
    stopPropagation() { this.#stopped = true; }
    stopImmediatePropagation() { this.#stopped = this.#stoppedNow = true; }

    get [Symbol.toStringTag]() { return 'Event'; }

    [inspectCustom](depth, options, inspect) {
      const { type, defaultPrevented, cancelable, timeStamp } = this;
      return show(this, { type, defaultPrevented, cancelable, timeStamp }, depth, options, inspect);
    }

    // dispatch runs the listeners, a copy of target's list.
    static dispatch(event, target, listeners) {
      event.#target = event.#current = target;
      event.#phase = 2;
      for (const listener of listeners) {
        if (listener.removed) continue;
        if (listener.once) listener.remove();
        event.#passive = listener.passive;
        try {
          const { callback } = listener;
          if (typeof callback === 'function') callback.call(target, event);
          else callback.handleEvent(event);
        } catch (error) {
          native.reportError(error);
        }
        event.#passive = false;
        if (event.#stoppedNow) break;
      }
      event.#current = null;
      event.#phase = 0;
      event.#stopped = event.#stoppedNow = false;
      return !event.#prevented;
    }

    // trusted makes an event of which no script is the author.
    static trusted(type) {
      const event = new Event(type);
      event.#trusted = true;
      return event;
    }

    static dispatching(event) { return event.#phase !== 0; }
    static is(value) { return value !== null && typeof value === 'object' && #type in value; }
  }

  const { dispatch, trusted, dispatching, is: isEvent } = Event;
  delete Event.dispatch;
  delete Event.trusted;
  delete Event.dispatching;
  delete Event.is;
  ['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'].forEach((name, value) => {
    Object.defineProperty(Event, name, { value, enumerable: true });
    Object.defineProperty(Event.prototype, name, { value, enumerable: true });
  });

  class CustomEvent extends Event {
    #detail;

    constructor(type, options = undefined) {
      super(...arguments);
      this.#detail = options?.detail ?? null;
    }

    get detail() { return this.#detail; }
    get [Symbol.toStringTag]() { return 'CustomEvent'; }
  }

  class EventTarget {
    #listeners = new Map();

    addEventListener(type, callback, options = undefined) {
      if (arguments.length < 2) throw errors.missing('"type" and "listener" arguments');
      const { capture, once, passive, signal } = flatten(options);
      if (signal !== undefined) checkSignal(signal);
      if (callback == null) return;
      checkCallback(callback);
      if (signal?.aborted) return;
      type = `${type}`;
      let list = this.#listeners.get(type);
      if (list === undefined) this.#listeners.set(type, list = []);
      if (list.some((l) => l.callback === callback && l.capture === capture)) return;
      const listener = {
        callback, capture, once, passive, removed: false,
        remove: () => this.#remove(type, listener),
      };
      list.push(listener);
      signal?.addEventListener('abort', listener.remove, { once: true });
    }

    removeEventListener(type, callback, options = undefined) {
      if (arguments.length < 2) throw errors.missing('"type" and "listener" arguments');
      const capture = captures(options);
      type = `${type}`;
      const listener = this.#listeners.get(type)
        ?.find((l) => l.callback === callback && l.capture === capture);
      if (listener !== undefined) this.#remove(type, listener);
    }

    dispatchEvent(event) {
      if (!isEvent(event)) throw errors.argType('event', 'an instance of Event', event);
      if (dispatching(event)) {
        throw errors.coded(Error, 'ERR_EVENT_RECURSION', `The event "${event.type}" is already being dispatched`);
      }
      return dispatch(event, this, (this.#listeners.get(event.type) ?? []).slice());
    }

    get [Symbol.toStringTag]() { return 'EventTarget'; }

    #remove(type, listener) {
      listener.removed = true;
      const list = this.#listeners.get(type).filter((l) => l !== listener);
      if (list.length === 0) this.#listeners.delete(type);
      else this.#listeners.set(type, list);
    }
  }

  function flatten(options) {
    return {
      capture: captures(options), once: !!options?.once,
      passive: !!options?.passive, signal: options?.signal,
    };
  }

  function captures(options) {
    return typeof options === 'boolean' ? options : !!options?.capture;
  }

  function checkCallback(callback) {
    if (typeof callback === 'function' || typeof callback === 'object') return;
    throw errors.argType('listener', 'an instance of EventListener', callback);
  }

  function checkSignal(signal) {
    if (signal !== null && typeof signal === 'object' && 'aborted' in signal) return;
    throw errors.argType('options.signal', 'an instance of AbortSignal', signal);
  }

  return { Event, CustomEvent, EventTarget, trusted };
})
