"""What do cards answer that only have a number? The one rule: they prove nothing."""

from __future__ import annotations

from cardreader.profiles.bare import GET_CHIP_NUMBER, GET_UID
from cardreader.virtual.status import NO_SUCH_CLASS, NO_SUCH_COMMAND, OK


class BareCard:
    """A card of which the reader knows the serial number, and nothing else."""

    # PC/SC part 3: a memory card of a kind that is not named.
    atr = bytes.fromhex("3B8F8001804F0CA000000306030000000000006B")

    def __init__(self, uid: bytes) -> None:
        self._uid = uid

    def reset(self) -> None:
        """Nothing to forget."""

    def answer(self, apdu: bytes) -> bytes:
        """Return the reader's answer to one command."""
        return self._uid + OK if apdu == GET_UID else NO_SUCH_CLASS


class IdChip:
    """A resident's ID card: it tells the number of its chip."""

    atr = bytes.fromhex("3B88800100000000003381813A")

    def __init__(self, number: bytes) -> None:
        self._number = number

    def reset(self) -> None:
        """Nothing to forget."""

    def answer(self, apdu: bytes) -> bytes:
        """Return the card's answer to one command."""
        return self._number + OK if apdu == GET_CHIP_NUMBER else NO_SUCH_COMMAND
