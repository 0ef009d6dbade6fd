// require: built-in modules only. There is no file to load one from.
(function (use) {
  'use strict';

  const names = [
    'assert', 'assert/strict', 'buffer', 'events', 'path', 'path/posix', 'process',
    'timers', 'timers/promises', 'url', 'util',
  ];
  const cache = new Map();

  function load(name) {
    switch (name) {
      case 'assert': return use('assert').assert;
      case 'assert/strict': return use('assert').assert.strict;
      case 'buffer': {
        const { atob, btoa } = use('base64');
        return { ...use('buffer'), atob, btoa };
      }
      case 'events': return use('emitter').EventEmitter;
      case 'path': case 'path/posix': return use('path').path;
      case 'process': return use('process').process;
      case 'timers': return use('timers').timers;
      case 'timers/promises': return use('timers').promises;
      case 'url': {
        const { URL, domainToASCII, domainToUnicode } = use('url');
        return { URL, URLSearchParams: use('searchparams').URLSearchParams, domainToASCII, domainToUnicode };
      }
      default: return use('util');
    }
  }

  const { require } = {
    require(id) {
      const errors = use('errors');
      if (typeof id !== 'string') throw errors.argType('id', 'of type string', id);
      if (id === '') throw errors.argValue('id', 'must be a non-empty string', id);
      const name = id.replace(/^node:/, '');
      if (!names.includes(name)) {
        throw errors.coded(Error, 'MODULE_NOT_FOUND',
          `Cannot find module '${id}': scripts have no file system and no packages on purpose; `
          + `require knows ${names.join(', ')}`);
      }
      if (!cache.has(name)) cache.set(name, load(name));
      return cache.get(name);
    },
  };
  return { require };
})
