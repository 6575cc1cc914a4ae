"""How is a copy of the books locked so that only the holder of a key that is not on this machine can read it?

Rule: it is locked by the program `age` (Debian's package of that name) for a public key; the secret key never
comes near a till, and whoever has it needs nothing of ours: `age -d -i KEY FILE`.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from pos.database.copies import CopyRefused, NoBooks, NotWritten

AGE: Final = "age"
HEADER: Final = b"age-encryption.org/v1\n"
RECIPIENT: Final = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class CannotLock(CopyRefused):
    """`age` is not installed, or the key is none."""


class CannotUnlock(CopyRefused):
    """The file is locked, and the key is missing, or is another one's."""


def require_recipient(recipient: str) -> str:
    """Return a public key, which is one.

    :raises CannotLock: when it is not.
    """
    if not RECIPIENT.fullmatch(recipient):
        raise CannotLock("a backup is locked for a public key like age1...; `age-keygen -o KEY` makes a pair")
    return recipient


def lock(source: Path, target: Path, recipient: str) -> None:
    """Write a locked copy of a file.

    :raises CannotLock: when `age` is not here, or the key is none.
    :raises NotWritten: when the copy could not be written.
    """
    program = _require_age(CannotLock)
    done = subprocess.run(  # noqa: S603 - the program of the system, and no word of a stranger
        [program, "-r", require_recipient(recipient), "-o", str(target), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotWritten(f"{target}: {_said(done)}")
    with target.open("rb") as locked:
        if locked.read(len(HEADER)) != HEADER or target.stat().st_size <= source.stat().st_size:
            raise NotWritten(f"{target}: it is not whole")
        os.fsync(locked.fileno())


def is_locked(file: Path) -> bool:
    """Tell whether a file is locked.

    :raises NoBooks: when there is no such file.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(len(HEADER)) == HEADER
    except OSError as error:
        raise NoBooks(f"{file}: {error.strerror}") from error


def unlock(source: Path, target: Path, identity: Path | None) -> None:
    """Write an open copy of a locked file.

    :raises CannotUnlock: when `age` or the key is not here, the key is another one's, or the file is damaged.
    """
    if identity is None:
        raise CannotUnlock(f"{source} is locked: --identity KEYFILE names the file of its secret key")
    program = _require_age(CannotUnlock)
    done = subprocess.run(  # noqa: S603 - as above
        [program, "-d", "-i", str(identity), "-o", str(target), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        target.unlink(missing_ok=True)
        raise CannotUnlock(f"{source} does not open with {identity}: {_said(done)}")


def _require_age(refusal: type[CopyRefused]) -> str:
    program = shutil.which(AGE)
    if program is None:
        raise refusal("the program `age` is not installed: apt-get install age")
    return program


def _said(done: subprocess.CompletedProcess[str]) -> str:
    lines = done.stderr.strip().splitlines()
    return lines[0].removeprefix("age: ") if lines else f"age ended with {done.returncode}"
