"""What was found in the rows of a list, for whoever mends it.

Rule: a finding has no word of the row itself in it, and goes with the preview that it belongs to.
"""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from inventory.tables_base import Whole, metadata

list_findings = Table(
    "list_findings",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("list_id", Text, ForeignKey("member_lists.id"), nullable=False),
    Column("row_number", Whole, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("code", Text, nullable=False),
    # The row that this one repeats, and the member from whom it differs.
    Column("other_row", Whole),
    Column("member_code", Text),
    Index("ix_list_findings_list_id", "list_id", "id"),
    sqlite_strict=True,
)
