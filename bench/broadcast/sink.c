// A subscriber that is never the bottleneck: N WebSocket connections to 127.0.0.1, counting messages by the marker "8888888888"
// and a 20-digit CLOCK_MONOTONIC nanosecond stamp (process.hrtime.bigint() in Node) anywhere in them, in any framing.
// usage: sink PORT N PATH [STALLED]   stdin: "reset", "quit"   stdout: a JSON line every 10 ms (see sink.mjs for the fields)
// STALLED: the first so many connections stop reading after their handshake.
// Environment: SINK_HEADER, a header of the handshake; SINK_MESSAGES, sent by every connection after it, one a line.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARK "8888888888"
#define MARK_BYTES 10
#define STAMP_BYTES 20
#define CARRY 32
#define READ_BYTES 262144
#define BUCKETS (64 * 40)
#define STDIN_ID 0xffffffffu
#define BATCH 64
#define MAX_CONNECTIONS 20000
#define MAX_SECONDS 300ull

typedef struct { int fd; int carried; unsigned char carry[CARRY]; } connection;

static connection *connections;
static int count, closed;
static uint64_t total, reads, idle_ns, slowest;
static uint64_t histogram[BUCKETS];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void die(const char *what) { perror(what); exit(2); }

// Log-linear buckets of 100 ns, less than 1.6 % wide.
static int bucket_of(uint64_t v) {
  if (v < 64) return (int)v;
  int shift = 63 - __builtin_clzll(v) - 6;
  return (shift + 1) * 64 + (int)((v >> shift) & 63);
}

static uint64_t value_of(int bucket) {
  return bucket < 64 ? (uint64_t)bucket : ((uint64_t)(64 + bucket % 64)) << (bucket / 64 - 1);
}

static double quantile_us(double q) {
  uint64_t n = 0, seen = 0;
  for (int i = 0; i < BUCKETS; i++) n += histogram[i];
  if (!n) return 0;
  uint64_t rank = (uint64_t)(q * (n - 1));
  for (int i = 0; i < BUCKETS; i++) if ((seen += histogram[i]) > rank) return value_of(i) / 10.0;
  return 0;
}

static void report(void) {
  printf("{\"total\":%lu,\"closed\":%d,\"idle_s\":%.4f,\"reads\":%lu,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}\n", total, closed, idle_ns / 1e9,
         reads, quantile_us(.5), quantile_us(.99), slowest / 10.0);
  fflush(stdout);
}

static int read_handshake(int fd) {
  char text[4096];
  int n = 0;
  while (n < 4095) {
    if (recv(fd, text + n, 1, 0) <= 0) return -1;
    text[++n] = 0;
    if (n >= 4 && !memcmp(text + n - 4, "\r\n\r\n", 4)) return strncmp(text, "HTTP/1.1 101", 12) ? -1 : 0;
  }
  return -1;
}

// Frames of all messages, with a mask of zeros, which leaves the text as it is.
static int frames_of(const char *messages, unsigned char *frames, int room) {
  int length = 0;
  for (const char *at = messages; at && *at;) {
    const char *end = strchr(at, '\n');
    int n = end ? (int)(end - at) : (int)strlen(at);
    if (n > 65535 || length + n + 8 > room) die("SINK_MESSAGES is too long");
    frames[length++] = 0x81;
    if (n < 126) frames[length++] = 0x80 | n;
    else frames[length++] = 0x80 | 126, frames[length++] = n >> 8, frames[length++] = n & 255;
    memset(frames + length, 0, 4);
    memcpy(frames + length + 4, at, n);
    length += 4 + n;
    at = end ? end + 1 : NULL;
  }
  return length;
}

static void open_all(int port, const char *path, int stalled, int epoll) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  char request[16384];
  const char *header = getenv("SINK_HEADER");
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%s%s"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", path, port,
                        header ? header : "", header ? "\r\n" : "");
  static unsigned char frames[65536];
  int framed = frames_of(getenv("SINK_MESSAGES"), frames, sizeof frames);
  for (int from = 0; from < count; from += BATCH) {
    int to = from + BATCH < count ? from + BATCH : count;
    for (int i = from; i < to; i++) {
      int fd = connections[i].fd = socket(AF_INET, SOCK_STREAM, 0), one = 1, small = 4096;
      if (fd < 0) die("socket");
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      if (i < stalled) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
      if (connect(fd, (void *)&address, sizeof address)) die("connect");
      if (send(fd, request, length, MSG_NOSIGNAL) != length) die("send");
    }
    for (int i = from; i < to; i++) {
      int fd = connections[i].fd;
      if (read_handshake(fd)) die("handshake");
      if (framed && send(fd, frames, framed, MSG_NOSIGNAL) != framed) die("send");
      if (i < stalled) continue;
      fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
      struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
      if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) die("epoll");
    }
  }
}

static void take(connection *c, const unsigned char *p, const unsigned char *end, uint64_t at) {
  const int whole = MARK_BYTES + STAMP_BYTES;
  const unsigned char *mark;
  c->carried = 0;
  while ((mark = memmem(p, end - p, MARK, MARK_BYTES)) && end - mark >= whole) {
    uint64_t stamp = 0;
    for (int i = MARK_BYTES; i < whole; i++) stamp = stamp * 10 + (mark[i] - '0');
    uint64_t late = at > stamp ? (at - stamp) / 100 : 0;
    int bucket = bucket_of(late);
    histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    if (late > slowest) slowest = late;
    total++;
    p = mark + whole;
  }
  // A marker that is cut in two is read with what comes next.
  c->carried = end - p < whole - 1 ? end - p : whole - 1;
  memcpy(c->carry, end - c->carried, c->carried);
}

static void receive(connection *c, int epoll) {
  static unsigned char buffer[CARRY + READ_BYTES];
  unsigned char *start = buffer + CARRY - c->carried;
  memcpy(start, c->carry, c->carried);
  ssize_t n = recv(c->fd, buffer + CARRY, READ_BYTES, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, c->fd, 0);
    close(c->fd);
    closed++;
    return;
  }
  reads++;
  take(c, start, buffer + CARRY + n, now());
}

// Unasked pongs say that we live; so pings need not be parsed.
static void pong_all(int stalled) {
  static const unsigned char pong[6] = {0x8a, 0x80, 0, 0, 0, 0};
  for (int i = stalled; i < count; i++) send(connections[i].fd, pong, sizeof pong, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void command(void) {
  char line[256];
  ssize_t n = read(0, line, 255);
  if (n == 0) exit(0);
  if (n < 0) return;
  line[n] = 0;
  if (strstr(line, "quit")) exit(0);
  total = reads = slowest = idle_ns = 0;
  memset(histogram, 0, sizeof histogram);
}

int main(int argc, char **argv) {
  if (argc < 4) return fprintf(stderr, "usage: sink PORT N PATH [STALLED]\n"), 2;
  count = atoi(argv[2]) < MAX_CONNECTIONS ? atoi(argv[2]) : MAX_CONNECTIONS;
  int stalled = argc > 4 ? atoi(argv[4]) : 0, epoll = epoll_create1(0);
  struct rlimit files = {65536, 65536};
  setrlimit(RLIMIT_NOFILE, &files);
  connections = calloc(count, sizeof(connection));
  open_all(atoi(argv[1]), argv[3], stalled, epoll);
  printf("{\"ready\":%d}\n", count);
  fflush(stdout);
  struct epoll_event input = {.events = EPOLLIN, .data.u32 = STDIN_ID}, events[512];
  fcntl(0, F_SETFL, O_NONBLOCK);
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
  uint64_t reported = now(), ponged = reported, end = reported + MAX_SECONDS * 1000000000ull;
  for (uint64_t before = reported; before < end; before = now()) {
    int n = epoll_wait(epoll, events, 512, 5);
    uint64_t at = now();
    if (n <= 0) idle_ns += at - before;
    for (int i = 0; i < n; i++)
      if (events[i].data.u32 == STDIN_ID) command();
      else receive(&connections[events[i].data.u32], epoll);
    if (at - reported > 10000000ull) reported = at, report();
    if (at - ponged > 10000000000ull) ponged = at, pong_all(stalled);
  }
  return 3;
}
