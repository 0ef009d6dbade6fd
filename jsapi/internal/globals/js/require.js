// require: built-in modules only. There is no file to load one from.
(function (use, native) {
  'use strict';

  const names = ['buffer', 'events', 'process', 'url', 'util'];
  const extra = native.builtins();
  const cache = new Map();

  function load(name) {
    switch (name) {
      case 'buffer': {
        const { atob, btoa } = use('base64');
        return { ...use('buffer'), atob, btoa };
      }
      case 'events': return use('emitter').EventEmitter;
      case 'process': return use('process').process;
      case 'url': {
        const { URL, domainToASCII, domainToUnicode } = use('url');
        return { URL, URLSearchParams: use('searchparams').URLSearchParams, domainToASCII, domainToUnicode };
      }
      case 'util': return use('util');
      default: return native.builtin(name);
    }
  }

  const { require } = {
    require(id) {
      const errors = use('errors');
      if (typeof id !== 'string') throw errors.argType('id', 'of type string', id);
      if (id === '') throw errors.argValue('id', 'must be a non-empty string', id);
      const name = id.replace(/^node:/, '');
      if (!names.includes(name) && !extra.includes(name)) {
        throw errors.coded(Error, 'MODULE_NOT_FOUND',
          `Cannot find module '${id}': scripts have no file system and no packages on purpose; `
          + `require knows ${[...names, ...extra].sort().join(', ')}`);
      }
      if (!cache.has(name)) cache.set(name, load(name));
      return cache.get(name);
    },
  };
  return { require };
})
