"""Which card names which member, and how far its counter has come.

Rule: a card's counter never goes back (a trigger refuses it); the keys are not in the database.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text, text

from inventory.tables_base import Moment, Whole, metadata

cards = Table(
    "cards",
    metadata,
    # The chip's own serial number, 16 hexadecimal digits.
    Column("serial", Text, primary_key=True),
    # Printed on the card, 16 digits.
    Column("number", Text, nullable=False, unique=True),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    # Which kind of card it is, by the codes of `cardreader.profiles`.
    Column("profile", Text, nullable=False, server_default=text("'cpu-aes'")),
    Column("state", Text, nullable=False),
    Column("block_reason", Text),
    Column("counter", Whole, nullable=False, server_default="0"),
    Column("issued_at", Moment, nullable=False),
    CheckConstraint("state IN ('active', 'blocked')", name="state_is_known"),
    CheckConstraint("(state = 'blocked') = (block_reason IS NOT NULL)", name="a_block_has_its_reason"),
    CheckConstraint("counter >= 0", name="counter_is_not_negative"),
    sqlite_strict=True,
)
