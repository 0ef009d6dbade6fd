// Iterator and its helpers.
(function (use) {
  'use strict';

  const { define } = use('define');
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

  function Iterator() {
    if (new.target === undefined || new.target === Iterator) {
      throw new TypeError('Abstract class Iterator not directly constructable');
    }
  }
  Object.defineProperty(Iterator, 'prototype', { value: prototype, writable: false });

  const isObject = (value) => Object(value) === value;

  function needObject(value) {
    if (!isObject(value)) throw new TypeError('Iterator method called on a value that is not an object');
    return value;
  }

  function needFunction(fn) {
    if (typeof fn !== 'function') throw new TypeError(`${String(fn)} is not a function`);
    return fn;
  }

  function needCount(value) {
    const count = Number(value);
    if (Number.isNaN(count)) throw new RangeError(`${String(value)} must be positive`);
    if (Math.trunc(count) < 0) throw new RangeError(`${String(value)} must be positive`);
    return Math.trunc(count);
  }

  // direct is an iterable over an iterator whose next is read once; for-of over
  // it closes the iterator when the loop is left early.
  function direct(iterator) {
    const { next } = iterator;
    return {
      next: () => Reflect.apply(next, iterator, []),
      return() {
        const close = iterator.return;
        return close == null ? {} : Reflect.apply(close, iterator, []);
      },
      [Symbol.iterator]() { return this; },
    };
  }

  // flattenable is the iterator of a value; only from takes strings.
  function flattenable(value, strings) {
    if (!isObject(value) && !(strings && typeof value === 'string')) {
      throw new TypeError(`${String(value)} is not an object`);
    }
    const method = value[Symbol.iterator];
    return needObject(method == null ? value : method.call(value));
  }

  const states = new WeakMap();

  function stateOf(object) {
    const state = states.get(object);
    if (state === undefined) throw new TypeError('not an iterator of this kind');
    return state;
  }

  const helperPrototype = Object.create(prototype);
  define(helperPrototype, {
    next() {
      const state = stateOf(this);
      state.begun = true;
      return state.steps.next();
    },
    return() {
      const state = stateOf(this);
      const result = state.steps.return();
      // A generator that has not begun ends without closing what it iterates.
      if (!state.begun) state.source.return();
      state.begun = true;
      return result;
    },
  });
  Object.defineProperty(helperPrototype, Symbol.toStringTag, { value: 'Iterator Helper', configurable: true });

  function helper(iterator, generator) {
    const source = direct(iterator);
    const result = Object.create(helperPrototype);
    states.set(result, { source, steps: generator(source), begun: false });
    return result;
  }

  define(prototype, {
    map(mapper) {
      needFunction(needObject(this) && mapper);
      return helper(this, function* (source) {
        let i = 0;
        for (const value of source) yield mapper(value, i++);
      });
    },
    filter(predicate) {
      needFunction(needObject(this) && predicate);
      return helper(this, function* (source) {
        let i = 0;
        for (const value of source) if (predicate(value, i++)) yield value;
      });
    },
    take(limit) {
      needObject(this);
      let left = needCount(limit);
      return helper(this, function* (source) {
        if (left === 0) return void source.return();
        for (const value of source) {
          yield value;
          if (--left === 0) return;
        }
      });
    },
    drop(limit) {
      needObject(this);
      let left = needCount(limit);
      return helper(this, function* (source) {
        for (const value of source) {
          if (left > 0) left--;
          else yield value;
        }
      });
    },
    flatMap(mapper) {
      needFunction(needObject(this) && mapper);
      return helper(this, function* (source) {
        let i = 0;
        // Not yield*, by which the engine closes what it delegates to twice.
        for (const outer of source) {
          for (const value of direct(flattenable(mapper(outer, i++), false))) yield value;
        }
      });
    },
    reduce(reducer, ...initial) {
      needFunction(needObject(this) && reducer);
      let [result] = initial;
      let i = 0;
      let empty = initial.length === 0;
      for (const value of direct(this)) {
        result = empty && i === 0 ? value : reducer(result, value, i);
        i++;
      }
      if (empty && i === 0) throw new TypeError('Reduce of a done iterator with no initial value');
      return result;
    },
    toArray() { return [...direct(needObject(this))]; },
    forEach(fn) {
      needFunction(needObject(this) && fn);
      let i = 0;
      for (const value of direct(this)) fn(value, i++);
    },
    some(predicate) {
      needFunction(needObject(this) && predicate);
      let i = 0;
      for (const value of direct(this)) if (predicate(value, i++)) return true;
      return false;
    },
    every(predicate) {
      needFunction(needObject(this) && predicate);
      let i = 0;
      for (const value of direct(this)) if (!predicate(value, i++)) return false;
      return true;
    },
    find(predicate) {
      needFunction(needObject(this) && predicate);
      let i = 0;
      for (const value of direct(this)) if (predicate(value, i++)) return value;
      return undefined;
    },
  });

  // These two are accessors in the standard, for what assigned to them before
  // there was an Iterator. An assignment is to the object itself.
  for (const [key, value] of [['constructor', Iterator], [Symbol.toStringTag, 'Iterator']]) {
    Object.defineProperty(prototype, key, {
      get() { return value; },
      set(own) {
        if (needObject(this) === prototype) throw new TypeError(`Cannot assign to ${String(key)} of Iterator.prototype`);
        if (Object.hasOwn(this, key)) this[key] = own;
        else Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
      },
      configurable: true,
    });
  }

  const wrapPrototype = Object.create(prototype);
  define(wrapPrototype, {
    next() { return stateOf(this).source.next(); },
    return() {
      const { iterator } = stateOf(this);
      const close = iterator.return;
      return close == null ? { value: undefined, done: true } : close.call(iterator);
    },
  });
  define(Iterator, {
    from(value) {
      const iterator = flattenable(value, true);
      if (prototype.isPrototypeOf(iterator)) return iterator;
      const result = Object.create(wrapPrototype);
      states.set(result, { iterator, source: direct(iterator) });
      return result;
    },
  });
  return { Iterator };
})
