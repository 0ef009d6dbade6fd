package commands

import "github.com/holdfast-run/holdfast/specs"

// Info describes a declared command.
type Info struct {
	Name        string
	Description string
	Persistent  bool
	Params      []specs.Param
	Running     bool // at least one in flight, or one that was started and has not ended
}

// List returns every declared command in the order of the spec file.
func (r *Runner) List() []Info {
	if r.rules.Specs == nil {
		return nil
	}
	running := r.running()
	var list []Info
	for _, name := range r.rules.Specs.Names() {
		spec, _ := r.rules.Specs.Lookup(name)
		list = append(list, Info{
			Name:        name,
			Description: spec.Description,
			Persistent:  spec.Persistent,
			Params:      spec.Params,
			Running:     running[name],
		})
	}
	return list
}

// running returns the names of the commands that are in flight or live.
func (r *Runner) running() map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := map[string]bool{}
	for s := range r.inFlight {
		names[s.inv.Command] = true
	}
	for p := range r.live {
		names[p.Invocation.Command] = true
	}
	return names
}
