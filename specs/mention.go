package specs

import "mvdan.cc/sh/v3/syntax"

// Where a shell line expands values, and what these could do.

// mentions returns the value expanded in node that could do the most where it is
// evaluated again, and whether there is one. It is asked of each thing that nests in
// turn, so it looks at each statement and word once.
func (s *script) mentions(node syntax.Node) (*syntax.ParamExp, bool) {
	if found, known := s.mentioned[node]; known {
		return found, found != nil
	}
	var most *syntax.ParamExp
	syntax.Walk(node, func(n syntax.Node) bool {
		var found *syntax.ParamExp
		below := true
		switch n := n.(type) {
		case *syntax.Stmt, *syntax.Word:
			if n != node {
				found, _ = s.mentions(n)
				below = false
			}
		case *syntax.ParamExp:
			found = n
		}
		if s.risk(found) > s.risk(most) {
			most = found
		}
		return below && s.risk(most) < anything
	})
	s.mentioned[node] = most
	return most, most != nil
}

// risk is that of the value which an expansion holds; it may be nil.
func (s *script) risk(p *syntax.ParamExp) risk {
	if p == nil || p.Param == nil || p.Length {
		return absent
	}
	_, exact, holds := s.sources(p.Param.Value)
	switch {
	case !holds:
		return absent
	case exact:
		return s.c.spec.Params[s.c.param(p.Param.Value)].risk()
	}
	return anything
}
