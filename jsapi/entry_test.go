package jsapi_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/jsapi"
)

// replTest is a VM and what it printed.
type replTest struct {
	testing.TB
	vm      *jsapi.VM
	printed []string
}

func newREPL(t testing.TB) *replTest {
	r := &replTest{TB: t}
	r.vm = newVM(t, jsapi.Config{Console: func(e jsapi.ConsoleEntry) {
		r.printed = append(r.printed, e.Level+" "+e.Message)
	}})
	return r
}

func (r *replTest) eval(source string) (jsapi.Evaluation, error) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
	defer cancel()
	return r.vm.Eval(ctx, jsapi.Entry{Name: "repl", Source: source})
}

// TestEval evaluates entries one after the other in one VM: what each gives, or
// after "!" the error.
func TestEval(t *testing.T) {
	t.Parallel()
	for name, entries := range map[string][][2]string{
		"values": {
			{"1 + 1", "2"},
			{"// nothing", "undefined"},
			{"{a: 1}", "{ a: 1 }"},
			{"{a: await 1}", "{ a: 1 }"},
			{"{a: 1};", "1"},
			{"{}", "{}"},
			{"if (1) { 5 }", "5"},
			{"await 5", "5"},
			{"let n = 1; n", "1"},
			{"await null; n", "1"},
			{"return n + 1", "2"},
			{"Promise.resolve(1)", "Promise { 1 }"},
			{"await null; Promise.resolve(1)", "Promise { 1 }"},
			{"[1, 2].map(async (x) => { return x })", "[ Promise { 1 }, Promise { 2 } ]"},
			{"await commands.run('lines')", "[ 'a', '', ' b' ]"},
			{"p = new Proxy(Promise.resolve(1), {}); 0", "0"},
			{"await p", "!TypeError: Method Promise.prototype.then called on incompatible receiver [object Promise]"},
			{"n", "1"},
		},
		"declarations": {
			{"const a = 1", "undefined"},
			{"a", "1"},
			{"a = 2", "!repl:1:1: TypeError: Assignment to constant variable."},
			{"const b = 1, { c } = { c: b }; let d = 4; c++", "!repl:1:43: TypeError: Assignment to constant variable."},
			{"await null; const e = 5; d = e; e = 6", "!repl:1:33: TypeError: Assignment to constant variable."},
			{"[b, c, d, e]", "[ 1, 1, 5, 5 ]"},
			{"const f = () => g, g = 7; f()", "7"},
			{"globalThis['holdfast seal'](0, 1e300); globalThis['holdfast seal'](0, -1)", "undefined"},
			{"const a = a + 1; a", "2"},
			{"let a; a", "undefined"},
			{"a = 3; a", "3"},
			{"const {b, c: [d, ...e], f = 6, ...g} = {b: 1, c: [2, 3, 4], h: 8}; [b, d, e, f, g]",
				"[ 1, 2, [ 3, 4 ], 6, { h: 8 } ]"},
			{"class A { static n = A.name }", "undefined"},
			{"class A { static n = 'again' } ; A.n", "'again'"},
			{"even(4); function even(n) { return n == 0 || odd(n - 1) } function odd(n) { return n != 0 && even(n - 1) }", "true"},
			{"[even.name, odd.length]", "[ 'even', 1 ]"},
			{"function even() { return 'new' }", "undefined"},
			{"even()", "'new'"},
			{"const even = () => 1; even.name", "'even'"},
			{"for (var i = 0; i < 3; i++) { var inside = i }", "undefined"},
			{"[i, inside]", "[ 3, 2 ]"},
			{"try { var j = 1 } finally { for (var k of [await 7]) ; }", "undefined"},
			{"[j, k]", "[ 1, 7 ]"},
			{"var j; j", "1"},
			{"{ let block = 1 } typeof block", "'undefined'"},
		},
		"failures": {
			{"const bad = missing()", "!repl:1:20: ReferenceError: missing is not defined"},
			{"bad", "!repl:1:1: ReferenceError: bad is not defined"},
			{"const bad = 3; bad", "3"},
			{"const bad = missing()", "!repl:1:20: ReferenceError: missing is not defined"},
			{"bad", "3"},
			{"throw {odd: 1}", "!repl:1:1: uncaught { odd: 1 }"},
			{"_error", "{ odd: 1 }"},
			{"await Promise.reject(new TypeError('late'))", "!repl:1:22: TypeError: late"},
			{"_error.message", "'late'"},
			{"\n  foo(1 2)", "!repl:2:9: SyntaxError: Unexpected number"},
			{"await (", "!repl:1:8: SyntaxError: unexpected end of the script"},
			{"foo(", "!repl:1:5: SyntaxError: Unexpected end of input"},
			{"}", "!repl:1:1: SyntaxError: Unexpected token }"},
			{"await 1 }", "!repl:1:9: SyntaxError: this } closes more than was opened"},
			{"({ get x() { throw 1 } })", "{ x: [Getter] }"},
		},
		"underscore": {
			{"6 * 7", "42"},
			{"_ + 1", "43"},
			{"let nothing", "undefined"},
			{"_", "undefined"},
			{"_ = 5", "5"},
			{"7", "7"},
			{"_", "5"},
		},
		"globals stay globals": {
			{"typeof globalThis['holdfast nothing']", "'undefined'"},
			{"const URL = 1; URL", "1"},
			{"args.length", "0"},
			{"this === globalThis", "true"},
		},
		"signals abort at their time": {
			{"const spin = () => { for (const t = Date.now(); Date.now() < t + 5;); }", "undefined"},
			{"const due = AbortSignal.timeout(1); spin(); due.aborted", "false"},
			{"[due.aborted, due.reason.name]", "[ true, 'TimeoutError' ]"},
			{"const soon = AbortSignal.timeout(50)", "undefined"},
			{"if (!soon.aborted) await new Promise((done) => { soon.onabort = done }); soon.aborted", "true"},
			{"AbortSignal.timeout(1).onabort = () => { throw Error('late') }; spin()", "undefined"},
			{"never = 'set, for what was due before has failed the entry'", "!repl:1:53: Error: late"},
			{"typeof never", "'undefined'"},
		},
		"a frozen global object": {
			{"const a = 1; let b = await 2; b", "2"},
			{"Object.freeze(globalThis) === globalThis", "true"},
			{"let x = 1", "!TypeError: Cannot define property x, object is not extensible"},
			{"await null; function y() {}", "!TypeError: Cannot define property y, object is not extensible"},
			{"const a = 2", "!repl:1:7: TypeError: Assignment to constant variable."},
			{"b = 3; [a, await b, eval('a + b'), typeof x]", "[ 1, 2, 3, 'undefined' ]"},
			{"{ let c = 4; c }", "4"},
			{"args", "[]"},
			{"const b = 4", "undefined"},
			{"b", "2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newREPL(t)
			for _, e := range entries {
				ev, err := r.eval(e[0])
				got := ev.Text
				if err != nil {
					got = "!" + err.Error()
				}
				if got != e[1] {
					t.Errorf("%s: got %s, want %s", e[0], got, e[1])
				}
			}
			if r.vm.Poisoned() {
				t.Error("the VM is poisoned")
			}
		})
	}
}

func TestEvalColors(t *testing.T) {
	t.Parallel()
	r := newREPL(t)
	ev, err := r.vm.Eval(t.Context(), jsapi.Entry{Source: "[1]", Colors: true})
	if want := "[ \x1b[33m1\x1b[39m ]"; err != nil || ev.Text != want {
		t.Errorf("got %q, %v, want %q", ev.Text, err, want)
	}
}

// TestEvalShowsDOMException holds that it is shown as Node shows it, although what
// prints asks no getter.
func TestEvalShowsDOMException(t *testing.T) {
	t.Parallel()
	ev, err := newREPL(t).eval(`new DOMException("gone", "TimeoutError")`)
	title, _, _ := strings.Cut(ev.Text, "\n")
	if want := "DOMException [TimeoutError]: gone"; err != nil || title != want {
		t.Errorf("got %q, %v, want %q", title, err, want)
	}
}

// TestEvalPrintsEarly holds that a value is printed before what the entry goes on
// to do.
func TestEvalPrintsEarly(t *testing.T) {
	t.Parallel()
	r := newREPL(t)
	ev, err := r.eval("setTimeout(() => console.log('late'), 1); 'value'")
	if err != nil || !ev.Printed || !slices.Equal(r.printed, []string{"result 'value'", "log late"}) {
		t.Errorf("got %+v, %v, printed %q", ev, err, r.printed)
	}
	if _, err := r.eval("setTimeout(() => { throw new Error('there') }, 1)"); err == nil ||
		err.Error() != "repl:1:26: Error: there" {
		t.Errorf("got %v", err)
	}
}

// interrupted evaluates an entry that is cancelled while it runs.
func (r *replTest) interrupted(source string) (jsapi.Evaluation, error) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	stop := time.AfterFunc(50*time.Millisecond, cancel)
	defer stop.Stop()
	return r.vm.Eval(ctx, jsapi.Entry{Source: source})
}

func TestEvalInterrupted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source, stopped string
		lost            bool
	}{
		{source: "while (true);"},
		{source: "[1].forEach(() => { while (true); })"},
		{source: "await new Promise(() => setTimeout(() => {}, 1e6))"},
		{source: "await page.hang()"},
		{source: "setInterval(() => {}, 1e6); setTimeout(() => {}, 1e6)", stopped: "2 timers"},
		{source: "page.hang(); page.hang()", stopped: "page.hang, 1 more call"},
		{source: "await null; while (true);", lost: true},
		{source: "(function* () { while (true); })().next()", lost: true},
	} {
		t.Run(c.source, func(t *testing.T) {
			t.Parallel()
			r := newREPL(t)
			if _, err := r.eval("const kept = 1"); err != nil {
				t.Fatal(err)
			}
			ev, err := r.interrupted(c.source)
			if ev.Stopped != c.stopped || r.vm.Poisoned() != c.lost {
				t.Errorf("got %+v, poisoned %v", ev, r.vm.Poisoned())
			}
			var serr *jsapi.ScriptError
			if c.stopped == "" && (!errors.As(err, &serr) || serr.Kind != jsapi.KindCancelled) {
				t.Errorf("got %v, want cancelled", err)
			}
			if c.lost {
				return
			}
			if ev, err := r.eval("for (const x of [1, 2]) await x; kept"); ev.Text != "1" {
				t.Errorf("afterwards got %+v, %v", ev, err)
			}
		})
	}
}

func TestUnfinished(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"": false, "a": false, "// c": false, "1 +": true, "a.": true, "x ?": true, "new": true,
		"{": true, "{a: 1, b:": true, "{a: `${": true, "x = {\n a: 1,\n": true, "f(": true,
		"f(1 2": false, "foo(;": false, "}": false, "f)": false, "[}": false, "`a": true, "`a${": true,
		"`a${1}`": false, "/* x": true, "'abc": false, "\"abc": false, "'abc\\": true,
		"function f() {": true, "if (x)": true, "if (1) {} else": true, "for (;;)": true,
		"x => {": true, "(a, b": true, "(a, b) =>": true, "const x": false, "const x =": true,
		"class A {": true, "do {} while(": true, "async () => { await 1": true, "await": true,
		"switch (x) {": true, "return {": true, "a / b": false, "/[/": false, "let a = /[(]/": false,
		"f('(')": false, "// (": false,
	} {
		if got := jsapi.Unfinished(source); got != want {
			t.Errorf("Unfinished(%q) = %v, want %v", source, got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"let x = 1.5e-3 // c":   "keyword:let name:x punctuator:= number:1.5e-3 comment:// c",
		"a/b/c":                 "name:a punctuator:/ name:b punctuator:/ name:c",
		"(/a[/]b/g)":            "punctuator:( regexp:/a[/]b/g punctuator:)",
		"return /x/":            "keyword:return regexp:/x/",
		"a + /x/":               "name:a punctuator:+ regexp:/x/",
		"`a${b + `c${{}}`}d` e": "template:`a${ name:b punctuator:+ template:`c${ punctuator:{ punctuator:} template:}` template:}d` name:e",
		"a.class?.new":          "name:a punctuator:. name:class punctuator:?. name:new",
		`'a\'b' "c`:             `string:'a\'b' string:"c`,
		"#p 0xffe+1 é":          "name:#p number:0xffe punctuator:+ number:1 name:é",
		"/* a\n":                "comment:/* a\n",
	} {
		var got []string
		for _, token := range jsapi.Tokens(source) {
			got = append(got, string(token.Kind)+":"+source[token.Start:token.End])
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s:\ngot  %s\nwant %s", source, text, want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("`a${/x/}`")
	f.Fuzz(func(t *testing.T, source string) {
		at := 0
		for _, token := range jsapi.Tokens(source) {
			if token.Start < at || token.End <= token.Start || token.End > len(source) {
				t.Fatalf("%q: token %+v after %d", source, token, at)
			}
			at = token.End
		}
	})
}

// FuzzTyping holds that whatever is typed can be looked at at every keystroke.
func FuzzTyping(f *testing.F) {
	for _, seed := range []string{"tree.x['", "`${a}`.b + [1", "commands.run('clone', {u", "{a: 1}) / {"} {
		f.Add(seed)
	}
	r := newREPL(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 100 { // the parser takes exponential time for some deep nesting
			return
		}
		jsapi.Unfinished(text)
		if _, err := r.vm.Complete(t.Context(), text, len(text)); err != nil {
			t.Fatal(err)
		}
		if _, err := r.vm.Preview(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	})
}

func TestComplete(t *testing.T) {
	t.Parallel()
	r := newREPL(t)
	setup := `let ran = 0, tree = { branch: { leaf: 1 }, get trap() { ran++; return {} }, 'not-a-name': 1 };
		const fixed = { inner: 1 };
		class Base { inherited() {} } ; class Derived extends Base { own() {} }
		let derived = new Derived(), text = 'abc', list = [1, { second: 2 }];
		let proxy = new Proxy({ seen: 1 }, { get() { ran++ }, ownKeys() { ran++; return [] }, getOwnPropertyDescriptor() { ran++ } });
		vars.set('stored', 1)`
	if _, err := r.eval(setup); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want, without string }{
		{"con", "console const continue", "commands"},
		{"x = fix", "fixed", ""},
		{"struct", "structuredClone", ""},
		{"tree.", "branch trap toString hasOwnProperty", "not-a-name console"},
		{"tree.branch.l", "leaf", "branch"},
		{"tree?.branch['le", "leaf", ""},
		{"tree['branch'].", "leaf", ""},
		{"tree.trap.", "", "toString"},
		{"fixed.", "inner", ""},
		{"derived.", "own inherited constructor", ""},
		{"text.to", "toUpperCase toString", "length"},
		{"'abc'.", "length slice", ""},
		{"[1, 2].fi", "filter find fill", ""},
		{"list.", "map length", "0"},
		{"list[1].", "second", ""},
		{"/x/.", "test exec", ""},
		{"proxy.", "seen", ""},
		{"f().", "", "toString"},
		{"commands.", "run start status", ""},
		{"commands.run(\"", "clone", "dev"},
		{"commands.run('cl", "clone", ""},
		{"commands.start('", "dev", "clone"},
		{"await commands.run('clone', {", "url depth", "console"},
		{"await commands.run('clone', { url: 1, d", "depth", "url console"},
		{"await commands.run('clone', {}, {", "timeoutMs stdin", "url"},
		{"commands.stop('dev', {", "signal graceMs", ""},
		{"vars.get('", "stored", ""},
		{"require('u", "url util", "events"},
		{"require('", "assert path timers/promises", ""},
		{"// con", "", "console"},
		{"'con", "", "console"},
		{"12", "", "console"},
		{"let local = 1; lo", "local", ""},
	} {
		found, err := r.vm.Complete(t.Context(), c.text, len(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		}
		var texts []string
		for _, candidate := range found.Candidates {
			texts = append(texts, candidate.Text)
		}
		for want := range strings.FieldsSeq(c.want) {
			if !slices.Contains(texts, want) {
				t.Errorf("%s: no %q in %q", c.text, want, texts)
			}
		}
		for not := range strings.FieldsSeq(c.without) {
			if slices.Contains(texts, not) {
				t.Errorf("%s: %q in %q", c.text, not, texts)
			}
		}
		if c.want == "" && len(texts) > 0 {
			t.Errorf("%s: got %q, want nothing", c.text, texts)
		}
	}
	if ev, err := r.eval("ran"); ev.Text != "0" {
		t.Errorf("completing ran code of the script: %v, %v", ev.Text, err)
	}
}

// TestCompleteIsBounded holds that of very many candidates the first ones are given,
// and the last one: what all begin with is inserted.
func TestCompleteIsBounded(t *testing.T) {
	t.Parallel()
	r := newREPL(t)
	_, err := r.eval(`const wide = {}; for (let i = 1000; i < 2500; i++) wide["x" + i] = i`)
	if err != nil {
		t.Fatal(err)
	}
	found, err := r.vm.Complete(t.Context(), "wide.x", 6)
	if n := len(found.Candidates); err != nil || n != jsapi.MaxCandidates {
		t.Fatalf("got %d candidates, %v", n, err)
	}
	for i, want := range map[int]string{0: "x1000", 998: "x1998", 999: "x2499"} {
		if got := found.Candidates[i].Text; got != want {
			t.Errorf("candidate %d is %s, want %s", i, got, want)
		}
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	r := newREPL(t)
	setup := `let ran = 0, n = 20, big = 10n, tree = { leaf: 'x', get trap() { ran++ }, valueOf() { ran++ },
			[Symbol.for('nodejs.util.inspect.custom')]() { ran++; return 'custom' } };
		const fixed = [1, 2]; function run() { ran++ }`
	if _, err := r.eval(setup); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"n + 22": "42", "n": "20", "-n": "-20", "fixed": "[ 1, 2 ]", "fixed[1] * 2": "4",
		"fixed.length": "2", "tree.leaf + 'y'": "'xy'", "n > 3 ? 'more' : 'less'": "'more'",
		"typeof tree": "'object'", "run": "[Function: run]", "!tree": "false", "null ?? n": "20",
		"42": "", "'a'": "", `"a"`: "", "run()": "", "tree.trap": "", "tree + 1": "", "n = 5": "", "n++": "",
		"delete tree.leaf": "", "missing": "", "big * 2n": "", "2n ** 9n": "", "new run": "",
		"(": "", "": "", "let z = 1": "", "`${tree}`": "", "await n": "", "missing.a": "", "null.a": "",
	} {
		got, err := r.vm.Preview(t.Context(), text)
		if got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
	got, _ := r.vm.Preview(t.Context(), "tree")
	if !strings.HasPrefix(got, "{ leaf: 'x', trap: [Getter]") {
		t.Errorf("tree: got %q", got)
	}
	if ev, err := r.eval("[ran, n]"); ev.Text != "[ 0, 20 ]" {
		t.Errorf("previews had effects: %v, %v", ev.Text, err)
	}
}
