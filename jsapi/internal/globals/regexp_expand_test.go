package globals

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/dop251/goja"
)

// matchAll asks the engine which code points of a string each match a pattern
// for one character, and returns them as a set.
const matchAll = `(function (re, text) {
	const found = [];
	for (const c of text) if (re.test(c)) found.push(c.codePointAt(0));
	return found;
})`

func matched(t *testing.T, pattern, text string) map[rune]bool {
	t.Helper()
	vm := newTestVM(t)
	expanded, err := ExpandUnicode("^"+pattern+"$", "u")
	if err != nil {
		t.Fatal(err)
	}
	rt := vm.rt
	re, err := rt.New(rt.Get("RegExp"), rt.ToValue(expanded), rt.ToValue("u"))
	if err != nil {
		t.Fatal(err)
	}
	fn, err := rt.RunString(matchAll)
	if err != nil {
		t.Fatal(err)
	}
	call, _ := goja.AssertFunction(fn)
	v, err := call(goja.Undefined(), re, rt.ToValue(text))
	if err != nil {
		t.Fatal(err)
	}
	var list []int64
	if err := rt.ExportTo(v, &list); err != nil {
		t.Fatal(err)
	}
	found := make(map[rune]bool, len(list))
	for _, r := range list {
		found[rune(r)] = true
	}
	return found
}

// TestExpandUnicodeEngine proves that the engine reads the classes as they are
// meant, at and around the ends of every range.
func TestExpandUnicodeEngine(t *testing.T) {
	t.Parallel()
	for _, property := range []string{"L", "Lu", "Script=Greek", "Emoji", "ID_Continue", "White_Space", "P", "Sc"} {
		t.Run(property, func(t *testing.T) {
			t.Parallel()
			ranges, err := propertyRanges(property)
			if err != nil {
				t.Fatal(err)
			}
			want := make(map[rune]bool)
			var text strings.Builder
			for _, r := range ranges {
				for _, c := range []rune{r.low - 1, r.low, r.high, r.high + 1} {
					if c < 0 || c > unicode.MaxRune || c >= 0xD800 && c <= 0xDFFF {
						continue
					}
					text.WriteRune(c)
					want[c] = contains(ranges, c)
				}
			}
			positive := matched(t, `\p{`+property+`}`, text.String())
			negative := matched(t, `\P{`+property+`}`, text.String())
			twice := matched(t, `[^\P{`+property+`}]`, text.String())
			for c, in := range want {
				if positive[c] != in || negative[c] == in || twice[c] != in {
					t.Errorf("U+%04X: \\p %v, \\P %v, [^\\P] %v, want %v, %v, %v",
						c, positive[c], negative[c], twice[c], in, !in, in)
				}
			}
		})
	}
}

func contains(ranges []runeRange, c rune) bool {
	for _, r := range ranges {
		if c >= r.low && c <= r.high {
			return true
		}
	}
	return false
}

// TestPropertyRanges compares with Go's tables over all code points.
func TestPropertyRanges(t *testing.T) {
	t.Parallel()
	for property, want := range map[string]func(rune) bool{
		"L": unicode.IsLetter, "Letter": unicode.IsLetter, "gc=Lu": tableOf(unicode.Lu),
		"General_Category=Decimal_Number": tableOf(unicode.Nd),
		"Script=Greek":                    tableOf(unicode.Greek), "sc=Grek": tableOf(unicode.Greek),
		"Script=Han": tableOf(unicode.Han), "sc=Zyyy": tableOf(unicode.Common),
		"White_Space": tableOf(unicode.White_Space), "space": tableOf(unicode.White_Space),
		"Uppercase": unicode.IsUpper, "M": unicode.IsMark, "P": unicode.IsPunct,
		"S": unicode.IsSymbol, "N": unicode.IsNumber,
		"ASCII": func(r rune) bool { return r < 0x80 },
		"Any":   func(rune) bool { return true },
		"Cn":    func(r rune) bool { return !isAssigned(r) },
		"ID_Start": func(r rune) bool {
			return unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start) &&
				!unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space)
		},
	} {
		t.Run(property, func(t *testing.T) {
			t.Parallel()
			ranges, err := propertyRanges(property)
			if err != nil {
				t.Fatal(err)
			}
			in := make([]bool, unicode.MaxRune+1)
			for _, r := range ranges {
				for c := r.low; c <= r.high; c++ {
					in[c] = true
				}
			}
			different := 0
			for c := rune(0); c <= unicode.MaxRune; c++ {
				same := in[c] == want(c)
				if property == "Uppercase" {
					same = in[c] == (want(c) || unicode.Is(unicode.Other_Uppercase, c))
				}
				if !same && !newer(c) {
					if different++; different < 5 {
						t.Errorf("U+%04X: got %v, want %v", c, in[c], want(c))
					}
				}
			}
		})
	}
}

func tableOf(table *unicode.RangeTable) func(rune) bool {
	return func(r rune) bool { return unicode.Is(table, r) }
}

func isAssigned(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z,
		unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
}

// newer reports whether the generated tables, made with a later Unicode, may
// know a code point that Go's do not.
func newer(r rune) bool { return !isAssigned(r) }

func TestExpandUnicode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, pattern, flags, want string }{
		{"without u", `\p{L}`, "gi", `\p{L}`},
		{"nothing to do", `a+[b-c]`, "u", `a+[b-c]`},
		{"escaped backslash", `\\p\{L`, "u", `\\p\{L`},
		{"top level", `\p{ASCII}`, "u", `[\u{0}-\u{7f}]`},
		{"in a class", `[\p{ASCII_Hex_Digit}_-]`, "u", `[0-9A-Fa-f_-]`},
		{"negated", `\P{Any}x`, "u", `[]x`},
		{"named group", `(?<a>b)`, "u", `(?=)(?<a>b)`},
		{"surrogates", `[\ud800]x[\uDC00\]]\[[^\udfff][\ud7ff]`, "g",
			`[\ud800]x[\uDC00\]\ufdd1]\[[^\udfff\ufdd2][\ud7ff]`},
		{"lines", `^[^$\]^]\$\^$`, "gm", lineBegin + `[^$\]^]\$\^` + lineEnd},
		{"lines with u", `a$`, "mu", `a` + lineEnd},
		{"words", `\b[\b\]\b]\\b\B`, "g", wordEdge + `[\b\]\b]\\b` + noWordEdge},
		{"no lines", `^a$`, "gu", `^a$`},
		{"surrogates and a dash", `[\ud800][\udc00-][\ude00]`, "", `[\ud800][\udc00-][\ude00\ufdd1]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ExpandUnicode(c.pattern, c.flags)
			if err != nil {
				t.Fatal(err)
			}
			if original, ok := OriginalPattern(got); ok {
				if original != c.pattern {
					t.Errorf("original: got %q, want %q", original, c.pattern)
				}
				_, got, _ = strings.Cut(got, originClose)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestExpandUnicodeErrors(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		`\p`, `\p{`, `\pL`, `\p{}`, `\p{Nope}`, `\p{Script=}`, `\p{Script=Nope}`, `\p{=L}`, `\p{L=}`,
		`\p{Other_Math}`, `\p{Emoji=Yes}`, `[\p{L}-z]`, `[a-\p{L}]`, strings.Repeat(`\p{L}`, 5000),
	} {
		name := pattern[:min(len(pattern), 20)]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := ExpandUnicode(pattern, "u"); err == nil {
				t.Errorf("got %d bytes, want an error", len(got))
			}
		})
	}
}

// FuzzExpandUnicode holds that an expansion can be undone and leaves no
// property behind.
func FuzzExpandUnicode(f *testing.F) {
	for _, seed := range []string{`\p{L}`, `[^\P{Lu}\d-]+`, `(?<n>\p{sc=Grek})\k<n>`, `\\p{`, "[\\]\\p{Nd}]", `\p{Emoji}|`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		expanded, err := ExpandUnicode(pattern, "u")
		if err != nil || expanded == pattern {
			return
		}
		if original, ok := OriginalPattern(expanded); !ok || original != pattern {
			t.Errorf("original: got %q, want %q", original, pattern)
		}
		if regexp.MustCompile(`\\[pP]\{L\}`).MatchString(strings.ReplaceAll(expanded, `\\`, "")) {
			t.Errorf("a property is left in %q", expanded)
		}
	})
}
