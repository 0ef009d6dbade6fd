package host_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/holdfast-run/holdfast/host"
)

// A binding gets data and returns data, bytes too; its error is an exception,
// which errors.Is finds again.
func ExampleFunc() {
	empty := errors.New("nothing to draw")
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"image.draw": func(_ context.Context, c host.Call) (any, error) {
			var size struct{ Width, Height int }
			if err := c.Arg(0, &size); err != nil {
				return nil, err
			}
			if size.Width*size.Height == 0 {
				return nil, empty
			}
			return bytes.Repeat([]byte{255}, size.Width*size.Height), nil
		},
	}})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `
		const drawn = await image.draw({ width: 3, height: 2 });
		return [drawn instanceof Uint8Array, drawn.length]`})
	fmt.Println(string(res.Value), err)
	_, err = s.Run(context.Background(), host.Script{Source: `await image.draw({})`})
	fmt.Println(errors.Is(err, empty))
	// Output:
	// [true,6] <nil>
	// true
}

func ExampleCall_Arg() {
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"greet": func(_ context.Context, c host.Call) (any, error) {
			name := "world" // if the script gives none
			err := c.Arg(0, &name)
			return "hello " + name, err
		},
	}})
	defer end()
	res, err := s.Run(context.Background(), host.Script{
		Source: `return [await greet(), await greet("ada"), await greet(1).catch((e) => e.message)]`,
	})
	fmt.Println(string(res.Value), err)
	// Output: ["hello world","hello ada","argument 1: must be a string, not a number"] <nil>
}

// Events reach a script one by one, or through a function that it gives.
func ExampleNewStream() {
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"page.on": func(context.Context, host.Call) (any, error) {
			events := host.NewStream(16, func() { /* nobody listens any more */ })
			events.Send("loaded") // usually from another goroutine, later
			events.Send("clicked")
			return events, nil
		},
	}})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `
		const events = await page.on("event");
		const first = await events.next();
		const second = await new Promise((resolve) => page.on("event", (e) => {
			if (e === "clicked") resolve(e);
		}));
		return [first, second]`})
	fmt.Println(string(res.Value), err)
	// Output: [{"value":"loaded","done":false},"clicked"] <nil>
}

// What sends ends when nobody wants to know any more, or says that there is no
// more to come.
func ExampleStream_Send() {
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"download": func(context.Context, host.Call) (any, error) {
			progress := host.NewStream(100, nil)
			go func() {
				for percent := 0; percent <= 100; percent += 50 {
					if !progress.Send(percent) {
						return // the script has closed the stream, or has ended
					}
				}
				progress.End(nil)
			}()
			return progress, nil
		},
	}})
	defer end()
	res, err := s.Run(context.Background(), host.Script{Source: `
		const progress = await download();
		const seen = [];
		for (let e; !(e = await progress.next()).done; ) seen.push(e.value);
		return seen`})
	fmt.Println(string(res.Value), err)
	// Output: [0,50,100] <nil>
}

// A test of a Func that returns a Stream reads it as a script would.
func ExampleStream_Next() {
	clicks := func(context.Context, host.Call) (any, error) {
		events := host.NewStream(2, func() { fmt.Println("nobody listens") })
		for _, button := range []string{"a", "b", "c"} {
			events.Send(button)
		}
		events.End(errors.New("page closed"))
		return events, nil
	}
	ctx := context.Background()
	result, _ := clicks(ctx, host.Call{})
	events := result.(*host.Stream)
	for {
		item, dropped, err := events.Next(ctx)
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(item, dropped)
	}
	events.Close()
	fmt.Println(events.Send("d"))
	// Output:
	// b 1
	// c 1
	// page closed
	// nobody listens
	// false
}

// A Local is what belongs to one session: it is made when it is needed, and
// released when the session closes.
func ExampleNewLocal() {
	counters := host.NewLocal(func(_ context.Context, s *host.Session) (*int, func(), error) {
		return new(int), func() { fmt.Println("released with", s.Name()) }, nil
	})
	s, end := exampleSession(host.Config{Bindings: map[string]host.Func{
		"count": func(ctx context.Context, c host.Call) (any, error) {
			n, err := counters.Of(ctx, c.Session)
			if err != nil {
				return nil, err
			}
			*n++ // a script that does not await would need a lock here
			return *n, nil
		},
	}})
	res, err := s.Run(context.Background(), host.Script{Source: `await count(); return count()`})
	fmt.Println(string(res.Value), err)
	end()
	// Output:
	// 2 <nil>
	// released with work
}
