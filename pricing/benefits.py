"""What does a rule take off the price of a line? One frozen dataclass for each shape of benefit.

The set is closed: the parser reads ``kind``, and the engine asks every benefit the same question, `cut_fen`.
"""

from dataclasses import dataclass

from pricing.money import Rounding, format_fold, format_percent, share_fen
from pricing.text import Text


@dataclass(frozen=True, slots=True)
class Percent:
    """The diner pays ``pays_bp`` basis points of the price (9000 = pays 90 %, 九折); 0 is free."""

    pays_bp: int

    def cut_fen(self, price_fen: int, quantity: int, rounding: Rounding) -> int:
        """Return by how much a line of ``quantity`` portions that costs ``price_fen`` in all is reduced."""
        return price_fen - share_fen(price_fen, self.pays_bp, quantity, rounding)

    def words(self) -> Text:
        """Say the benefit in words: 8.5折, pays 85 %."""
        if self.pays_bp == 0:
            return Text(zh="免费", en="free")
        return Text(zh=f"{format_fold(self.pays_bp)}折", en=f"pays {format_percent(self.pays_bp)} %")


Benefit = Percent
