(function () {
  'use strict';

  // define puts the members of an object literal on a built-in object, not
  // enumerable as built-in methods are.
  function define(target, members) {
    for (const key of Reflect.ownKeys(members)) {
      if (Object.hasOwn(target, key)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(members, key);
      Object.defineProperty(target, key, { ...descriptor, enumerable: false });
    }
  }

  return { define };
})
