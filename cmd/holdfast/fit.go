package main

import "unicode/utf8"

// narrowest is how narrow a column that may shrink becomes.
const narrowest = 6

// fitted is table for columns of which some may shrink, the widest first, until
// the table is no wider than width; a width of 0 is that of no terminal.
func fitted(rows [][]string, width int, shrinking ...int) string {
	if width <= 0 {
		return table(rows, 0)
	}
	const gap = 2
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	excess := -gap - width
	for _, w := range widths {
		excess += w + gap
	}
	for ; excess > 0; excess-- {
		widest := shrinking[0]
		for _, i := range shrinking {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrowest {
			break
		}
		widths[widest]--
	}
	return table(cutCells(rows, widths), width)
}

// cutCells cuts what is wider than its column.
func cutCells(rows [][]string, widths []int) [][]string {
	all := make([][]string, len(rows))
	for n, row := range rows {
		all[n] = make([]string, len(row))
		for i, cell := range row {
			all[n][i] = cut(cell, widths[i])
		}
	}
	return all
}
