const path = require('path');
assert(path === require('node:path') && path === require('path/posix') && path.posix === path);
assert.eq([path.sep, path.delimiter], ['/', ':']);
const paths = ['', '.', '..', '/', '//', '///', './', '../', 'a', '/a', 'a/', '/a/', '//a', '/a//b', 'a/./b', 'a/../b', '../../a', '/../a',
  'a/../..', 'a/b/../../..', '.a', 'a.', '.a.b', 'a.b.c', '..a', '/a.b/c', 'a/..b', 'a/b.txt/', 'é/ü.ñ', 'a\\b', '/a/b/c', '/a/b', '/a/bc'];
const of = (f) => paths.map(f).join('|');
assert.eq(of(path.normalize), '.|.|..|/|/|/|./|../|a|/a|a/|/a/|/a|/a/b|a/b|b|../../a|/a|..|..|.a|a.|.a.b|a.b.c|..a|/a.b/c|a/..b|a/b.txt/|é/ü.ñ|a\\b|/a/b/c|/a/b|/a/bc');
assert.eq(of(path.dirname), '.|.|.|/|/|/|.|.|.|/|.|/|//|/a/|a/.|a/..|../..|/..|a/..|a/b/../..|.|.|.|.|.|/a.b|a|a|é|.|/a/b|/a|/a');
assert.eq(of((p) => path.basename(p)), '|.|..||||.|..|a|a|a|a|a|b|b|b|a|a|..|..|.a|a.|.a.b|a.b.c|..a|c|..b|b.txt|ü.ñ|a\\b|c|b|bc');
assert.eq(of(path.extname), '|||||||||||||||||||||.|.b|.c|.a||.b|.txt|.ñ||||');
assert.eq(of(path.isAbsolute), paths.map((p) => p[0] === '/').join('|'));
assert.eq([path.basename('a.txt', '.txt'), path.basename('.txt', '.txt'), path.basename('/x/.txt', '.txt'), path.basename('a.txt/', '.txt'), path.basename('ab', 'b')],
  ['a', '', '.txt', 'a', 'a']);
assert.eq([path.join(), path.join('', ''), path.join('a', '', '../..', 'b'), path.join('/', '..', 'c'), path.join('a/', '/b')], ['.', '.', '../b', '/c', 'a/b']);
assert.eq([path.resolve('/a', 'b', '../c'), path.resolve('x', '/y', 'z/'), path.resolve('/..', '..')], ['/a/c', '/y/z', '/']);
assert.eq([path.resolve(), path.resolve('x')], [process.cwd(), `${process.cwd()}/x`]);
assert.eq([path.relative('/a/b/c', '/a/d'), path.relative('/a', '/a'), path.relative('/', '/a/b'), path.relative('/a/b', '/'), path.relative('/a/bc', '/a/b')],
  ['../../d', '', 'a/b', '../..', '../b']);
const parsed = (p) => Object.values(path.parse(p)).join('|');
assert.eq(['/a/b.c', 'b', '/', './x/', '/a//b', '//b', '.x', ''].map(parsed),
  ['/|/a|b.c|.c|b', '||b||b', '/|/||||'.slice(0, 6), '|.|x||x', '/|/a/|b||b', '/|/|b||b', '||.x||.x', '||||']);
assert.eq([path.format({ dir: '/a', base: 'b' }), path.format({ root: '/', name: 'b', ext: 'c' }), path.format({ dir: '/', root: '/', base: 'x' }), path.format({})],
  ['/a/b', '/b.c', '/x', '']);
path.join('a', 5) //! TypeError: \[ERR_INVALID_ARG_TYPE\] The "path" argument must be of type string
path.resolve('a', null) //! \[ERR_INVALID_ARG_TYPE\] The "paths\[1\]" argument
path.basename('a', 5) //! \[ERR_INVALID_ARG_TYPE\]
path.format() //! \[ERR_INVALID_ARG_TYPE\]
