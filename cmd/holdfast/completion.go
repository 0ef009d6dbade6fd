package main

// What shells complete of what a server has. Where that cannot be had nothing is
// offered, for there is nowhere to say why.

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

// completionTime is how long a shell is kept waiting.
const completionTime = time.Second

// completeNames makes a completion, whatever arguments there are.
func completeNames(names func(ctx context.Context) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTime)
		defer cancel()
		return names(ctx), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFirst is completeNames for an argument that is the only one.
func completeFirst(names func(ctx context.Context) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return completeNames(names)(cmd, args, typed)
	}
}

// sessionNames returns the sessions of the server that a flag names.
func sessionNames(ctx context.Context, sys *system, socket string) (names []string) {
	var all api.Sessions
	if err := newClient(sys, socket).Get(ctx, api.PathSessions, &all); err != nil {
		return nil
	}
	for _, s := range all.Sessions {
		names = append(names, s.Name)
	}
	return names
}

// processNames returns the processes of a session, or of all if that is "", with
// their states.
func (f *remoteFlags) processNames(ctx context.Context, sys *system) (names []string) {
	all, err := askProcesses(ctx, newClient(sys, f.socket), f.session)
	if err != nil {
		return nil
	}
	for _, p := range all.Processes {
		names = append(names, cobra.CompletionWithDesc(p.Name, p.State+" in "+quote(p.Session)))
	}
	return names
}

// completeSessionFlag completes --session of a command.
func completeSessionFlag(sys *system, cmd *cobra.Command, socket *string) {
	completeFlag(cmd, "session", completeNames(func(ctx context.Context) []string {
		return sessionNames(ctx, sys, *socket)
	}))
}

// completeWords completes a flag that has one of some words.
func completeWords(cmd *cobra.Command, flag string, words ...string) {
	completeFlag(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// unquoteFlags has flags described without the backquotes that name their values in
// help.
func unquoteFlags(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) })
	for _, c := range cmd.Commands() {
		unquoteFlags(c)
	}
}

func completeFlag(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // there is no such flag
	}
}
