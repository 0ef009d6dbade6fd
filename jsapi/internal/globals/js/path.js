// node:path for paths with slashes, which is what commands get everywhere. It
// computes: no file is looked at.
(function (use) {
  'use strict';

  const errors = use('errors');

  function need(path, name = 'path') {
    if (typeof path !== 'string') throw errors.argType(name, 'of type string', path);
    return path;
  }

  // squeeze leaves out empty segments and ".", and resolves ".."; what leads above
  // the beginning is kept if above.
  function squeeze(path, above) {
    const kept = [];
    for (const segment of path.split('/')) {
      if (segment === '' || segment === '.') continue;
      if (segment !== '..') kept.push(segment);
      else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
      else if (above) kept.push(segment);
    }
    return kept.join('/');
  }

  const isRooted = (path) => path.startsWith('/');

  // untailed is path without the slashes at its end.
  function untailed(path) {
    let end = path.length;
    while (end > 0 && path[end - 1] === '/') end--;
    return path.slice(0, end);
  }

  const path = {
    sep: '/',
    delimiter: ':',

    isAbsolute: (path) => isRooted(need(path)),

    normalize(path) {
      const rooted = isRooted(need(path));
      const squeezed = squeeze(path, !rooted) + (path.endsWith('/') ? '/' : '');
      if (rooted) return squeezed === '/' ? squeezed : `/${squeezed}`;
      return squeezed === '' ? '.' : squeezed === '/' ? './' : squeezed;
    },

    join(...paths) {
      return path.normalize(paths.map((part) => need(part)).filter((part) => part !== '').join('/'));
    },

    resolve(...paths) {
      let whole = '';
      for (let i = paths.length - 1; i >= 0 && !isRooted(whole); i--) {
        if (need(paths[i], `paths[${i}]`) !== '') whole = `${paths[i]}/${whole}`;
      }
      if (!isRooted(whole)) whole = `${use('process').process.cwd()}/${whole}`;
      return `/${squeeze(whole, false)}`;
    },

    relative(from, to) {
      need(from, 'from');
      need(to, 'to');
      const [here, there] = [from, to].map((end) => path.resolve(end).split('/').filter(Boolean));
      let common = 0;
      while (common < here.length && here[common] === there[common]) common++;
      return [...here.slice(common).fill('..'), ...there.slice(common)].join('/');
    },

    dirname(path) {
      const end = untailed(need(path)).lastIndexOf('/');
      if (end < 1) return isRooted(path) ? '/' : '.';
      return end === 1 && isRooted(path) ? '//' : path.slice(0, end);
    },

    basename(path, suffix = '') {
      need(suffix, 'suffix');
      if (need(path) === suffix) return '';
      const whole = untailed(path);
      const base = whole.slice(whole.lastIndexOf('/') + 1);
      return base !== suffix && base.endsWith(suffix) ? base.slice(0, base.length - suffix.length) : base;
    },

    extname(file) {
      const base = path.basename(file);
      const dot = base.lastIndexOf('.');
      return dot < 1 || base === '..' ? '' : base.slice(dot);
    },

    parse(file) {
      const base = path.basename(file);
      const ext = path.extname(base);
      const root = isRooted(file) ? '/' : '';
      const end = untailed(file).lastIndexOf('/');
      return { root, dir: end > 0 ? file.slice(0, end) : root, base, ext, name: base.slice(0, base.length - ext.length) };
    },

    format(parts) {
      if (parts === null || typeof parts !== 'object') throw errors.argType('pathObject', 'of type object', parts);
      const dir = parts.dir || parts.root;
      const ext = parts.ext && !parts.ext.startsWith('.') ? `.${parts.ext}` : parts.ext || '';
      const base = parts.base || `${parts.name || ''}${ext}`;
      return !dir ? base : dir === parts.root ? `${dir}${base}` : `${dir}/${base}`;
    },

    toNamespacedPath: (path) => path,
  };
  path.posix = path;
  return { path };
})
