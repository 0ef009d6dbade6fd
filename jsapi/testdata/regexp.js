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

// --- look-around on long strings
const long = "'" + "x".repeat(200000) + "'";
assert(/(["'])(?:\\.|(?!\1).)*\1/.test(long));
assert(/(?:(?=a)a|b)+$/.test("ab".repeat(100000)));

// --- numbers have a locale
assert.equal((1234567.891).toLocaleString("en-US"), "1,234,567.891");
