#include "carguments.h"

// What Swift's `CommandLine` asks for, in place of the static runtime's own pair of functions: those find the words by
// reading /proc/self/maps and walking up the stack before `main`, at every start (docs/decisions/0011-…). The names and
// types are those of stdlib/public/stubs/CommandLine.cpp; should the runtime come to need more of that file, the linker
// says so by finding them twice.

static int words_count;
static char **words;

// glibc hands the arguments of `main` to what runs before it (csu/libc-start.c, call_init).
__attribute__((constructor)) static void take_words(int argc, char **argv) {
  words_count = argc;
  words = argv;
}

char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
  *count = words_count;
  return words;
}

void _swift_stdlib_overrideUnsafeArgvArgc(char **other, int count) {
  words_count = count;
  words = other;
}
