// write-files FROM TO LIST
// The plain loop that an export is compared with: for each path in LIST, writes the bytes of the file below FROM
// to the same path below TO, through a temporary file beside it that is synced and renamed.
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(74);
}

int main(int count, char **words) {
  if (count != 4) return fprintf(stderr, "usage: write-files FROM TO LIST\n"), 64;
  FILE *list = fopen(words[3], "r");
  if (list == NULL) fail(words[3]);
  static char bytes[4 << 20];
  char name[PATH_MAX], from[2 * PATH_MAX], to[2 * PATH_MAX], fresh[2 * PATH_MAX + 8];
  while (fgets(name, sizeof name, list) != NULL) {
    name[strcspn(name, "\n")] = 0;
    snprintf(from, sizeof from, "%s/%s", words[1], name);
    snprintf(to, sizeof to, "%s/%s", words[2], name);
    snprintf(fresh, sizeof fresh, "%s.new", to);
    int input = open(from, O_RDONLY);
    if (input < 0) fail(from);
    ssize_t length = read(input, bytes, sizeof bytes);
    close(input);
    int output = open(fresh, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (output < 0) fail(fresh);
    if (length < 0 || write(output, bytes, (size_t)length) != length) fail(fresh);
    if (fsync(output) != 0) fail(fresh);
    close(output);
    if (rename(fresh, to) != 0) fail(to);
  }
  return 0;
}
