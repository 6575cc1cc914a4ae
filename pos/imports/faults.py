"""What can be wrong with a list, or with one row of it?

Rule: a fault names its row, its column and a stable code, and never repeats what stands in the cell.
"""

from dataclasses import dataclass
from typing import Literal

from pos.errors import Refusal

Weight = Literal["error", "note"]

# A row with an error is not imported; a note says what was left out of a row that is.
ERRORS = (
    "missing",
    "formula",
    "digits_lost",
    "odd_characters",
    "too_long",
    "no_id_number",
    "no_date",
    "born_in_the_future",
    "too_old",
    "birth_date_differs",
    "no_phone",
    "unknown_class",
    "twice_in_the_list",
)
NOTES = ("unknown_area", "proof_over", "differs_from_member")


class ListRefused(Refusal):
    """The file is no list that can be read; `reason` is a stable code, the other facts depend on it."""

    code = "list_refused"

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason=reason, **facts)
        self.reason = reason


REASONS = (
    "empty",
    "too_large",
    "too_many_rows",
    "unpacks_too_large",
    "not_a_workbook",
    "old_or_locked_workbook",
    "unreadable_text",
    "broken_quotes",
    "no_heading",
    "columns_missing",
    "column_twice",
    "merged_cells",
)


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something about one row: the row's number in the file, the column, and a code with words.

    `other_row` is the row that it repeats, `member_code` the member whom it differs from, where that is so.
    """

    row: int
    column: str
    code: str
    other_row: int | None = None
    member_code: str | None = None

    @property
    def weight(self) -> Weight:
        """Tell whether the row is left out because of this."""
        return "error" if self.code in ERRORS else "note"
