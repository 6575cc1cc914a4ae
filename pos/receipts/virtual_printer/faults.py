"""What can go wrong with a printer? The faults that the virtual one can be given.

Rule: each is something that a real printer was seen to do.
"""

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["paper_low", "paper_out", "cover_open", "jam", "hang", "mute", "off", "drop"]


@dataclass(frozen=True)
class Fault:
    """A fault and when it sets in, counted from the moment it is given.

    - `paper_low`: still prints, says so
    - `paper_out`, `cover_open`, `jam` (stuck knife): stands still after `after` more lines, and says so
    - `hang`: stands still after `after` more lines, and says that all is well
    - `mute`: prints, but gives no more answers after `after` of them
    - `off`: refuses connections and forgets what it had not printed
    - `drop`: closes the connection after `after` more bytes, once; with a reset if `is_reset`
    """

    kind: FaultKind
    after: int = 0
    is_reset: bool = False
