"""What is left on a disk whose power is cut?

Rule: what was synchronised is there. Of what was written since, each write may be there, or not, or be torn
into sectors of which each is there or not; nothing older ever comes back over something newer.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from tests.power.recording import BOOKS, Recording, Step

SECTOR = 512
WAYS = ("dropped", "kept", "some", "torn")


@dataclass
class _File:
    safe: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def synchronise(self) -> None:
        for step in self.since:
            _apply(self.safe, step)
        self.since = []

    def left(self, way: str, chance: Random) -> bytes:
        image = bytearray(self.safe)
        for step in self.since:
            if way == "torn" and step.kind == "W":
                for piece in _sectors(step):
                    if chance.random() < 0.5:
                        _apply(image, piece)
            elif way == "kept" or (way != "dropped" and chance.random() < 0.5):
                _apply(image, step)
        return bytes(image)


class Disk:
    """A disk on which a recording is played."""

    def __init__(self, recording: Recording) -> None:
        self._files: defaultdict[str, _File] = defaultdict(_File)
        self._files[BOOKS].safe = bytearray(recording.before)

    def play(self, step: Step) -> None:
        """Do one step."""
        file = self._files[step.file]
        if step.kind in "WT":
            file.since.append(step)
        elif step.kind == "S":
            file.synchronise()
        elif step.kind == "U":
            del self._files[step.file]

    def after_a_cut(self, chance: Random) -> dict[str, bytes]:
        """Return what is in the files when the power comes back; the disk itself goes on."""
        way = chance.choice(WAYS)
        return {name: file.left(way, chance) for name, file in self._files.items()}

    def written(self, name: str) -> bytes:
        """Return everything that was written to a file, whether it is safe or not."""
        file = self._files[name]
        return file.left("kept", Random(0))


def _sectors(step: Step) -> list[Step]:
    """Return a write in pieces that end where the disk's sectors end."""
    pieces, at = [], 0
    while at < len(step.data):
        end = min(at + SECTOR - (step.offset + at) % SECTOR, len(step.data))
        pieces.append(Step("W", step.file, step.offset + at, step.data[at:end]))
        at = end
    return pieces


def _apply(image: bytearray, step: Step) -> None:
    end = step.offset if step.kind == "T" else step.offset + len(step.data)
    image.extend(bytes(max(0, end - len(image))))
    if step.kind == "T":
        del image[end:]
    else:
        image[step.offset : end] = step.data
