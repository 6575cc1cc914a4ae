"""Where does the file of a list lie until the list is decided?

Rule: it is readable by its owner only, is checked against the hash under which it was announced, and goes as
soon as nobody needs it.
"""

import contextlib
import fcntl
import hashlib
import hmac
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pos.errors import Refusal

CHUNK = 64 * 1024
ENDING = ".list"


class OtherContents(Refusal):
    """What arrived is not the file that was announced: cut off, or another one."""

    code = "other_contents"


def list_path(folder: Path, id_: str) -> Path:
    """Return where the file of a list lies."""
    return folder / f"{id_}{ENDING}"


def keep_file(folder: Path, id_: str, chunks: Iterable[bytes], *, content_hash: str, size_bytes: int) -> None:
    """Keep the file of a list, whole or not at all.

    :raises OtherContents: when it has not the size and the hash that were announced.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(".part", f"{id_}.", folder)
    unfinished = Path(name)
    try:
        digest = hashlib.sha256()
        written = 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                written += len(chunk)
                if written > size_bytes:
                    raise OtherContents(list=id_)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if written != size_bytes or not hmac.compare_digest(digest.hexdigest(), content_hash):
            raise OtherContents(list=id_)
        unfinished.replace(list_path(folder, id_))
    finally:
        unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the file of a list during a block, and tell whether no other process holds it.

    The system lets go of it when a process ends, in whatever way.
    """
    if not path.exists():
        yield True
        return
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()


def chunks_of(path: Path) -> Iterator[bytes]:
    """Give the contents of a file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def remove_files(folder: Path, *, needed: frozenset[str]) -> None:
    """Remove all files of lists but of those that still need theirs."""
    if not folder.is_dir():
        return
    # What a killed server had received in part is there under the same id.
    for path in folder.iterdir():
        if path.name.partition(".")[0] not in needed:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
