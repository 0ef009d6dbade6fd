package main

import (
	"time"

	"github.com/holdfast-run/holdfast/specs"
)

// An explanationDocument is what explain --json prints. Times are in
// milliseconds and sizes in bytes; null is no limit. A hidden variable is null.
type explanationDocument struct {
	Command    string             `json:"command"`
	Argv       []string           `json:"argv"`
	Shell      bool               `json:"shell"`
	Cwd        string             `json:"cwd"`
	Env        map[string]*string `json:"env"`
	Persistent bool               `json:"persistent"`
	*oneshotDocument
	*persistentDocument
}

type oneshotDocument struct {
	TimeoutMs      *int64 `json:"timeoutMs"`
	Output         string `json:"output"`
	MaxOutputBytes *int   `json:"maxOutputBytes"`
	Stdin          bool   `json:"stdin"`
	OKCodes        []int  `json:"okCodes"`
}

type persistentDocument struct {
	Ready     *readyDocument  `json:"ready"`
	Stop      stopDocument    `json:"stop"`
	Restart   restartDocument `json:"restart"`
	KeepAlive bool            `json:"keepAlive"`
}

type readyDocument struct {
	Log       string `json:"log,omitempty"`
	HTTP      string `json:"http,omitempty"`
	TCP       string `json:"tcp,omitempty"`
	Exec      string `json:"exec,omitempty"`
	TimeoutMs *int64 `json:"timeoutMs"`
}

type stopDocument struct {
	Signal  string `json:"signal"`
	GraceMs int64  `json:"graceMs"`
}

type restartDocument struct {
	On        string `json:"on"`
	Max       int    `json:"max"`
	BackoffMs int64  `json:"backoffMs"`
}

// document is the explanation for a program.
func (e explanation) document() explanationDocument {
	d := explanationDocument{
		Command: e.inv.Command, Argv: e.inv.Argv, Shell: e.inv.Shell, Cwd: e.inv.Dir,
		Env: make(map[string]*string), Persistent: e.inv.Persistent,
	}
	for _, v := range e.env() {
		d.Env[v.name] = v.value
	}
	if e.inv.Persistent {
		d.persistentDocument = newPersistentDocument(e.inv)
	} else {
		d.oneshotDocument = newOneshotDocument(e.inv)
	}
	return d
}

func newOneshotDocument(inv *specs.Invocation) *oneshotDocument {
	d := &oneshotDocument{
		TimeoutMs: millis(inv.Timeout), Output: string(inv.Output), Stdin: inv.Stdin,
		OKCodes: inv.OKCodes,
	}
	if inv.MaxOutputBytes >= 0 {
		d.MaxOutputBytes = &inv.MaxOutputBytes
	}
	return d
}

func newPersistentDocument(inv *specs.Invocation) *persistentDocument {
	d := &persistentDocument{
		Stop:      stopDocument{inv.Stop.Signal, inv.Stop.Grace.Milliseconds()},
		Restart:   restartDocument{inv.Restart.On, inv.Restart.Max, inv.Restart.Backoff.Milliseconds()},
		KeepAlive: inv.KeepAlive,
	}
	if r := inv.Ready; r != nil {
		d.Ready = &readyDocument{r.Log, r.HTTP, r.TCP, r.Exec, millis(r.Timeout)}
	}
	return d
}

// millis is a limit in milliseconds, nil if there is none.
func millis(d time.Duration) *int64 {
	if d < 0 {
		return nil
	}
	ms := d.Milliseconds()
	return &ms
}
