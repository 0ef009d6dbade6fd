// Writes one .golden file for each .js file beside it: what this node prints
// for the cases in it. Run it as "node golden.mjs [folder]" after changing a
// case; the folder is where the golden files go, by default here.
//
// A case is a line, with the indented lines below it, and is the argument
// list of console.log. A line "//! {...}" gives inspect options to the case
// below; other comments are skipped. prelude.js runs before each file.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import util from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? here;
const prelude = readFileSync(path.join(here, 'prelude.js'), 'utf8');

function cases(source) {
  const list = [];
  let options = {};
  for (const line of source.split('\n')) {
    if (line.startsWith('//! ')) options = JSON.parse(line.slice(4));
    else if (line.startsWith(' ')) list.at(-1).source += `\n${line}`;
    else if (line !== '' && !line.startsWith('//')) {
      list.push({ source: line, options });
      options = {};
    }
  }
  return list;
}

function print({ source, options }) {
  const o = { ...options };
  for (const key of Object.keys(o)) if (o[key] < 0) o[key] = Infinity;
  const args = new Function(`${prelude}\nreturn [${source}\n]`)();
  return util.formatWithOptions(o, ...args);
}

for (const file of readdirSync(here).sort()) {
  if (!file.endsWith('.js') || file === 'prelude.js') continue;
  const text = cases(readFileSync(path.join(here, file), 'utf8'))
    .map((c) => `=== ${c.source}\n${print(c)}\n`).join('');
  writeFileSync(path.join(target, file.replace(/\.js$/, '.golden')), text);
}
