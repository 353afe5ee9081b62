// measure RUNS [-o FILE] COMMAND… [-- COMMAND…]…
// Runs the commands in turn, RUNS times each, so that a change of the machine's mood meets all of them alike.
// Prints one line per command: median wall time in milliseconds, tenth percentile, peak memory in kilobytes, exit code.
// The commands' standard output and error go to /dev/null.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;
enum { most = 16 };

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

int main(int count, char **words) {
  if (count < 3) return fprintf(stderr, "usage: measure RUNS COMMAND… [-- COMMAND…]…\n"), 64;
  int runs = atoi(words[1]);
  char **command[most];
  int commands = 0;
  command[commands++] = words + 2;
  for (int i = 2; i < count; i++) {
    if (strcmp(words[i], "--") != 0) continue;
    words[i] = NULL;
    if (commands == most || runs < 1) return 64;
    command[commands++] = words + i + 1;
  }
  double *times = calloc((size_t)runs * commands, sizeof *times);
  long peak[most] = {0};
  int code[most] = {0};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
  for (int run = 0; run < runs; run++) {
    for (int i = 0; i < commands; i++) {
      struct timespec from, to;
      struct rusage used;
      int status;
      pid_t child;
      clock_gettime(CLOCK_MONOTONIC, &from);
      if (posix_spawnp(&child, command[i][0], &quiet, NULL, command[i], environ) != 0) {
        return fprintf(stderr, "measure: '%s' cannot be started\n", command[i][0]), 70;
      }
      wait4(child, &status, 0, &used);
      clock_gettime(CLOCK_MONOTONIC, &to);
      times[i * runs + run] =
          (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6;
      if (used.ru_maxrss > peak[i]) peak[i] = used.ru_maxrss;
      code[i] = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
  }
  for (int i = 0; i < commands; i++) {
    double *mine = times + i * runs;
    qsort(mine, runs, sizeof *mine, ascending);
    printf("%.3f %.3f %ld %d\n", mine[runs / 2], mine[runs / 10], peak[i], code[i]);
  }
  return 0;
}
