"""What a manager has to look at: cards that seem to be copied or forged.

Rule: an alarm is never deleted, and only its being seen is added to it, once.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from inventory.tables_base import Moment, Whole, metadata, one_of

ALARM_KINDS = ("counter_went_back", "forged_answer", "two_tills")

card_alarms = Table(
    "card_alarms",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("card_serial", Text, ForeignKey("cards.serial"), nullable=False),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("seen_by", Text),
    Column("seen_at", Moment),
    CheckConstraint(one_of("kind", ALARM_KINDS), name="kind_is_known"),
    CheckConstraint("(seen_by IS NULL) = (seen_at IS NULL)", name="who_saw_it_saw_it_then"),
    Index(
        "ix_card_alarms_unseen",
        "id",
        sqlite_where=text("seen_at IS NULL"),
        postgresql_where=text("seen_at IS NULL"),
    ),
    sqlite_strict=True,
)
