"""What did the application write, in which order, and what did it acknowledge meanwhile?

Rule: the application is the real one, in a process of its own; only the C library's writes are listened to.
"""

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("recorder.c")
# Kind, file, offset, length.
HEADER = struct.Struct("<cIQQ")
BOOKS = "canteen.sqlite3"
# The seller appends what a till was told to this file, once it was told.
ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True)
class Step:
    """One thing that was done to a file: written at an offset, cut to it, synchronised, opened, removed."""

    kind: str
    file: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Recording:
    """The books as they were before, and all that was done to their files since."""

    before: bytes
    steps: tuple[Step, ...]


def record_sales(template: Path, folder: Path, *, sales: int, synchronous: str) -> Recording:
    """Sell on a copy of books in a process of its own, and return what it did to the files."""
    books, library, log = folder / "books", folder / "recorder.so", folder / "log"
    books.mkdir()
    shutil.copy(template, books / BOOKS)
    before = (books / BOOKS).read_bytes()
    command = ["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    environ = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "POWER_FOLDER": str(books),
        "POWER_LOG": str(log),
    }
    selling = [sys.executable, "-m", "tests.power.selling", str(books), str(sales), synchronous]
    subprocess.run(selling, env=environ, check=True)
    return Recording(before, tuple(_steps(log.read_bytes())))


def _steps(log: bytes) -> Iterator[Step]:
    names: dict[int, str] = {}
    at = 0
    while at < len(log):
        kind, file, offset, length = HEADER.unpack_from(log, at)
        data = log[at + HEADER.size : at + HEADER.size + length]
        at += HEADER.size + length
        if kind == b"O":
            names[file] = data.decode()
        name = data.decode() if kind == b"U" else names[file]
        yield Step(kind.decode(), name, offset, data)
