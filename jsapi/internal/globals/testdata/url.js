const url = new URL('HTTPS://user:p%40ss@Example.COM:8443/a/./b/../c/?q=1&r=a b#frag');
assert.eq(url.href, 'https://user:p%40ss@example.com:8443/a/c/?q=1&r=a%20b#frag');
assert.eq([url.protocol, url.username, url.password, url.host, url.hostname, url.port, url.pathname, url.search, url.hash],
  ['https:', 'user', 'p%40ss', 'example.com:8443', 'example.com', '8443', '/a/c/', '?q=1&r=a%20b', '#frag']);
assert.eq(url.origin, 'https://example.com:8443');
assert.eq([String(url), JSON.stringify({ url })], [url.href, `{"url":"${url.href}"}`]);
assert.eq(Object.prototype.toString.call(url), '[object URL]');

for (const [input, base, want] of [
  ['http://h', undefined, 'http://h/'],
  ['http://h:80/a/', undefined, 'http://h/a/'],
  ['  http://h/\ta\n ', undefined, 'http://h/a'],
  ['http:\\\\h\\a\\b', undefined, 'http://h/a/b'],
  ['http://h/%zz%41?%zz\'#`', undefined, "http://h/%zz%41?%zz%27#%60"],
  ['http://münchen.de/ü?ü#ü', undefined, 'http://xn--mnchen-3ya.de/%C3%BC?%C3%BC#%C3%BC'],
  ['http://[::1]:3000/', undefined, 'http://[::1]:3000/'],
  ['http://[2001:DB8:0:0:1:0:0:1]', undefined, 'http://[2001:db8::1:0:0:1]/'],
  ['http://[::ffff:1.2.3.4]', undefined, 'http://[::ffff:102:304]/'],
  ['http://0x7f.1/', undefined, 'http://127.0.0.1/'],
  ['http://3232235521/', undefined, 'http://192.168.0.1/'],
  ['http://010.1', undefined, 'http://8.0.0.1/'],
  ['http://a%41b/', undefined, 'http://aab/'],
  ['http://u@h/', undefined, 'http://u@h/'],
  ['http://u:@h/', undefined, 'http://u@h/'],
  ['http://a@b@c/', undefined, 'http://a%40b@c/'],
  ['c', 'http://h/a/b', 'http://h/a/c'],
  ['../c?x', 'http://h/a/b/d#f', 'http://h/a/c?x'],
  ['?x', 'http://h/a/b?y#f', 'http://h/a/b?x'],
  ['#x', 'http://h/a/b?y#f', 'http://h/a/b?y#x'],
  ['', 'http://h/a/b?y#f', 'http://h/a/b?y'],
  ['/c', 'http://u:p@h:1/a/b', 'http://u:p@h:1/c'],
  ['//o/c', 'https://h/a', 'https://o/c'],
  ['http:c', 'http://h/a/b', 'http://h/a/c'],
  ['http:c', 'https://h/a/b', 'http://c/'],
  ['..', 'http://h/a/b/', 'http://h/a/'],
  ['%2e%2E/x', 'http://h/a/b/', 'http://h/a/x'],
  ['../../../..', 'http://h/a', 'http://h/'],
  ['file:///C|/x/../y', undefined, 'file:///C:/y'],
  ['file://localhost/x', undefined, 'file:///x'],
  ['file:x', 'file:///a/b', 'file:///a/x'],
  ['/x', 'file://host/a/b', 'file://host/x'],
  ['file://host/share/f', undefined, 'file://host/share/f'],
  ['mailto:a@b.c?subject=x y', undefined, 'mailto:a@b.c?subject=x%20y'],
  ['data:text/plain,hello world#f', undefined, 'data:text/plain,hello world#f'],
  ['custom://Host:80/a/../b', undefined, 'custom://Host:80/b'],
  ['custom:/a/b', undefined, 'custom:/a/b'],
  ['custom:/.//p', undefined, 'custom:/.//p'],
  ['#f', 'mailto:x', 'mailto:x#f'],
  ['ws://h:80', undefined, 'ws://h/'],
  ['http://h?q', undefined, 'http://h/?q'],
  ['http://h/a?b?c#d#e', undefined, 'http://h/a?b?c#d#e'],
  ['http://ho_st-1.x./', undefined, 'http://ho_st-1.x./'],
  ['javascript:alert(1)', undefined, 'javascript:alert(1)'],
]) {
  assert.eq([input, base, URL.canParse(input, base) && new URL(input, base).href], [input, base, want]);
}
for (const [input, base] of [
  ['', undefined], ['a', undefined], ['//h', undefined], ['http://', undefined], ['http://h:99999', undefined],
  ['http://h:x', undefined], ['http://a b/', undefined], ['http://[::1', undefined], ['http://[1.2.3.4]', undefined],
  ['http://1.2.3.4.5', undefined], ['http://256.1.1.1', undefined], ['http://u@/x', undefined], ['x', 'mailto:a'],
  ['x', 'not a base'], ['http://%00/', undefined], ['http://a<b', undefined], ['1http://h', undefined],
]) {
  assert.eq([input, base, URL.canParse(input, base)], [input, base, false]);
}
new URL('nope') //! TypeError: \[ERR_INVALID_URL\] Invalid URL
new URL() //! TypeError: \[ERR_MISSING_ARGS\]
URL('http://h') //! TypeError
try {
  new URL('/x', 'bad');
} catch (error) {
  assert.eq([error.input, error.base], ['/x', 'bad']);
}

const set = (part, value, from = 'http://u:p@h:1/a?q#f') => {
  const changed = new URL(from);
  changed[part] = value;
  return changed.href;
};
assert.eq(set('protocol', 'https'), 'https://u:p@h:1/a?q#f');
assert.eq(set('protocol', 'mailto:'), 'http://u:p@h:1/a?q#f');
assert.eq(set('protocol', 'https', 'http://h:443/'), 'https://h/');
assert.eq(set('username', 'a:b'), 'http://a%3Ab:p@h:1/a?q#f');
assert.eq(set('password', ''), 'http://u@h:1/a?q#f');
assert.eq(set('host', 'x.y:80'), 'http://u:p@x.y/a?q#f');
assert.eq(set('host', 'x.y'), 'http://u:p@x.y:1/a?q#f');
assert.eq(set('host', 'bad host'), 'http://u:p@h:1/a?q#f');
assert.eq(set('hostname', 'x.y/z'), 'http://u:p@x.y:1/a?q#f');
assert.eq(set('hostname', ''), 'http://u:p@h:1/a?q#f');
assert.eq(set('port', '8080abc'), 'http://u:p@h:8080/a?q#f');
assert.eq(set('port', ''), 'http://u:p@h/a?q#f');
assert.eq(set('port', '65536'), 'http://u:p@h:1/a?q#f');
assert.eq(set('pathname', 'x y/../z'), 'http://u:p@h:1/z?q#f');
assert.eq(set('pathname', '?#'), 'http://u:p@h:1/%3F%23?q#f');
assert.eq(set('search', 'a=ü'), 'http://u:p@h:1/a?a=%C3%BC#f');
assert.eq(set('search', ''), 'http://u:p@h:1/a#f');
assert.eq(set('hash', '#x y'), 'http://u:p@h:1/a?q#x%20y');
assert.eq(set('hash', ''), 'http://u:p@h:1/a?q');
assert.eq(set('pathname', 'x', 'mailto:a'), 'mailto:a');
assert.eq(set('href', 'ftp://n/'), 'ftp://n/');
set('href', 'bad') //! TypeError: \[ERR_INVALID_URL\]

const search = url.searchParams;
assert(url.searchParams === search);
search.append('s', 'x y');
assert.eq(url.search, '?q=1&r=a+b&s=x+y');
search.delete('q');
search.set('r', '2');
assert.eq(url.href, 'https://user:p%40ss@example.com:8443/a/c/?r=2&s=x+y#frag');
url.search = '?n=1';
assert.eq([...search], [['n', '1']]);
search.delete('n');
assert.eq(url.href, 'https://user:p%40ss@example.com:8443/a/c/#frag');
assert.eq(new URL('blob:https://h:1/x').origin, 'https://h:1');
assert.eq([new URL('file:///x').origin, new URL('data:x').origin], ['null', 'null']);

// What is parsed loses tabs and line ends; user and password are not.
assert.eq(set('username', 'a\tb', 'http://h/'), 'http://a%09b@h/');
assert.eq(set('pathname', '/a\tb', 'http://h/'), 'http://h/ab');
assert.eq([set('host', 'a:1', 'file:///x'), set('host', 'a', 'file:///x')], ['file:///x', 'file://a/x']);
assert.eq([set('search', '?\t'), set('search', '\t?'), set('hash', '#\t#'), set('host', 'a:b:1', 'http://h/')],
  ['http://u:p@h:1/a?#f', 'http://u:p@h:1/a??#f', 'http://u:p@h:1/a?q##', 'http://a/']);
assert.eq([set('host', '[::1]:2', 'http://h/'), set('host', 'a:[::1]', 'http://h/')], ['http://[::1]:2/', 'http://a/']);

new URL('http://foo.0xFFFFFFFFFFFFFFFFFFFFFF') //! TypeError: \[ERR_INVALID_URL\]
assert.eq([set('host', 'loc%41lhost', 'file://y/'), set('hostname', 'LOCALHOST', 'file://y/')], ['file:///', 'file:///']);
assert.eq([set('pathname', '', 'foo:/some/path'), set('pathname', '', 'foo://h/p')], ['foo:/', 'foo://h']);
assert.eq([set('search', '', 'data:a  ?q'), set('hash', '', 'data:a  #f'), set('search', '', 'data:a  ?q#f')],
  ['data:a', 'data:a', 'data:a  #f']);
