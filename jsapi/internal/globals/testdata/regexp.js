assert.eq('aé-Ωж1😀'.match(/\p{L}/gu), ['a', 'é', 'Ω', 'ж']);
assert.eq(['Ω'.match(/\p{Script=Greek}/u)?.[0], /\p{sc=Grek}/u.test('a'), /^\p{scx=Deva}+$/u.test('क\u0964')], ['Ω', false, true]);
assert.eq([/\P{L}/u.test('a'), /\P{L}/u.test('1'), /[^\P{L}]/u.test('a'), /[\p{Lu}\d_]/u.test('_'), /^[\p{L}\p{N}-]+$/u.test('é4-')],
  [false, true, true, true, true]);
assert.eq([/\p{Emoji}/u.test('😀'), /^\p{Emoji_Presentation}$/u.test('⌚'), /\p{Extended_Pictographic}/u.test('a'), /\p{EPres}/u.test('1')],
  [true, true, false, false]);
assert.eq([/^\p{ID_Start}\p{ID_Continue}*$/u.test('naïve_1'), /\p{White_Space}/u.test('\u3000'), /\p{ASCII}/u.test('é'), /^\p{Any}$/u.test('😀')],
  [true, true, false, true]);
assert.eq([/\p{General_Category=Uppercase_Letter}/u.test('É'), /\p{gc=Lu}/u.test('é'), /\p{Nd}/u.test('٣'), /\p{Sc}/u.test('€'), /\p{Cn}/u.test('\u0378')],
  [true, false, true, true, true]);
assert.eq([/\p{Lu}/iu.test('a'), /\P{Lu}/iu.test('A'), /[^\P{Lu}]/iu.test('A'), /^\p{Lowercase}+$/u.test('aª')], [true, true, false, true]);
assert.eq([/\p{L}/.test('é'), /\p{L}/.test('p{L}'), /\p/.test('p')], [false, true, true]);
assert.eq(['𝒳y'.match(/\p{Lu}/u)[0], '𝒳y'.replace(/\p{L}/gu, '.'), 'a😀b'.split(/\p{Emoji}/u)], ['𝒳', '..', ['a', 'b']]);
assert.eq('straße 12'.match(/(?<word>\p{L}+)\s(?<number>\p{Nd}+)/u).groups.number, '12');
assert.eq(/(?<a>.)(.)(?<b>é)/u.exec('xyé').slice(), ['xyé', 'x', 'y', 'é']);
assert.eq(['x1'.match(/(?<=\p{L})\d/u)[0], /(\p{L})\1/u.test('éé'), /^(?!\p{Lu})\p{L}/u.test('a')], ['1', true, true]);

const made = new RegExp('^\\p{L}+$', 'u');
assert.eq([made.test('é'), made.source, String(made), made.flags], [true, '^\\p{L}+$', '/^\\p{L}+$/u', 'u']);
assert.eq([/\p{Lu}x/u.source, String(/[\p{L}/]/gu), /x/.source], ['\\p{Lu}x', '/[\\p{L}/]/gu', 'x']);
const again = new RegExp(made, 'gu');
assert.eq([again.test('ж'), again.source, again.global, new RegExp(made).test('ж'), new RegExp(made).source], [true, '^\\p{L}+$', true, true, '^\\p{L}+$']);
assert.eq([new RegExp(/\p{L}/u, '').test('é'), RegExp('\\p{Nd}', 'u').test('5'), RegExp(made) === made], [false, true, true]);
assert.eq([new RegExp('\\\\p\\{L', 'u').test('\\p{L'), new RegExp('\\\\p').source], [true, '\\\\p']);
assert.eq([RegExp.name, RegExp.length, RegExp.prototype.constructor === RegExp, /x/.constructor === RegExp, /x/ instanceof RegExp],
  ['RegExp', 2, true, true, true]);
class Own extends RegExp { get own() { return this.source; } }
const own = new Own('\\p{L}', 'u');
assert.eq([own.test('é'), own.own, own instanceof Own, own instanceof RegExp, 'aéb'.split(own)], [true, '\\p{L}', true, true, ['', '', '', '']]);
assert.eq([Own[Symbol.species] === Own, 'a,b,c'.split(/,/), [...'a1b2'.matchAll(/\p{Nd}/gu)].map((m) => m.index)], [true, ['a', 'b', 'c'], [1, 3]]);
const sticky = /\p{L}/uy;
assert.eq([sticky.test('é1'), sticky.lastIndex, sticky.test('é1')], [true, 1, false]);

new RegExp('\\p{NoSuch}', 'u') //! SyntaxError
new RegExp('\\p{Script=NoSuch}', 'u') //! SyntaxError
new RegExp('\\p', 'u') //! SyntaxError
new RegExp('\\p{L', 'u') //! SyntaxError
new RegExp('[\\p{L}-z]', 'u') //! SyntaxError
new RegExp('[a-\\p{L}]', 'u') //! SyntaxError
new RegExp('\\p{L}(', 'u') //! SyntaxError
new RegExp('\\p{Other_Math}', 'u') //! SyntaxError
new RegExp('\\p{lu}', 'u') //! SyntaxError

// Without the flag g only the first match is replaced, whatever the text is.
assert.eq(['éaa'.replace(/(?<=.)a/u, '-'), 'éa1b2'.replace(/(?<digit>\d)/u, '[$<digit>]'), 'éaaaa'.replace(/(.)\1(?=a)/u, '[$1]')],
  ['é-a', 'éa[1]b2', 'é[a]aa']);
assert.eq(['éab'.replace(/(?<l>[ab])/u, (all, l, at, text, groups) => JSON.stringify([all, l, at, text, groups])), 'éaa'.replace(/(?!é)a/gu, '-')],
  ['é["a","a",1,"éab",{"l":"a"}]b', 'é--']);
const adjacent = /(?!x)a/uy;
adjacent.lastIndex = 1;
assert.eq(['éaa'.replace(adjacent, '-'), adjacent.lastIndex, 'éaa'.replace(adjacent, '-'), adjacent.lastIndex], ['é-a', 2, 'éa-', 3]);
assert.eq(['éaa'.replace('a', '$&$&'), 'éaa'.replace(/x(?=y)/u, '-'), 'é'.replace({ [Symbol.replace]: (text, by) => text + by }, '!')], ['éaaa', 'éaa', 'é!']);
assert.eq([String.prototype.replace.name, String.prototype.replace.length, String.prototype.replace.call(12, /(?=2)./u, '-')], ['replace', 2, '1-']);
String.prototype.replace.call(null, /(?=a)a/u, '') //! TypeError
'é'.replace(/(?=é)./u, () => { throw new RangeError('mine'); }) //! RangeError
