package main

import (
	"slices"

	"github.com/rivo/uniseg"
)

// narrowest is how narrow a column that may shrink becomes.
const narrowest = 6

// fitted is table for columns of which some may shrink, the widest first, until
// the table is no wider than width. If that is not enough columns are left out,
// in the order of spare, before any shrinks. A width of 0 is that of no terminal.
func fitted(rows [][]string, width int, shrinking []int, spare ...int) string {
	if width <= 0 {
		return table(rows, 0)
	}
	widths := columnWidths(rows)
	kept := keptColumns(widths, width, shrinking, spare)
	shrinking = slices.DeleteFunc(slices.Clone(shrinking), func(i int) bool {
		return !slices.Contains(kept, i)
	})
	shrink(widths, tableWidth(widths, kept)-width, shrinking)
	return table(cutCells(rows, kept, widths), width)
}

// columnWidths returns how wide each column is.
func columnWidths(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	return widths
}

// tableWidth returns how wide a table of some columns is.
func tableWidth(widths, columns []int) int {
	const gap = 2
	total := -gap
	for _, i := range columns {
		total += widths[i] + gap
	}
	return total
}

// keptColumns returns which columns are not left out.
func keptColumns(widths []int, width int, shrinking, spare []int) []int {
	least := slices.Clone(widths)
	for _, i := range shrinking {
		least[i] = min(least[i], narrowest)
	}
	kept := make([]int, len(widths))
	for i := range kept {
		kept[i] = i
	}
	for _, i := range spare {
		if tableWidth(least, kept) <= width {
			break
		}
		kept = slices.DeleteFunc(kept, func(column int) bool { return column == i })
	}
	return kept
}

// shrink takes an excess from the columns that may shrink, as far as they can.
func shrink(widths []int, excess int, shrinking []int) {
	for ; excess > 0 && len(shrinking) > 0; excess-- {
		widest := slices.MaxFunc(shrinking, func(a, b int) int { return widths[a] - widths[b] })
		if widths[widest] <= narrowest {
			return
		}
		widths[widest]--
	}
}

// cutCells returns some columns, with what is wider than its column cut.
func cutCells(rows [][]string, columns, widths []int) [][]string {
	all := make([][]string, len(rows))
	for n, row := range rows {
		for _, i := range columns {
			all[n] = append(all[n], cut(row[i], widths[i]))
		}
	}
	return all
}
