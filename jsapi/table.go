package jsapi

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/holdfast-run/holdfast/jsapi/internal/inspect"
)

// Bounds of what console.table reads of an array or object and draws.
const (
	maxRows    = 1000
	maxColumns = 100
)

// valuesColumn heads the cells of rows that are not objects.
const valuesColumn = "Values"

// A grid is what console.table draws: a row a property of its argument, a column
// a property of the rows.
type grid struct {
	index   string   // head of the first column
	columns []string // in order of appearance
	rows    []gridRow
	values  bool // there is a column for rows that are not objects
}

type gridRow struct {
	index string
	cells map[string]string
	value string
}

// table is console.table(data, columns?). What is no object is logged.
func (c *console) table(call goja.FunctionCall) goja.Value {
	data, ok := call.Argument(0).(*goja.Object)
	if !ok {
		return c.printer("log")(call)
	}
	g := c.grid(data)
	if chosen, ok := c.vm.toGo(call.Argument(1)).([]any); ok {
		g.choose(chosen)
	}
	c.print("log", g.draw())
	return goja.Undefined()
}

// What goja exports a Map and a Set (or an array) as: their only public mark.
var (
	mapType = reflect.TypeFor[[][2]any]()
	setType = reflect.TypeFor[[]any]()
)

func (c *console) grid(data *goja.Object) *grid {
	g := &grid{index: "(index)"}
	switch data.ExportType() {
	case mapType:
		c.iterate(data, g, true)
		return g
	case setType:
		if data.ClassName() != "Array" {
			c.iterate(data, g, false)
			return g
		}
	}
	keys := data.Keys()
	for _, key := range keys[:min(len(keys), maxRows)] {
		g.add(key, data.Get(key), c.cell)
	}
	return g
}

// iterate adds the elements of a Map, whose keys have a column, or a Set.
func (c *console) iterate(data *goja.Object, g *grid, isMap bool) {
	g.index = "(iteration index)"
	each, ok := goja.AssertFunction(data.Get("forEach"))
	if !ok {
		return
	}
	if isMap {
		g.columns, g.values = []string{"Key"}, true
	}
	_, err := each(data, c.vm.rt.ToValue(func(call goja.FunctionCall) goja.Value {
		index, value := strconv.Itoa(len(g.rows)), call.Argument(0)
		switch {
		case len(g.rows) == maxRows:
		case isMap:
			key := map[string]string{"Key": c.cell(call.Argument(1))}
			g.rows = append(g.rows, gridRow{index: index, cells: key, value: c.cell(value)})
		default:
			g.add(index, value, c.cell)
		}
		return goja.Undefined()
	}))
	if err != nil {
		panic(err)
	}
}

// cell renders one value as short as Node does.
func (c *console) cell(v goja.Value) string {
	depth := 0
	if obj, ok := v.(*goja.Object); ok && obj.ClassName() != "Array" && len(obj.Keys()) > 2 {
		depth = -1
	}
	options := c.vm.rt.NewObject()
	for name, value := range map[string]any{
		"depth": depth, "maxArrayLength": 3, "breakLength": math.Inf(1),
	} {
		c.vm.put(options, name, value)
	}
	return c.inspectWith(v, options)
}

func (g *grid) add(index string, v goja.Value, cell func(goja.Value) string) {
	row := gridRow{index: index}
	if obj, ok := v.(*goja.Object); ok && !isFunction(v) {
		row.cells = make(map[string]string)
		keys := obj.Keys()
		for _, key := range keys[:min(len(keys), maxColumns)] {
			if !slices.Contains(g.columns, key) {
				if len(g.columns) == maxColumns {
					continue
				}
				g.columns = append(g.columns, key)
			}
			row.cells[key] = cell(obj.Get(key))
		}
	} else {
		row.value = cell(v)
		g.values = true
	}
	g.rows = append(g.rows, row)
}

// choose keeps the named columns, in that order.
func (g *grid) choose(names []any) {
	g.columns, g.values = nil, false
	for _, n := range names[:min(len(names), maxColumns)] {
		if name, ok := n.(string); ok {
			g.columns = append(g.columns, name)
		}
	}
}

func (g *grid) draw() string {
	header := append([]string{g.index}, g.columns...)
	if g.values {
		header = append(header, valuesColumn)
	}
	lines := [][]string{header}
	for _, row := range g.rows {
		line := []string{row.index}
		for _, name := range g.columns {
			line = append(line, row.cells[name])
		}
		if g.values {
			line = append(line, row.value)
		}
		lines = append(lines, line)
	}
	return drawBox(lines)
}

// drawBox draws lines of cells, the first one as a header, cells to the left.
func drawBox(lines [][]string) string {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], inspect.Width(cell)+2)
		}
	}
	rule := func(left, middle, right string) string {
		parts := make([]string, len(widths))
		for i, w := range widths {
			parts[i] = strings.Repeat("─", w)
		}
		return left + strings.Join(parts, middle) + right
	}
	var b strings.Builder
	b.WriteString(rule("┌", "┬", "┐") + "\n")
	for i, line := range lines {
		if b.Len() > maxEntryBytes {
			return b.String() // print cuts it and says so
		}
		for j, cell := range line {
			pad := widths[j] - 1 - inspect.Width(cell)
			b.WriteString("│ " + cell + strings.Repeat(" ", pad))
		}
		b.WriteString("│\n")
		if i == 0 {
			b.WriteString(rule("├", "┼", "┤") + "\n")
		}
	}
	b.WriteString(rule("└", "┴", "┘"))
	return b.String()
}
