package inspect

import "github.com/dop251/goja"

// Function returns util.inspect(value, options) as a script calls it.
func (ins *Inspector) Function() goja.Value { return ins.inspectFunction() }
