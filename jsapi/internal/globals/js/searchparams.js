(function (use, native) {
  'use strict';

  const errors = use('errors');
  const { inspectCustom } = use('inspect');

  class URLSearchParams {
    #list = []; // name, value, name, value, …
    #changed = undefined; // tells the URL this belongs to

    constructor(init = undefined) {
      if (init === undefined || init === null) return;
      if (typeof init === 'object' || typeof init === 'function') this.#fill(init);
      else this.#list = native.decodeQuery(`${init}`.replace(/^\?/, ''));
    }

    #fill(init) {
      const method = init[Symbol.iterator];
      if (method === undefined || method === null) {
        const pairs = new Map(); // names may become alike
        for (const key of Reflect.ownKeys(init)) {
          if (Object.getOwnPropertyDescriptor(init, key)?.enumerable) {
            pairs.set(scalars(key), scalars(init[key]));
          }
        }
        for (const pair of pairs) this.#list.push(...pair);
        return;
      }
      if (typeof method !== 'function') {
        throw errors.coded(TypeError, 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
      }
      for (const pair of init) {
        const tuple = pair !== null && typeof pair === 'object' && typeof pair[Symbol.iterator] === 'function'
          ? [...pair] : [];
        if (tuple.length !== 2) {
          throw errors.coded(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
        }
        this.#list.push(scalars(tuple[0]), scalars(tuple[1]));
      }
    }

    get size() { return this.#list.length / 2; }

    append(name, value) {
      need(arguments, 2);
      this.#list.push(scalars(name), scalars(value));
      this.#update();
    }

    delete(name, value = undefined) {
      need(arguments, 1);
      name = scalars(name);
      if (value !== undefined) value = scalars(value);
      this.#keep((n, v) => n !== name || value !== undefined && v !== value);
      this.#update();
    }

    get(name) {
      need(arguments, 1);
      return this.getAll(name)[0] ?? null;
    }

    getAll(name) {
      need(arguments, 1);
      name = scalars(name);
      return this.#list.filter((_, i) => i % 2 === 1 && this.#list[i - 1] === name);
    }

    has(name, value = undefined) {
      need(arguments, 1);
      const values = this.getAll(name);
      return value === undefined ? values.length > 0 : values.includes(scalars(value));
    }

    set(name, value) {
      need(arguments, 2);
      name = scalars(name);
      value = scalars(value);
      let found = false;
      this.#keep((n) => n !== name || !found && (found = true));
      if (found) {
        const i = this.#list.findIndex((n, at) => at % 2 === 0 && n === name);
        this.#list[i + 1] = value;
      } else {
        this.#list.push(name, value);
      }
      this.#update();
    }

    sort() {
      const pairs = [...this];
      pairs.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
      this.#list = pairs.flat();
      this.#update();
    }

    forEach(callback, thisArg = undefined) {
      if (typeof callback !== 'function') throw errors.argType('callback', 'of type function', callback);
      for (const [name, value] of this) callback.call(thisArg, value, name, this);
    }

    entries() { return iterate(this.#live(), (name, value) => [name, value]); }
    keys() { return iterate(this.#live(), (name) => name); }
    values() { return iterate(this.#live(), (name, value) => value); }
    toString() { return native.encodeQuery(this.#list); }
    get [Symbol.toStringTag]() { return 'URLSearchParams'; }

    [inspectCustom](depth, options, inspect) {
      if (depth < 0) return '[Object]';
      const show = typeof inspect === 'function' ? inspect : JSON.stringify;
      const pairs = [...this].map(([n, v]) => `${show(n, options)} => ${show(v, options)}`);
      return pairs.length === 0 ? 'URLSearchParams {}' : `URLSearchParams { ${pairs.join(', ')} }`;
    }

    #live() { return () => this.#list; }

    #keep(wanted) {
      const kept = [];
      for (let i = 0; i < this.#list.length; i += 2) {
        if (wanted(this.#list[i], this.#list[i + 1])) kept.push(this.#list[i], this.#list[i + 1]);
      }
      this.#list = kept;
    }

    #update() { this.#changed?.(this.toString()); }

    static attached(search, changed) {
      const params = new URLSearchParams(search);
      params.#changed = changed;
      return params;
    }

    static reload(params, search) {
      params.#list = new URLSearchParams(search).#list;
    }
  }

  const { attached, reload } = URLSearchParams;
  delete URLSearchParams.attached;
  delete URLSearchParams.reload;
  const { prototype } = URLSearchParams;
  Object.defineProperty(prototype, Symbol.iterator, {
    value: prototype.entries, writable: true, configurable: true,
  });
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name !== 'constructor') Object.defineProperty(prototype, name, { enumerable: true });
  }

  const iteratorPrototype = Object.create(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), {
    [Symbol.toStringTag]: { value: 'URLSearchParams Iterator', configurable: true },
  });
  const states = new WeakMap();
  iteratorPrototype.next = { next() {
    const state = states.get(this);
    if (state === undefined) throw errors.invalidThis('URLSearchParamsIterator');
    const list = state.list();
    if (state.at >= list.length) return { value: undefined, done: true };
    const value = state.pick(list[state.at], list[state.at + 1]);
    state.at += 2;
    return { value, done: false };
  } }.next;

  function iterate(list, pick) {
    const iterator = Object.create(iteratorPrototype);
    states.set(iterator, { list, pick, at: 0 });
    return iterator;
  }

  // scalars is a value's string with U+FFFD for each lone surrogate.
  function scalars(value) { return native.scalars(`${value}`); }

  function need(args, count) {
    if (args.length >= count) return;
    throw errors.missing(count === 1 ? '"name" argument' : '"name" and "value" arguments');
  }

  return { URLSearchParams, attached, reload };
})
