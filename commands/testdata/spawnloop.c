// Runs a program N times as cheaply as C does it: posix_spawn, a pipe each for
// stdout and stderr, poll until both are at their end, waitpid. It prints how
// many nanoseconds each took. The baseline of BenchmarkTrue.
//
//   spawnloop N PROGRAM [ARG...]

#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static char buf[65536];

static void die(const char *what) {
	perror(what);
	exit(1);
}

static void drain(int out, int err) {
	struct pollfd fds[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
	for (int open = 2; open > 0;) {
		if (poll(fds, 2, -1) < 0) die("poll");
		for (int i = 0; i < 2; i++) {
			if (fds[i].fd < 0 || !fds[i].revents) continue;
			if (read(fds[i].fd, buf, sizeof buf) > 0) continue;
			close(fds[i].fd);
			fds[i].fd = -1;
			open--;
		}
	}
}

static void run(char **argv) {
	int out[2], err[2], status;
	pid_t pid;
	posix_spawn_file_actions_t actions;

	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)) die("pipe2");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	posix_spawn_file_actions_adddup2(&actions, err[1], 2);
	if (posix_spawn(&pid, argv[0], &actions, NULL, argv, environ)) die("posix_spawn");
	posix_spawn_file_actions_destroy(&actions);
	close(out[1]);
	close(err[1]);
	drain(out[0], err[0]);
	if (waitpid(pid, &status, 0) < 0 || status != 0) die(argv[0]);
}

static long long now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
	if (argc < 3) return 2;
	for (long n = atol(argv[1]); n > 0; n--) {
		long long began = now();
		run(argv + 2);
		printf("%lld\n", now() - began);
	}
	return 0;
}
