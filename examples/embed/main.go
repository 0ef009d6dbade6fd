// Embed shows a Go program that gives scripts a function of its own, page.title,
// beside the commands of a spec file.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

func main() {
	if host.Child() { // this process was started as a worker or a guardian
		return
	}
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// run is not in main, for log.Fatal there would leave the host open.
func run(ctx context.Context) error {
	set, err := specs.Load("holdfast.yaml")
	if err != nil {
		return err
	}
	h, err := host.New(host.Config{
		Specs: set,
		Bindings: map[string]host.Func{
			"page.title": func(ctx context.Context, c host.Call) (any, error) {
				var url string
				if err := c.Arg(0, &url); err != nil {
					return nil, err
				}
				return "The page at " + url, nil // a browser driver would ask the browser
			},
		},
	})
	if err != nil {
		return err
	}
	defer h.Close(context.Background()) // kills what scripts left running

	s, err := h.Session("work")
	if err != nil {
		return err
	}
	res, err := s.Run(ctx, host.Script{
		Name:   "title.js",
		Source: `return await commands.run("shout", { text: await page.title(args[0]) })`,
		Args:   []any{"https://example.com"},
	})
	if err != nil {
		return err
	}
	var title string
	if err := res.Decode(&title); err != nil {
		return err
	}
	fmt.Println(title)
	return nil
}
