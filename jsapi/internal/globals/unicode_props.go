package globals

// Unicode properties as sorted lists of ranges.

//go:generate node gen_unicode.mjs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// runeRange is the code points low to high, both included.
type runeRange struct{ low, high rune }

// propertyRanges returns what \p{expression} matches.
func propertyRanges(expression string) ([]runeRange, error) {
	name, value, isPair := strings.Cut(expression, "=")
	var ranges []runeRange
	if isPair {
		ranges = pairRanges(name, value)
	} else if ranges = categoryRanges(name); ranges == nil {
		ranges = binaryRanges(name)
	}
	if ranges == nil {
		return nil, fmt.Errorf("invalid Unicode property name %q", expression)
	}
	return ranges, nil
}

func pairRanges(name, value string) []runeRange {
	switch name {
	case "General_Category", "gc":
		return categoryRanges(value)
	case "Script", "sc":
		return scriptRanges(value, false)
	case "Script_Extensions", "scx":
		return scriptRanges(value, true)
	}
	return nil
}

// categoryRanges knows short and long names: "Lu", "Uppercase_Letter".
func categoryRanges(name string) []runeRange {
	if short, ok := unicode.CategoryAliases[name]; ok {
		name = short
	}
	switch name {
	case "Cn":
		return invert(assigned())
	case "C":
		return union(tableRanges(unicode.C), invert(assigned()))
	case "LC":
		return union(tableRanges(unicode.Lu), tableRanges(unicode.Ll), tableRanges(unicode.Lt))
	}
	return tableRanges(unicode.Categories[name])
}

func assigned() []runeRange {
	return union(tableRanges(unicode.L), tableRanges(unicode.M), tableRanges(unicode.N),
		tableRanges(unicode.P), tableRanges(unicode.S), tableRanges(unicode.Z),
		tableRanges(unicode.Cc), tableRanges(unicode.Cf), tableRanges(unicode.Co),
		tableRanges(unicode.Cs))
}

// scriptRanges knows long names and four-letter codes: "Greek", "Grek".
func scriptRanges(name string, extensions bool) []runeRange {
	table := unicode.Scripts[name]
	if sample := scriptSample(name); table == nil && sample >= 0 {
		for _, candidate := range unicode.Scripts {
			if unicode.Is(candidate, sample) {
				table = candidate
			}
		}
	}
	ranges := tableRanges(table)
	if !extensions || ranges == nil {
		return ranges
	}
	more, less := scriptExtensions(ranges[0].low)
	return invert(union(invert(union(ranges, unpack(more))), unpack(less)))
}

// binaryAliases are the short names the standard allows.
const binaryAliases = " " +
	"AHex=ASCII_Hex_Digit Alpha=Alphabetic Bidi_C=Bidi_Control Bidi_M=Bidi_Mirrored " +
	"CI=Case_Ignorable CWCF=Changes_When_Casefolded CWCM=Changes_When_Casemapped " +
	"CWKCF=Changes_When_NFKC_Casefolded CWL=Changes_When_Lowercased " +
	"CWT=Changes_When_Titlecased CWU=Changes_When_Uppercased " +
	"DI=Default_Ignorable_Code_Point Dep=Deprecated Dia=Diacritic " +
	"EBase=Emoji_Modifier_Base EComp=Emoji_Component EMod=Emoji_Modifier " +
	"EPres=Emoji_Presentation Ext=Extender ExtPict=Extended_Pictographic " +
	"Gr_Base=Grapheme_Base Gr_Ext=Grapheme_Extend Hex=Hex_Digit IDC=ID_Continue " +
	"IDS=ID_Start IDSB=IDS_Binary_Operator IDST=IDS_Trinary_Operator Ideo=Ideographic " +
	"Join_C=Join_Control LOE=Logical_Order_Exception Lower=Lowercase " +
	"NChar=Noncharacter_Code_Point Pat_Syn=Pattern_Syntax Pat_WS=Pattern_White_Space " +
	"QMark=Quotation_Mark RI=Regional_Indicator SD=Soft_Dotted STerm=Sentence_Terminal " +
	"Term=Terminal_Punctuation UIdeo=Unified_Ideograph Upper=Uppercase " +
	"VS=Variation_Selector XIDC=XID_Continue XIDS=XID_Start space=White_Space "

func binaryRanges(name string) []runeRange {
	if _, found, ok := strings.Cut(binaryAliases, " "+name+"="); ok {
		name, _, _ = strings.Cut(found, " ")
	}
	table := func(t *unicode.RangeTable) []runeRange { return tableRanges(t) }
	switch name {
	case "Any":
		return []runeRange{{0, unicode.MaxRune}}
	case "ASCII":
		return []runeRange{{0, 0x7F}}
	case "Assigned":
		return assigned()
	case "Alphabetic":
		return union(table(unicode.L), table(unicode.Nl), table(unicode.Other_Alphabetic))
	case "Uppercase":
		return union(table(unicode.Lu), table(unicode.Other_Uppercase))
	case "Lowercase":
		return union(table(unicode.Ll), table(unicode.Other_Lowercase))
	}
	if packed := packedProperty(name); packed != "" {
		return unpack(packed)
	}
	if strings.HasPrefix(name, "Other_") || name == "Hyphen" ||
		name == "Prepended_Concatenation_Mark" {
		return nil // Unicode has these, regular expressions do not
	}
	return tableRanges(unicode.Properties[name])
}

// tableRanges lists a table's code points; nil for a nil table.
func tableRanges(t *unicode.RangeTable) []runeRange {
	if t == nil {
		return nil
	}
	var list []runeRange
	add := func(low, high, stride rune) {
		if stride == 1 {
			list = append(list, runeRange{low, high})
			return
		}
		for r := low; r <= high; r += stride {
			list = append(list, runeRange{r, r})
		}
	}
	for _, r := range t.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return union(list)
}

// unpack reads what gen_unicode.mjs packed: gap and length in base 36.
func unpack(packed string) []runeRange {
	var list []runeRange
	var at rune
	numbers := strings.Fields(packed)
	for i := 0; i+1 < len(numbers); i += 2 {
		gap, _ := strconv.ParseInt(numbers[i], 36, 32)
		length, _ := strconv.ParseInt(numbers[i+1], 36, 32)
		low := at + rune(gap)
		high := low + rune(length)
		list = append(list, runeRange{low, high})
		at = high + 1
	}
	return list
}

// union returns the sorted ranges of all lists with neighbours joined.
func union(lists ...[]runeRange) []runeRange {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(a, b runeRange) int { return int(a.low - b.low) })
	joined := all[:0]
	for _, r := range all {
		if n := len(joined); n > 0 && r.low <= joined[n-1].high+1 {
			joined[n-1].high = max(joined[n-1].high, r.high)
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// invert returns the code points that are not in a sorted list.
func invert(list []runeRange) []runeRange {
	out := []runeRange{}
	var next rune
	for _, r := range list {
		if r.low > next {
			out = append(out, runeRange{next, r.low - 1})
		}
		next = r.high + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, runeRange{next, unicode.MaxRune})
	}
	return out
}
