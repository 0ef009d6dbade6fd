(function (use) {
  'use strict';

  use('define').define(Promise, {
    withResolvers() {
      let resolve, reject;
      const promise = new this((a, b) => {
        resolve = a;
        reject = b;
      });
      return { promise, resolve, reject };
    },
    try(callback, ...args) {
      return new this((resolve) => resolve(callback(...args)));
    },
  });
  return {};
})
