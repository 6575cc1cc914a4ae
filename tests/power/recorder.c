/* Writes down what a process does to the files of one folder, in the order in which it does it.
 *
 * Loaded before the C library (LD_PRELOAD). POWER_FOLDER is the folder, POWER_LOG the file to write to.
 * A record: kind (1 byte), file (4), offset (8), length (8), then so many bytes.
 * Kinds: O a file is opened (the bytes are its name), W written, T cut or stretched to `offset`, S synchronised,
 * U removed (the bytes are its name). The shared memory of SQLite (-shm) is left out: no power cut leaves it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { MOST = 4096 };
static int file_of[MOST]; /* by descriptor; 0 where it is none of ours */
static int files, out;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define NEXT(name) (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void record(char kind, uint32_t file, uint64_t offset, const void *data, uint64_t length)
{
    char *whole = malloc(21 + length);
    if (!out) out = (NEXT(open))(getenv("POWER_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    whole[0] = kind;
    memcpy(whole + 1, &file, 4);
    memcpy(whole + 5, &offset, 8);
    memcpy(whole + 13, &length, 8);
    if (length) memcpy(whole + 21, data, length);
    if ((NEXT(write))(out, whole, 21 + length) != (ssize_t)(21 + length)) abort();
    free(whole);
}

static const char *ours(const char *path)
{
    const char *folder = getenv("POWER_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    size_t end = strlen(path);
    if (!length || strncmp(path, folder, length) || path[length] != '/') return NULL;
    if (end > 4 && !strcmp(path + end - 4, "-shm")) return NULL;
    return path + length + 1;
}

static int opened(int descriptor, const char *path)
{
    const char *name = ours(path);
    if (descriptor < 0 || descriptor >= MOST || !name) return descriptor;
    pthread_mutex_lock(&lock);
    file_of[descriptor] = ++files;
    record('O', files, 0, name, strlen(name));
    pthread_mutex_unlock(&lock);
    return descriptor;
}

#define OPEN(name)                                                   \
    int name(const char *path, int flags, ...)                       \
    {                                                                \
        va_list more;                                                \
        va_start(more, flags);                                       \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                                \
        return opened((NEXT(name))(path, flags, mode), path);        \
    }
OPEN(open)
OPEN(open64)

int close(int descriptor)
{
    if (descriptor >= 0 && descriptor < MOST) file_of[descriptor] = 0;
    return (NEXT(close))(descriptor);
}

static int file_at(int descriptor) { return descriptor >= 0 && descriptor < MOST ? file_of[descriptor] : 0; }

#define AT(name, kind, call, from, data, length)        \
    {                                                   \
        int file = file_at(descriptor);                 \
        if (!file) return (NEXT(name))call;             \
        pthread_mutex_lock(&lock);                      \
        uint64_t where = from;                          \
        __auto_type done = (NEXT(name))call;            \
        if (done >= 0) record(kind, file, where, data, length); \
        pthread_mutex_unlock(&lock);                    \
        return done;                                    \
    }

ssize_t write(int descriptor, const void *data, size_t length)
AT(write, 'W', (descriptor, data, length), lseek(descriptor, 0, SEEK_CUR), data, done)
ssize_t pwrite(int descriptor, const void *data, size_t length, off_t offset)
AT(pwrite, 'W', (descriptor, data, length, offset), offset, data, done)
ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t offset)
AT(pwrite64, 'W', (descriptor, data, length, offset), offset, data, done)
int ftruncate(int descriptor, off_t length)
AT(ftruncate, 'T', (descriptor, length), length, NULL, 0)
int ftruncate64(int descriptor, off64_t length)
AT(ftruncate64, 'T', (descriptor, length), length, NULL, 0)
int fsync(int descriptor)
AT(fsync, 'S', (descriptor), 0, NULL, 0)
int fdatasync(int descriptor)
AT(fdatasync, 'S', (descriptor), 0, NULL, 0)

int unlink(const char *path)
{
    const char *name = ours(path);
    if (name) {
        pthread_mutex_lock(&lock);
        record('U', 0, 0, name, strlen(name));
        pthread_mutex_unlock(&lock);
    }
    return (NEXT(unlink))(path);
}
