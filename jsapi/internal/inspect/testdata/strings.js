["it's"]
["say \"hi\""]
["it's \"both\""]
["it's \"all\" `three`"]
["it's \"${x}\""]
['`']
['a\nb']
['tab\there']
['\b\f\r\v\0']
['\x01\x1f\x7f\x80\x9f\xa0']
['back\\slash']
['\u001b[31mred\u001b[39m']
['é', 'ü', '漢字', '😀']
['\ud83d']
['\ude00 and \ud83d']
['ok \ud83d\ude00 \ud83d x']
['\ufffd is itself']
['\u200b', '\ufeff', '\u2028']
['a'.repeat(60)]
['a'.repeat(80)]
['a'.repeat(10000)]
['a'.repeat(10001)]
['a'.repeat(10005)]
//! {"maxStringLength": 5}
['abcdefgh', 'abcdef', 'abcde']
//! {"maxStringLength": 5}
'abcdefgh'
//! {"maxStringLength": -1}
['a'.repeat(10005)]
['line one is quite long, it really is\nline two is quite long as well\nline three']
{ text: 'line one is quite long, it really is\nline two is quite long as well\nline three' }
{ a: { b: 'first line of a long text that breaks\nsecond line of a long text that breaks\n' } }
['short\nlines']
['ends with a newline, and longer than the width that there is to print in here\n']
["quote's in a line that is long enough to be broken\nand \"double\" in the next one of the lines"]
//! {"colors": true}
['line one is quite long, it really is\nline two is quite long as well\nline three']
//! {"breakLength": 20}
['a string that is longer\nthan twenty columns']
{ 'key with space': 1, 'key-dash': 2, valid_1: 3, '1st': 4, $dollar: 5, 'é': 6 }
{ "it's": 1, '"': 2, '\n': 3, '': 4 }
{ ['__proto__']: 1 }
{ 5: 'five', b: 'x', 1: 'one', '-1': 'minus', '01': 'padded' }
{ '\ud83d': 1 }
