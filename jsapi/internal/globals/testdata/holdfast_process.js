// What Host says and nothing else.
assert.eq([process.platform, process.arch, process.argv, process.cwd()],
  ['linux', 'x64', ['holdfast', 'script.js', 'arg'], '/work']);
assert.eq([process.env.HOME, process.env.PATH, Object.keys(process.env)], ['/home/user', undefined, ['HOME']]);
process.env.OWN = 'mine';
assert.eq(process.env.OWN, 'mine');
assert.eq([process.exit, process.kill, process.binding, process.stdout], [undefined, undefined, undefined, undefined]);
require('fs') //! Error: \[MODULE_NOT_FOUND\] Cannot find module 'fs': scripts have no file system .* require knows assert, .* util$
require('node:child_process') //! MODULE_NOT_FOUND
