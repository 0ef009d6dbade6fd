(function (use, native) {
  'use strict';

  const errors = use('errors');
  const { inspectCustom, show } = use('inspect');
  const settable = ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];

  class URL {
    #parts;
    #params;

    constructor(url, base = undefined) {
      if (arguments.length === 0) throw errors.missing('"url" argument');
      const input = `${url}`;
      this.#parts = native.parse(input, base === undefined ? undefined : `${base}`);
      if (this.#parts === null) throw invalid(input, base);
    }

    get href() { return this.#parts.href; }
    set href(value) {
      const parts = native.parse(`${value}`);
      if (parts === null) throw invalid(`${value}`);
      this.#replace(parts);
    }

    get origin() { return this.#parts.origin; }

    get searchParams() {
      if (this.#params === undefined) {
        this.#params = use('searchparams').attached(this.#parts.search, (query) => {
          this.#parts = native.set(this.#parts.href, 'search', query) ?? this.#parts;
        });
      }
      return this.#params;
    }

    toString() { return this.#parts.href; }
    toJSON() { return this.#parts.href; }
    get [Symbol.toStringTag]() { return 'URL'; }

    [inspectCustom](depth, options, inspect) {
      const shown = { href: this.href, origin: this.origin };
      for (const part of settable) shown[part] = this[part];
      const { search, hash } = shown;
      delete shown.search;
      delete shown.hash;
      Object.assign(shown, { search, searchParams: this.searchParams, hash });
      return show(this, shown, depth, options, inspect);
    }

    #replace(parts) {
      this.#parts = parts;
      if (this.#params !== undefined) use('searchparams').reload(this.#params, parts.search);
    }

    static canParse(url, base = undefined) {
      if (arguments.length === 0) throw errors.missing('"url" argument');
      return native.parse(`${url}`, base === undefined ? undefined : `${base}`) !== null;
    }

    static parse(url, base = undefined) {
      return URL.canParse(...arguments) ? new URL(url, base) : null;
    }

    static get(url, part) { return url.#parts[part]; }
    static set(url, part, value) {
      const parts = native.set(url.#parts.href, part, value);
      if (parts !== null) url.#replace(parts);
    }
  }

  const { get, set } = URL;
  delete URL.get;
  delete URL.set;
  for (const part of settable) {
    const accessor = {
      get [part]() { return get(this, part); },
      set [part](value) { set(this, part, `${value}`); },
    };
    Object.defineProperty(URL.prototype, part, Object.getOwnPropertyDescriptor(accessor, part));
  }
  for (const name of ['href', 'origin', 'searchParams', 'toString', 'toJSON']) {
    Object.defineProperty(URL.prototype, name, { enumerable: true });
  }

  function invalid(input, base) {
    const error = errors.coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
    error.input = input;
    if (base !== undefined) error.base = `${base}`;
    return error;
  }

  return { URL, domainToASCII: native.domainToASCII, domainToUnicode: native.domainToUnicode };
})
