#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "ccurl.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct list {
  char *data;
  struct list *next;
};

struct message {
  int kind;
  void *easy;
  union {
    void *whatever;
    int result;
  } data;
};

struct ccurl {
  int (*global_init)(long);
  void *(*easy_init)(void);
  void (*easy_cleanup)(void *);
  void (*easy_reset)(void *);
  int (*easy_setopt)(void *, int, ...);
  int (*easy_getinfo)(void *, int, ...);
  const char *(*easy_strerror)(int);
  void *(*multi_init)(void);
  int (*multi_cleanup)(void *);
  int (*multi_add_handle)(void *, void *);
  int (*multi_remove_handle)(void *, void *);
  int (*multi_perform)(void *, int *);
  int (*multi_poll)(void *, void *, unsigned, int, int *);
  struct message *(*multi_info_read)(void *, int *);
  struct list *(*slist_append)(struct list *, const char *);
  void (*slist_free_all)(struct list *);
  void *(*url)(void);
  void (*url_cleanup)(void *);
  int (*url_set)(void *, int, const char *, unsigned);
  int (*url_get)(void *, int, char **, unsigned);
  void (*free)(void *);
};

ccurl *ccurl_open(const char *name, char *error, size_t error_size) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *why = dlerror();
    snprintf(error, error_size, "%s", why ? why : "dlopen failed");
    return NULL;
  }
  ccurl *curl = calloc(1, sizeof *curl);
  if (!curl) {
    snprintf(error, error_size, "out of memory");
    return NULL;
  }
#define NEED(member)                                                       \
  *(void **)&curl->member = dlsym(library, "curl_" #member);               \
  if (!curl->member) {                                                     \
    snprintf(error, error_size, "%s has no curl_" #member, name);          \
    free(curl);                                                            \
    return NULL;                                                           \
  }
  NEED(global_init) NEED(easy_init) NEED(easy_cleanup) NEED(easy_reset)
  NEED(easy_setopt) NEED(easy_getinfo) NEED(easy_strerror) NEED(multi_init) NEED(multi_cleanup)
  NEED(multi_add_handle) NEED(multi_remove_handle) NEED(multi_perform) NEED(multi_poll)
  NEED(multi_info_read) NEED(slist_append) NEED(slist_free_all) NEED(url) NEED(url_cleanup)
  NEED(url_set) NEED(url_get) NEED(free)
#undef NEED
  if (curl->global_init(3 /* CURL_GLOBAL_ALL */) != 0) {
    snprintf(error, error_size, "%s could not be started", name);
    free(curl);
    return NULL;
  }
  // Transfers run with CURLOPT_NOSIGNAL, so a connection that was closed would end the program.
  struct sigaction present;
  if (sigaction(SIGPIPE, NULL, &present) == 0 && present.sa_handler == SIG_DFL)
    signal(SIGPIPE, SIG_IGN);
  return curl;
}

void *ccurl_easy_new(const ccurl *curl) { return curl->easy_init(); }
void ccurl_easy_free(const ccurl *curl, void *easy) { curl->easy_cleanup(easy); }
void ccurl_easy_reset(const ccurl *curl, void *easy) { curl->easy_reset(easy); }
int ccurl_set_long(const ccurl *curl, void *easy, int option, long value) {
  return curl->easy_setopt(easy, option, value);
}
int ccurl_set_size(const ccurl *curl, void *easy, int option, int64_t value) {
  return curl->easy_setopt(easy, option, value);
}
int ccurl_set_pointer(const ccurl *curl, void *easy, int option, const void *value) {
  return curl->easy_setopt(easy, option, value);
}
int ccurl_set_sink(const ccurl *curl, void *easy, int option, ccurl_sink value) {
  return curl->easy_setopt(easy, option, value);
}
long ccurl_get_long(const ccurl *curl, void *easy, int info) {
  long value = 0;
  curl->easy_getinfo(easy, info, &value);
  return value;
}
int64_t ccurl_get_time(const ccurl *curl, void *easy, int info) {
  int64_t value = 0;
  curl->easy_getinfo(easy, info, &value);
  return value;
}
const char *ccurl_get_text(const ccurl *curl, void *easy, int info) {
  const char *value = NULL;
  curl->easy_getinfo(easy, info, &value);
  return value;
}
const char *ccurl_error_text(const ccurl *curl, int code) { return curl->easy_strerror(code); }

void *ccurl_multi_new(const ccurl *curl) { return curl->multi_init(); }
void ccurl_multi_free(const ccurl *curl, void *multi) { curl->multi_cleanup(multi); }
int ccurl_multi_add(const ccurl *curl, void *multi, void *easy) {
  return curl->multi_add_handle(multi, easy);
}
int ccurl_multi_remove(const ccurl *curl, void *multi, void *easy) {
  return curl->multi_remove_handle(multi, easy);
}
int ccurl_multi_perform(const ccurl *curl, void *multi) {
  int running;
  return curl->multi_perform(multi, &running);
}
int ccurl_multi_poll(const ccurl *curl, void *multi, int milliseconds) {
  return curl->multi_poll(multi, NULL, 0, milliseconds, NULL);
}
void *ccurl_multi_done(const ccurl *curl, void *multi, int *code) {
  int left;
  struct message *message;
  while ((message = curl->multi_info_read(multi, &left))) {
    if (message->kind != 1 /* CURLMSG_DONE */) continue;
    *code = message->data.result;
    return message->easy;
  }
  return NULL;
}

void *ccurl_list_add(const ccurl *curl, void *list, const char *line) {
  return curl->slist_append(list, line);
}
void ccurl_list_free(const ccurl *curl, void *list) {
  for (struct list *item = list; item; item = item->next)
    if (item->data) explicit_bzero(item->data, strlen(item->data));
  if (list) curl->slist_free_all(list);
}

int ccurl_origin(const ccurl *curl, const char *url, char *text, size_t size) {
  void *handle = curl->url();
  if (!handle) return 1;
  char *parts[3] = {NULL, NULL, NULL};
  int failed = curl->url_set(handle, 0 /* CURLUPART_URL */, url, 0);
  const int wanted[3] = {1 /* SCHEME */, 5 /* HOST */, 6 /* PORT */};
  for (int part = 0; part < 3 && !failed; part++)
    failed = curl->url_get(handle, wanted[part], &parts[part], 1 /* CURLU_DEFAULT_PORT */);
  if (!failed)
    failed = snprintf(text, size, "%s %s %s", parts[0], parts[1], parts[2]) >= (int)size;
  for (int part = 0; part < 3; part++) curl->free(parts[part]);
  curl->url_cleanup(handle);
  return failed != 0;
}

int ccurl_without_user(const ccurl *curl, const char *url, char *text, size_t size) {
  void *handle = curl->url();
  if (!handle) return 1;
  char *whole = NULL;
  int failed = curl->url_set(handle, 0 /* CURLUPART_URL */, url, 0) ||
               curl->url_set(handle, 2 /* USER */, NULL, 0) ||
               curl->url_set(handle, 3 /* PASSWORD */, NULL, 0) ||
               curl->url_set(handle, 4 /* OPTIONS */, NULL, 0) ||
               curl->url_get(handle, 0, &whole, 0) || strlen(whole) >= size;
  if (!failed) memcpy(text, whole, strlen(whole) + 1);
  if (whole) {
    explicit_bzero(whole, strlen(whole));
    curl->free(whole);
  }
  curl->url_cleanup(handle);
  return failed != 0;
}

void ccurl_wipe(void *bytes, size_t count) { explicit_bzero(bytes, count); }

int64_t ccurl_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
