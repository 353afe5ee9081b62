#pragma once
#include <stddef.h>
#include <stdint.h>

// libcurl, opened when it is first asked for: a program that makes no request neither loads it nor
// needs it installed. The numbers of options and the layout of the two structs read here are fixed
// by libcurl's ABI 4, so its headers are not needed either. Its main calls are variadic, which
// Swift cannot call; hence a wrapper per type of argument.

/// The functions of an opened library.
typedef struct ccurl ccurl;

/// Receives `size * count` bytes; returning another number ends the transfer.
typedef size_t (*ccurl_sink)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable user);

/// Opens the library `name` and starts it. Null when that fails; `error` then says why.
ccurl *_Nullable ccurl_open(const char *_Nonnull name, char *_Nonnull error, size_t error_size);

void *_Nullable ccurl_easy_new(const ccurl *_Nonnull curl);
void ccurl_easy_free(const ccurl *_Nonnull curl, void *_Nonnull easy);
void ccurl_easy_reset(const ccurl *_Nonnull curl, void *_Nonnull easy);
int ccurl_set_long(const ccurl *_Nonnull curl, void *_Nonnull easy, int option, long value);
int ccurl_set_size(const ccurl *_Nonnull curl, void *_Nonnull easy, int option, int64_t value);
int ccurl_set_pointer(const ccurl *_Nonnull curl, void *_Nonnull easy, int option,
                      const void *_Nullable value);
int ccurl_set_sink(const ccurl *_Nonnull curl, void *_Nonnull easy, int option,
                   ccurl_sink _Nonnull value);
long ccurl_get_long(const ccurl *_Nonnull curl, void *_Nonnull easy, int info);
int64_t ccurl_get_time(const ccurl *_Nonnull curl, void *_Nonnull easy, int info);
const char *_Nullable ccurl_get_text(const ccurl *_Nonnull curl, void *_Nonnull easy, int info);
const char *_Nonnull ccurl_error_text(const ccurl *_Nonnull curl, int code);

void *_Nullable ccurl_multi_new(const ccurl *_Nonnull curl);
void ccurl_multi_free(const ccurl *_Nonnull curl, void *_Nonnull multi);
int ccurl_multi_add(const ccurl *_Nonnull curl, void *_Nonnull multi, void *_Nonnull easy);
int ccurl_multi_remove(const ccurl *_Nonnull curl, void *_Nonnull multi, void *_Nonnull easy);
int ccurl_multi_perform(const ccurl *_Nonnull curl, void *_Nonnull multi);
/// Waits until something can be done, at most `milliseconds`.
int ccurl_multi_poll(const ccurl *_Nonnull curl, void *_Nonnull multi, int milliseconds);
/// Takes one ended transfer: its handle, and its result in `code`. Null when there is none.
void *_Nullable ccurl_multi_done(const ccurl *_Nonnull curl, void *_Nonnull multi,
                                 int *_Nonnull code);

/// Adds a copy of `line`; null when there is no memory, `list` is then as it was.
void *_Nullable ccurl_list_add(const ccurl *_Nonnull curl, void *_Nullable list,
                               const char *_Nonnull line);
/// Wipes the lines and frees the list.
void ccurl_list_free(const ccurl *_Nonnull curl, void *_Nullable list);

/// Writes `scheme host port` of `url` as the library reads it; 0 when that worked.
int ccurl_origin(const ccurl *_Nonnull curl, const char *_Nonnull url, char *_Nonnull text,
                 size_t size);

/// Writes `url` without user and password; 0 when that worked.
int ccurl_without_user(const ccurl *_Nonnull curl, const char *_Nonnull url, char *_Nonnull text,
                       size_t size);

/// Overwrites memory in a way that the compiler keeps.
void ccurl_wipe(void *_Nonnull bytes, size_t count);

/// Microseconds of a clock that is never set.
int64_t ccurl_now(void);
