package tail

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

// write writes text to a stream as proc does: as much at once as there is room.
func write(t *Tail, which Stream, text string) {
	sink := t.Sink(which)
	for text != "" {
		n := copy(sink.Buffer(), text)
		sink.Filled(n)
		text = text[n:]
	}
}

// texts returns what a page says.
func texts(p Page) []string {
	all := []string{}
	for _, line := range p.Lines {
		all = append(all, line.Text)
	}
	return all
}

func TestLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxLineBytes)
	tests := []struct {
		name, written string
		want          []string
	}{
		{"nothing", "", []string{}},
		{"one", "a\n", []string{"a"}},
		{"blank lines count", "\n\na\n\n", []string{"", "", "a", ""}},
		{"CRLF", "a\r\n\r\nb\rc\n", []string{"a", "", "b\rc"}},
		{"not ended", "a\nb", []string{"a", "b"}},
		{"escapes stay", "\x1b[31mred\x1b[0m\n", []string{"\x1b[31mred\x1b[0m"}},
		{"not UTF-8", "a\xffb\n", []string{"a\uFFFDb"}},
		{"as long as may be", long + "\n", []string{long}},
		{"longer", long + "yz\n", []string{long, "yz"}},
		{"cut between characters", long[1:] + "é!\n", []string{long[1:], "é!"}},
		{"cut after a character", long[2:] + "é!\n", []string{long[2:] + "é", "!"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			whole, bytewise := New(0), New(0)
			write(whole, Stdout, test.written)
			for i := range len(test.written) {
				write(bytewise, Stdout, test.written[i:i+1])
			}
			for _, tail := range []*Tail{whole, bytewise} {
				tail.Flush()
				if got := texts(tail.Read(0, Both, 0)); !reflect.DeepEqual(got, test.want) {
					t.Errorf("got %.200q, want %.200q", got, test.want)
				}
			}
		})
	}
}

func TestContinued(t *testing.T) {
	t.Parallel()
	tail := New(0)
	write(tail, Stderr, strings.Repeat("x", 2*MaxLineBytes+1)+"\nshort\n")
	var got []bool
	for _, line := range tail.Read(0, Stderr, 0).Lines {
		got = append(got, line.Continued)
	}
	if want := []bool{true, true, false, false}; !reflect.DeepEqual(got, want) {
		t.Errorf("continued is %v, want %v", got, want)
	}
}

func TestOneSequenceOverBothStreams(t *testing.T) {
	t.Parallel()
	tail := New(7)
	before := time.Now()
	write(tail, Stdout, "out")
	write(tail, Stderr, "err\n")
	write(tail, Stdout, " ends\n")
	page := tail.Read(0, Both, 0)
	if got, want := texts(page), []string{"err", "out ends"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	first, second := page.Lines[0], page.Lines[1]
	if first.Seq != 7 || second.Seq != 8 || page.Next != 9 || page.Dropped != 0 {
		t.Errorf("numbers are %d, %d, next %d, dropped %d", first.Seq, second.Seq, page.Next, page.Dropped)
	}
	if first.Stream != Stderr || second.Stream != Stdout {
		t.Errorf("streams are %d, %d", first.Stream, second.Stream)
	}
	if first.Time.Before(before.Truncate(0)) || second.Time.Before(first.Time) {
		t.Errorf("times are %v, %v, written after %v", first.Time, second.Time, before)
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	tail := New(0)
	for i := range 6 {
		write(tail, Stream(i%2), fmt.Sprintf("%d\n", i))
	}
	tests := []struct {
		name  string
		since uint64
		which Stream
		limit int
		want  []string
		next  uint64
	}{
		{"all", 0, Both, 0, []string{"0", "1", "2", "3", "4", "5"}, 6},
		{"no limit", 0, Both, -1, []string{"0", "1", "2", "3", "4", "5"}, 6},
		{"a page", 0, Both, 2, []string{"0", "1"}, 2},
		{"the next page", 2, Both, 3, []string{"2", "3", "4"}, 5},
		{"the last page", 5, Both, 3, []string{"5"}, 6},
		{"nothing new", 6, Both, 3, []string{}, 6},
		{"a number not given yet", 100, Both, 1, []string{"0"}, 1},
		{"a stream", 0, Stderr, 0, []string{"1", "3", "5"}, 6},
		{"a page of a stream", 1, Stdout, 1, []string{"2"}, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			page := tail.Read(test.since, test.which, test.limit)
			if got := texts(page); !reflect.DeepEqual(got, test.want) || page.Next != test.next ||
				page.Dropped != 0 {
				t.Errorf("got %q, next %d, dropped %d, want %q, next %d, dropped 0",
					got, page.Next, page.Dropped, test.want, test.next)
			}
		})
	}
}

func TestDropped(t *testing.T) {
	t.Parallel()
	tail := New(0)
	write(tail, Stderr, "early\n")
	write(tail, Stdout, strings.Repeat("0123456789abcde\n", 10*KeptLines)) // more than bytes and lines
	write(tail, Stderr, "late\n")
	page := tail.Read(0, Both, 0)
	kept := uint64(len(page.Lines))
	if page.Lines[0].Text != "early" || kept != 2+KeptLines || page.Dropped != page.Next-kept {
		t.Errorf("%d kept from %q on, %d dropped of %d",
			kept, page.Lines[0].Text, page.Dropped, page.Next)
	}
	if page := tail.Read(0, Stderr, 0); page.Dropped != 0 || len(page.Lines) != 2 {
		t.Errorf("the quiet stream: %d dropped, %q", page.Dropped, texts(page))
	}
	if out := tail.Read(0, Stdout, 0); out.Dropped != page.Dropped {
		t.Errorf("the other stream: %d dropped, want %d", out.Dropped, page.Dropped)
	}
	since := page.Lines[1].Seq - 3
	if page := tail.Read(since, Both, 1); page.Dropped != 3 || page.Lines[0].Seq != since+3 {
		t.Errorf("three before the oldest: %d dropped, then line %d", page.Dropped, page.Lines[0].Seq)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, written, want string }{
		{"nothing", "", ""},
		{"all of it", "a\nb\n", "a\nb\n"},
		{"whole lines only", "aaaaaa\nbbbb\ncccc\n", "bbbb\ncccc\n"},
		{"one line whatever its length", "a\nbbbbbbbbbbbbbbbbbbbb\n", "bbbbbbbbbbbbbbbbbbbb\n"},
		{"what has not ended", "a\nb? ", "a\nb? "},
		{"what has not ended is enough", "a\nbbbbbbbbbbbbbbbbb", "bbbbbbbbbbbbbbbbb"},
		{"not half a character", "a\nb\xc3", "a\nb"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tail := New(0)
			write(tail, Stdout, test.written)
			if got := tail.Text(Stdout, 10); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := tail.Text(Stderr, 10); got != "" {
				t.Errorf("stderr says %q", got)
			}
		})
	}
}

func TestLast(t *testing.T) {
	t.Parallel()
	tail := New(0)
	write(tail, Stdout, "a\nb\nc\n")
	if got := texts(Page{Lines: tail.Last(2)}); !reflect.DeepEqual(got, []string{"b", "c"}) {
		t.Errorf("last two are %q", got)
	}
	if got := texts(Page{Lines: tail.Last(9)}); len(got) != 3 {
		t.Errorf("last nine are %q", got)
	}
}

// Whatever comes and however it is cut, what is kept is the end of what was
// written, and as much of it as promised.
func TestKeepsTheEnd(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 0))
		tail := New(0)
		var want []string
		var open string
		for range 60 {
			chunk := someText(random)
			write(tail, Stdout, chunk)
			pieces := strings.Split(open+chunk, "\n")
			want = append(want, pieces[:len(pieces)-1]...)
			open = pieces[len(pieces)-1]
			check(t, tail.Read(0, Both, 0), want)
		}
	}
}

// someText is up to 40 KiB of lines, none too long to be kept whole.
func someText(random *rand.Rand) string {
	var b strings.Builder
	width := 1 << random.IntN(12)
	for size := random.IntN(40 << 10); b.Len() < size; {
		b.WriteString(strings.Repeat("é", random.IntN(width)))
		if random.IntN(4) > 0 || width > 256 {
			b.WriteString("\n")
		}
	}
	return b.String()
}

func check(t *testing.T, got Page, want []string) {
	t.Helper()
	lost := len(want) - len(got.Lines)
	if lost < 0 || got.Dropped != uint64(lost) || got.Next != uint64(len(want)) {
		t.Fatalf("%d lines, %d dropped, next %d, want %d in all",
			len(got.Lines), got.Dropped, got.Next, len(want))
	}
	size := 0
	for i, line := range got.Lines {
		size += len(line.Text) + 1
		if line.Text != want[lost+i] || line.Seq != uint64(lost+i) || !utf8.ValidString(line.Text) {
			t.Fatalf("line %d is %.100q, want %.100q", line.Seq, line.Text, want[lost+i])
		}
	}
	if lost > 0 && len(got.Lines) < KeptLines && size < KeptBytes-2*MaxLineBytes {
		t.Fatalf("%d lines dropped though only %d lines and %d bytes are kept",
			lost, len(got.Lines), size)
	}
}

func TestTail_hammer(t *testing.T) {
	t.Parallel()
	tail := New(0)
	var writers, readers sync.WaitGroup
	for _, which := range []Stream{Stdout, Stderr} {
		writers.Go(func() {
			for range 300 {
				write(tail, which, strings.Repeat("all work and no play\n", 100))
			}
		})
	}
	done := make(chan struct{})
	for range 3 {
		readers.Go(func() {
			seen := uint64(0)
			for cursor := uint64(0); ; {
				over := false
				select {
				case <-done:
					over = true
				default:
				}
				found, stop := tail.Watch(0, func(line []byte) bool { return len(line) > 20 })
				page := tail.Read(cursor, Both, 500)
				seen += page.Dropped + uint64(len(page.Lines))
				if cursor = page.Next; cursor != seen {
					t.Errorf("next is %d after %d lines", cursor, seen)
					return
				}
				stop()
				select {
				case <-found:
					t.Error("found what nobody wrote")
				default:
				}
				if over && len(page.Lines) == 0 {
					return
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}
