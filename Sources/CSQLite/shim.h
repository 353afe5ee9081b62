#pragma once
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "private_copies.h"
#include "small_pieces.h"

// Whether two runs of bytes are the same.
static inline int purser_are_same(const void *left, const void *right, size_t count) {
  return memcmp(left, right, count) == 0;
}

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, a macro that Swift cannot import.
static inline sqlite3_destructor_type purser_sqlite_transient(void) { return SQLITE_TRANSIENT; }

// Sets how SQLite gets its memory: small pieces from slabs, and without a count of it, which takes a lock at each
// allocation. What one statement may have to take back stays in memory up to 1 MB: once a statement has changed more
// than that (64 kB by default, 16 pages), all later ones of the connection write theirs to a file, two writes a page.
// Variadic, so not importable. Before the first connection. Returns SQLite's result code.
static inline int purser_sqlite_configure(void) {
  int result = purser_take_small_pieces();
  if (result == SQLITE_OK) result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  return result == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 1 << 20) : result;
}

// Makes an empty file with mode 0600 unless it is there; SQLite itself would make it 0644. Returns 1 when
// it was made, 0 when it was there, else minus the error number.
static inline int purser_create_private_file(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return errno == EEXIST ? 0 : -errno;
  close(file);
  return 1;
}

// Takes the file at the path away from everybody but its owner.
static inline void purser_make_private(const char *path) { (void)chmod(path, 0600); }

// When the content of the file changed last, in nanoseconds since 1970, and its size; both -1 when it cannot be told. A time
// before 1677 or after 2262 wraps around, which is as good for seeing a change.
static inline void purser_file_stamp(const char *path, int64_t *changed, int64_t *size) {
  struct stat entry;
  *changed = *size = -1;
  if (stat(path, &entry) != 0) return;
  *changed = (int64_t)((uint64_t)entry.st_mtim.tv_sec * 1000000000u + (uint64_t)entry.st_mtim.tv_nsec);
  *size = (int64_t)entry.st_size;
}

// The size of a file, or minus the error number.
static inline int64_t purser_file_size(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 ? (int64_t)info.st_size : -(int64_t)errno;
}

// 1 for a folder, 2 for a pipe, a device or another thing that is no file, or a link to one; 3 for a link that leads to nothing;
// 0 for a file and for nothing.
static inline int purser_is_no_file(const char *path) {
  struct stat info;
  if (stat(path, &info) != 0) return (errno == ENOENT || errno == ELOOP) && lstat(path, &info) == 0 ? 3 : 0;
  if (S_ISREG(info.st_mode)) return 0;
  return S_ISDIR(info.st_mode) ? 1 : 2;
}

// Whether this process may read a file or folder.
static inline int purser_can_read(const char *path) { return faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0; }

// Why this process may not write a file or folder: the error number, 0 when it may.
static inline int purser_write_fault(const char *path) {
  return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 ? 0 : errno;
}

static inline int purser_remove_file(const char *path) { return unlink(path); }

static inline int purser_remove_folder(const char *path) { return rmdir(path); }

// A number for the calling thread, never 0.
static inline uintptr_t purser_thread(void) { return (uintptr_t)pthread_self(); }

// Milliseconds of a clock that never goes back.
static inline int64_t purser_steady_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
