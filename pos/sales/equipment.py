"""What a sale needs beside the database: the cards' master key and the names of the printers.

Rule: read once at start; it is the same for every sale of a process.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Equipment:
    """The master key of the cards, and the names of the printers that papers can go to."""

    card_key: bytes = field(repr=False)
    printers: tuple[str, ...] = ()
