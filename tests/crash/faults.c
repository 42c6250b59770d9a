/* LD_PRELOAD: counts the calls of a process that touch files below a folder, and makes the n-th one go wrong.

   Kinds: 1 killed before the call, 2 killed after it (a write does half of its work), 3 a short write,
   above 1000 the call fails with errno kind - 1000 and does nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[4096];
static long at = -1, count = 0;
static int kind = 0;
static char name_at[64];

void fault_arm(const char *folder, long n, int k) {
  snprintf(root, sizeof root, "%s", folder);
  count = 0;
  kind = k;
  at = n;
}
long fault_count(void) { return count; }
const char *fault_name(void) { return name_at; }

static int inside(const char *path) { return root[0] && strncmp(path, root, strlen(root)) == 0; }

static int inside_fd(int fd) {
  char link[64], path[4096];
  if (!root[0]) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return inside(path);
}

static int inside_at(int fd, const char *path) { return path[0] == '/' ? inside(path) : fd != AT_FDCWD && inside_fd(fd); }

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static int step(int touched, const char *name) {
  if (!touched) return 0;
  long mine = __sync_fetch_and_add(&count, 1);
  if (mine != at) return 0;
  snprintf(name_at, sizeof name_at, "%s", name);
  if (kind == 1) die();
  return kind;
}

#define ORIGINAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

#define CALL(name, touched, ...)                        \
  do {                                                  \
    ORIGINAL(name);                                     \
    int last = step(touched, #name);                    \
    if (last > 1000) { errno = last - 1000; return -1; } \
    __typeof__(real(__VA_ARGS__)) done = real(__VA_ARGS__); \
    if (last == 2) die();                               \
    return done;                                        \
  } while (0)

#define WRITE(name, fd, size, ...)                      \
  do {                                                  \
    ORIGINAL(name);                                     \
    int what = step(inside_fd(fd), #name);              \
    if (what > 1000) { errno = what - 1000; return -1; } \
    if ((what == 2 || what == 3) && size > 1) size /= 2; \
    ssize_t done = real(fd, __VA_ARGS__);               \
    if (what == 2) die();                               \
    return done;                                        \
  } while (0)

#define OPEN(name)                                      \
  int name(const char *path, int flags, ...) {          \
    mode_t mode = 0;                                    \
    va_list rest;                                       \
    va_start(rest, flags);                              \
    if (flags & (O_CREAT | O_TMPFILE)) mode = va_arg(rest, mode_t); \
    va_end(rest);                                       \
    CALL(name, inside(path), path, flags, mode);        \
  }
#define OPENAT(name)                                    \
  int name(int fd, const char *path, int flags, ...) {  \
    mode_t mode = 0;                                    \
    va_list rest;                                       \
    va_start(rest, flags);                              \
    if (flags & (O_CREAT | O_TMPFILE)) mode = va_arg(rest, mode_t); \
    va_end(rest);                                       \
    CALL(name, inside_at(fd, path), fd, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t size) { WRITE(write, fd, size, data, size); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t to) { WRITE(pwrite, fd, size, data, size, to); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t to) { WRITE(pwrite64, fd, size, data, size, to); }
int fsync(int fd) { CALL(fsync, inside_fd(fd), fd); }
int fdatasync(int fd) { CALL(fdatasync, inside_fd(fd), fd); }
int ftruncate(int fd, off_t size) { CALL(ftruncate, inside_fd(fd), fd, size); }
int ftruncate64(int fd, off64_t size) { CALL(ftruncate64, inside_fd(fd), fd, size); }
int rename(const char *from, const char *to) { CALL(rename, inside(from) || inside(to), from, to); }
int link(const char *from, const char *to) { CALL(link, inside(from) || inside(to), from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) { CALL(linkat, inside_at(a, from) || inside_at(b, to), a, from, b, to, flags); }
int symlink(const char *target, const char *path) { CALL(symlink, inside(path), target, path); }
int mkdir(const char *path, mode_t mode) { CALL(mkdir, inside(path), path, mode); }
int rmdir(const char *path) { CALL(rmdir, inside(path), path); }
int unlink(const char *path) { CALL(unlink, inside(path), path); }
int unlinkat(int fd, const char *path, int flags) { CALL(unlinkat, inside_at(fd, path), fd, path, flags); }
