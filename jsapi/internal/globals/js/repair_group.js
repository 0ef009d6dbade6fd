(function (use) {
  'use strict';

  const { define } = use('define');

  function group(items, callback, keyOf) {
    if (items === undefined || items === null) throw new TypeError(`${items} is not iterable`);
    if (typeof callback !== 'function') throw new TypeError(`${String(callback)} is not a function`);
    const groups = new Map();
    let i = 0;
    for (const item of items) {
      const key = keyOf(callback(item, i++));
      const list = groups.get(key);
      if (list === undefined) groups.set(key, [item]);
      else list.push(item);
    }
    return groups;
  }

  define(Object, {
    groupBy(items, callback) {
      const result = Object.create(null);
      const keyOf = (key) => typeof key === 'symbol' ? key : `${key}`;
      for (const [key, list] of group(items, callback, keyOf)) result[key] = list;
      return result;
    },
  });
  define(Map, {
    groupBy(items, callback) { return group(items, callback, (key) => key); },
  });
  return {};
})
