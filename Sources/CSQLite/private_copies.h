#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// Copies of the files of others, which hold their keys, in folders that nobody else can enter.

// Makes a folder with mode 0700 whose name begins as `path` does; its last six characters, all X, are replaced. Returns 0,
// or the error number.
static inline int purser_create_private_folder(char *path) { return mkdtemp(path) ? 0 : errno; }

// Opens a regular file for reading. Returns the descriptor, or minus the error number.
static inline int purser_open_original(const char *path) {
  struct stat info;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return -errno;
  int fault = fstat(file, &info) != 0 ? errno : S_ISREG(info.st_mode) ? 0 : EINVAL;
  if (!fault) return file;
  close(file);
  return -fault;
}

// Makes a new file with mode 0600. Returns the descriptor, or minus the error number.
static inline int purser_open_copy(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  return file < 0 ? -errno : file;
}

// Copies the next piece. Returns 1, or 0 at the end of the original, or minus the error number; then there may be a part of it.
static inline int purser_copy_piece(int original, int copy) {
  char piece[1 << 16];
  ssize_t got;
  do got = read(original, piece, sizeof piece);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return got < 0 ? -errno : 0;
  for (ssize_t done = 0; done < got;) {
    ssize_t put = write(copy, piece + done, (size_t)(got - done));
    if (put >= 0) done += put;
    else if (errno != EINTR) return -errno;
  }
  return 1;
}

static inline void purser_close(int file) { close(file); }

static inline int purser_is_copy(const char *name) {
  return !strcmp(name, "copy") || !strcmp(name, "copy-wal") || !strcmp(name, "copy-shm");
}

// Whether `folder` is this user's, was not changed since `limit` and holds nothing but files of a copy, each as old.
static inline int purser_is_leftover(int folder, DIR *entries, time_t limit) {
  struct stat info;
  if (fstat(folder, &info) != 0 || info.st_uid != geteuid() || info.st_mtime > limit) return 0;
  for (struct dirent *entry; (entry = readdir(entries));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (!purser_is_copy(entry->d_name)) return 0;
    if (fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return 0;
    if (!S_ISREG(info.st_mode) || info.st_mtime > limit) return 0;
  }
  return 1;
}

// Removes the folder `name` of `parent` and the files of a copy in it, when a process that was killed has left it.
static inline void purser_remove_leftover(int parent, const char *name, time_t limit) {
  int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return;
  DIR *entries = fdopendir(folder);
  if (!entries) {
    close(folder);
    return;
  }
  if (purser_is_leftover(folder, entries, limit)) {
    unlinkat(folder, "copy", 0);
    unlinkat(folder, "copy-wal", 0);
    unlinkat(folder, "copy-shm", 0);
    // Fails when something else came into it meanwhile.
    unlinkat(parent, name, AT_REMOVEDIR);
  }
  closedir(entries);
}

// Removes the folders in `path` whose names are `start` and six letters or digits, as `mkdtemp` makes them, and that a process
// that was killed has left more than `seconds` ago. Follows no link, and leaves alone what it cannot remove.
static inline void purser_remove_leftovers(const char *path, const char *start, int64_t seconds) {
  DIR *entries = opendir(path);
  if (!entries) return;
  size_t length = strlen(start);
  time_t limit = time(NULL) - (time_t)seconds;
  for (struct dirent *entry; (entry = readdir(entries));) {
    const char *name = entry->d_name;
    if (strncmp(name, start, length) != 0 || strlen(name) != length + 6) continue;
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if (strspn(name + length, letters) == 6) purser_remove_leftover(dirfd(entries), name, limit);
  }
  closedir(entries);
}
