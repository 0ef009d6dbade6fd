package marker

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	t.Parallel()
	m := New()
	if got, err := Parse(m.String()); got != m || err != nil {
		t.Errorf("Parse(%q) = %v, %v", m, got, err)
	}
	if m == New() {
		t.Errorf("two new markers are both %v", m)
	}
	for _, bad := range []string{"", "abc", m.String() + "0", strings.Repeat("g", 32)} {
		if got, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", bad, got)
		}
	}
}

func TestEnviron(t *testing.T) {
	t.Parallel()
	a, b, m := New().String(), New().String(), New()
	own := m.String()
	tests := []struct{ name, inherited, want string }{
		{"outermost", "", own},
		{"nested", a, a + ":" + own},
		{"twice nested", a + ":" + b, a + ":" + b + ":" + own},
		{"somebody else's", "0:" + a + "::x", a + ":" + own},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := m.Environ(test.inherited); got != Variable+"="+test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCarries(t *testing.T) {
	t.Parallel()
	m, other := New(), New()
	tests := []struct {
		name, environ string
		want          bool
	}{
		{"first", "HOLDFAST_SESSION=M\x00A=1\x00", true},
		{"last", "A=1\x00HOLDFAST_SESSION=M\x00", true},
		{"cut off at the end", "A=1\x00HOLDFAST_SESSION=M", true},
		{"outer", "HOLDFAST_SESSION=M:O\x00", true},
		{"inner", "HOLDFAST_SESSION=O:M\x00", true},
		{"after a lookalike", "B=HOLDFAST_SESSION=\x00HOLDFAST_SESSION=M\x00", true},
		{"set twice", "HOLDFAST_SESSION=O\x00HOLDFAST_SESSION=M\x00", true},
		{"empty", "", false},
		{"other", "HOLDFAST_SESSION=O\x00", false},
		{"in another's value", "A=HOLDFAST_SESSION=M\x00", false},
		{"longer name", "XHOLDFAST_SESSION=M\x00", false},
		{"longer value", "HOLDFAST_SESSION=M0\x00", false},
		{"in the next variable", "HOLDFAST_SESSION=\x00M\x00", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			environ := strings.NewReplacer("=M", "="+m.String(), ":M", ":"+m.String(),
				"\x00M", "\x00"+m.String(), "=O", "="+other.String(), ":O", ":"+other.String()).
				Replace(test.environ)
			if got := carries([]byte(environ), map[Marker]bool{m: true}); got != test.want {
				t.Errorf("carries(%q) = %v", environ, got)
			}
		})
	}
}
