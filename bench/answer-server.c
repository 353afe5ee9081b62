// answer-server PORT-FILE MILLISECONDS
// A web server on 127.0.0.1 that answers every request as a model does, MILLISECONDS after its last byte came; a request
// whose path holds /hang/ gets no answer. Writes its port into PORT-FILE; runs until it is killed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most = 1024, room = 65536 };

static struct peer {
  char *text;
  int used;
  double due; // when to answer; 0: nothing to answer
} peers[most];
static struct pollfd files[most];
static int count;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void leave(int i) {
  close(files[i].fd);
  free(peers[i].text);
  count--;
  files[i] = files[count];
  peers[i] = peers[count];
}

// Looks whether a whole request has come.
static void look(int i, double wait) {
  struct peer *peer = &peers[i];
  peer->text[peer->used] = 0;
  char *end = strstr(peer->text, "\r\n\r\n");
  if (!end || peer->due) return;
  char *length = strcasestr(peer->text, "\r\ncontent-length:");
  int body = length && length < end ? atoi(length + 17) : 0;
  if (peer->used < end + 4 - peer->text + body) return;
  char *line = strstr(peer->text, "\r\n");
  *line = 0;
  peer->due = strstr(peer->text, "/hang/") ? 1e300 : now() + wait;
  peer->used = 0;
}

static void answer(int i) {
  static const char text[] =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 93\r\n\r\n"
      "{\"choices\":[{\"message\":{\"content\":\"OK\"}}],"
      "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":2}}";
  (void)!write(files[i].fd, text, sizeof text - 1);
  peers[i].due = 0;
}

int main(int words, char **word) {
  if (words != 3) return fprintf(stderr, "usage: answer-server PORT-FILE MILLISECONDS\n"), 64;
  double wait = atof(word[2]);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int door = socket(AF_INET, SOCK_STREAM, 0);
  if (door < 0 || bind(door, (struct sockaddr *)&address, size) || listen(door, 512) ||
      getsockname(door, (struct sockaddr *)&address, &size)) {
    return perror("answer-server"), 70;
  }
  FILE *file = fopen(word[1], "w");
  if (!file) return perror(word[1]), 74;
  fprintf(file, "%d\n", ntohs(address.sin_port));
  fclose(file);
  files[count++] = (struct pollfd){.fd = door, .events = POLLIN};
  for (;;) {
    double next = now() + 1000;
    for (int i = 1; i < count; i++) {
      if (peers[i].due && peers[i].due < next) next = peers[i].due;
    }
    double left = next - now();
    struct timespec pause = {.tv_nsec = left > 0 ? (long)(left * 1e6) % 1000000000 : 0,
                             .tv_sec = left > 1000 ? 1 : 0};
    ppoll(files, (nfds_t)count, &pause, NULL);
    if (files[0].revents && count < most) {
      int peer = accept4(door, NULL, NULL, SOCK_NONBLOCK);
      if (peer >= 0) {
        int yes = 1;
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        files[count] = (struct pollfd){.fd = peer, .events = POLLIN};
        peers[count++] = (struct peer){.text = malloc(room)};
      }
    }
    for (int i = count - 1; i > 0; i--) {
      if (files[i].revents) {
        int space = room - 1 - peers[i].used;
        ssize_t got = read(files[i].fd, peers[i].text + peers[i].used, (size_t)space);
        if (got <= 0) {
          leave(i);
          continue;
        }
        peers[i].used += got;
        look(i, wait);
      }
      if (peers[i].due && peers[i].due <= now()) answer(i);
    }
  }
}
