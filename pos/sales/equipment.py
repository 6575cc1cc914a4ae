"""What a sale needs beside the database: the cards' keys and the names of the printers.

Rule: read once at start; it is the same for every sale of a process.
"""

from dataclasses import dataclass

from cardreader.key_ring import KeyRing


@dataclass(frozen=True, slots=True)
class Equipment:
    """The master keys of the cards, and the names of the printers that papers can go to."""

    card_keys: KeyRing
    printers: tuple[str, ...] = ()
