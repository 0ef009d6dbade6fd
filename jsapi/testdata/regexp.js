// --- properties of characters in a literal
assert.equal("naïve Ωmega 42".match(/\p{L}+/gu), ["naïve", "Ωmega"]);
assert(/\p{L}/.test("p{L}")); // without u it is the letter p
assert(/^[\p{Lu}\d]+$/u.test("ÀÉ9"));
assert(!/^\P{L}$/u.test("x"));
assert(/\p{Script=Greek}/u.test("Ω"));

// --- properties of characters in a constructor
assert.equal("naïve".match(new RegExp("\\p{L}+", "u"))[0], "naïve");
assert(new RegExp("x") instanceof RegExp);
assert(RegExp.prototype.constructor === RegExp);

// --- properties of characters in source that is compiled later
const local = "é";
assert.equal(eval("/^\\p{L}$/u.test(local)"), true);
assert.equal(eval("'\u2028' + 1; String(/\\p{White_Space}|\\P{L}/u)"), "/\\p{White_Space}|\\P{L}/u");
assert.equal(new Function("a", "b", "return [/\\p{Lu}/u.test(a), /\\p{Lu}/u.test(b), '\\p{Lu}']")("É", "é"),
  [true, false, "p{Lu}"]);
assert.equal(await (async () => {}).constructor("return /\\P{L}/u.test('é')")(), false);
assert.throws(() => eval("/\\p{Klingon}/u"), /Klingon/);

// --- look-around on long strings
const long = "'" + "x".repeat(200000) + "'";
assert(/(["'])(?:\\.|(?!\1).)*\1/.test(long));
assert(/(?:(?=a)a|b)+$/.test("ab".repeat(100000)));

// --- numbers have a locale
assert.equal((1234567.891).toLocaleString("en-US"), "1,234,567.891");

// --- named groups in a literal, in text that is not ASCII
assert.equal(/(?<first>.)(?<second>.)/u.exec("éx").groups.second, "x");
assert.equal("😀1".replace(/(?<face>\D)(?<digit>\d)/u, "$<digit>$<face>"), "1😀");
assert.equal([..."é1".matchAll(/(?<digit>\d)/gu)][0].groups.digit, "1");
assert.equal(eval("/(?<all>.+)/u.exec('é').groups.all"), "é");
assert.equal(String(/(?<a>.)/u), "/(?<a>.)/u");

// --- classes of surrogates are not one
const faces = "😀a🇩🇪";
assert.equal(faces.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, "_"), "_a__");
assert.equal(faces.match(new RegExp("[^\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff]", "g")).length, 4);
assert.equal(faces.match(/\ud83d[\ude00-\ude4f]|(?:\ud83c[\udde6-\uddff]){2}|[^\ud800-\udbff]/g), ["😀", "a", "🇩🇪"]);
assert.equal(new RegExp("[\\ud800-\\udbff][\\udc00-\\udfff](?=a)").exec(faces)[0], "😀");
assert.equal(/[\ud800-\udbff][\udc00-\udfff]/g.source, "[\\ud800-\\udbff][\\udc00-\\udfff]");
assert.equal(eval("'😀'.match(/[\\ud800-\\udbff][\\udc00-\\udfff]/g)"), ["😀"]);
assert.equal("\ud83d-😀".match(/[\ud800-\udbff][\ude00-]/g), ["\ud83d-", "😀"]);

// --- with the flag m, lines end in any of the four ways
const head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nLocation: /x\r\n\r\n";
assert.equal(head.match(/^location: (.*)$/im)[1], "/x");
assert.equal([...head.matchAll(/^(\S+): (.*)$/gm)].map(([, name]) => name), ["Content-Type", "Location"]);
assert.equal("10%\r20%\n30%\u2028é%".match(/^[\dé]+%$/gm), ["10%", "20%", "30%", "é%"]);
assert.equal("a\r\nb".replace(/$/gmu, ";"), "a;\r;\nb;");
assert.equal("a$\nb^".match(/[$^]$|\$$/gm), ["$", "^"]);
assert.equal(String(/^[$]$/gm) + new RegExp("^a$", "m").source, "/^[$]$/gm^a$");
assert.equal(eval("'a\\r\\nb'.match(/^.$/gm)"), ["a", "b"]);
assert.equal("a\r\nb".match(/^.$/g), null);

// --- the letters of words are those of ASCII, also in other texts
assert.equal("naïve café".match(/\b\w+\b/g), ["na", "ve", "caf"]);
assert.equal("共10个".replace(/\b\d+\b/g, "<$&>"), "共<10>个");
assert.equal("xéy".match(/\B./gu), null);
assert.equal("été".replaceAll(/\b[a-z]\b/gu, "T"), "éTé");
assert.equal(/[\b]\b/g.source, "[\\b]\\b");
