"""How is a private pcscd kept from the network, and made quick? The one rule: only for virtual readers.

The driver of the virtual readers listens on every address of the machine, and pcscd looks for cards only
every 400 ms. A few lines of C, loaded before the C library, turn the first into 127.0.0.1 and shorten the
second.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

POLL_VARIABLE = "CANTEEN_PCSCD_POLL_MS"

SOURCE = r"""
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

/* pcscd looks at its readers every 400 ms; nothing else in it sleeps that long in one piece. */
int nanosleep(const struct timespec *wanted, struct timespec *rest)
{
    static int (*next)(const struct timespec *, struct timespec *);
    const char *poll_ms = getenv("CANTEEN_PCSCD_POLL_MS");
    struct timespec shorter = *wanted;
    if (!next) next = dlsym(RTLD_NEXT, "nanosleep");
    if (poll_ms && wanted->tv_sec == 0 && wanted->tv_nsec == 400000000)
        shorter.tv_nsec = atol(poll_ms) * 1000000;
    return next(&shorter, rest);
}

/* The driver binds 0.0.0.0: anybody in the network could lay a card on the reader. */
int bind(int descriptor, const struct sockaddr *address, socklen_t length)
{
    static int (*next)(int, const struct sockaddr *, socklen_t);
    struct sockaddr_in local;
    if (!next) next = dlsym(RTLD_NEXT, "bind");
    if (address->sa_family == AF_INET && length == sizeof local) {
        local = *(const struct sockaddr_in *)address;
        if (local.sin_addr.s_addr == htonl(INADDR_ANY)) local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return next(descriptor, (const struct sockaddr *)&local, length);
    }
    return next(descriptor, address, length);
}
"""


def build_shim(directory: Path) -> Path | None:
    """Compile the shim into ``directory`` and return its path; None when there is no working gcc."""
    gcc = shutil.which("gcc")
    if gcc is None:
        return None
    source, library = directory / "shim.c", directory / "shim.so"
    source.write_text(SOURCE, "utf-8")
    command = [gcc, "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    built = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own source and paths
    return library if built.returncode == 0 else None
