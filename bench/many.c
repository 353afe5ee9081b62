// many PROCESSES RUNS COMMAND…
// Starts that many processes together; each runs the command RUNS times, one after the other. In its words %p stands for
// the number of the process and %q for the number of the run, and %pN and %qN (N from 1 to 9) for the rest after a
// division by N. The command's output goes to /dev/null, its errors to ours.
// Prints one line: median, 99th percentile and longest wall time of a run in milliseconds, runs that failed.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

// Writes the word with its places filled in.
static char *filled(const char *word, int process, int run) {
  char *text = malloc(strlen(word) * 12 + 1), *end = text;
  for (; *word; word++) {
    if (word[0] != '%' || (word[1] != 'p' && word[1] != 'q')) {
      *end++ = *word;
      continue;
    }
    int number = *++word == 'p' ? process : run;
    if (word[1] >= '1' && word[1] <= '9') number %= *++word - '0';
    end += sprintf(end, "%d", number);
  }
  *end = 0;
  return text;
}

int main(int count, char **words) {
  if (count < 4) return fprintf(stderr, "usage: many PROCESSES RUNS COMMAND…\n"), 64;
  int processes = atoi(words[1]), runs = atoi(words[2]);
  size_t total = (size_t)processes * runs;
  if (processes < 1 || runs < 1) return 64;
  double *times = mmap(NULL, total * sizeof *times, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int *failures = mmap(NULL, sizeof *failures, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  int gate[2];
  if (pipe(gate) != 0) return 70;
  for (int p = 0; p < processes; p++) {
    if (fork() != 0) continue;
    // All wait until the last one is there.
    char byte;
    close(gate[1]);
    if (read(gate[0], &byte, 1) < 0) _exit(70);
    for (int i = 0; i < runs; i++) {
      char *line[count - 2];
      for (int w = 3; w < count; w++) line[w - 3] = filled(words[w], p, i);
      line[count - 3] = NULL;
      struct timespec from, to;
      int status;
      pid_t child;
      clock_gettime(CLOCK_MONOTONIC, &from);
      if (posix_spawnp(&child, line[0], &quiet, NULL, line, environ) != 0) _exit(70);
      waitpid(child, &status, 0);
      clock_gettime(CLOCK_MONOTONIC, &to);
      times[p * runs + i] = (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6;
      if (status != 0) __atomic_add_fetch(failures, 1, __ATOMIC_SEQ_CST);
      for (int w = 3; w < count; w++) free(line[w - 3]);
    }
    _exit(0);
  }
  close(gate[0]);
  close(gate[1]);
  while (wait(NULL) > 0) {}
  qsort(times, total, sizeof *times, ascending);
  printf("%.3f %.3f %.3f %d\n", times[total / 2], times[total * 99 / 100], times[total - 1], *failures);
  return 0;
}
