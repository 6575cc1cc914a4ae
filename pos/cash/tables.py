"""What cash did beside sales, and what was counted.

Rule: rows are only added; what a row says of money is checked against its entry by a trigger.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from inventory.tables_base import Fen, Moment, Whole, metadata, one_of

ACT_KINDS = ("paid_in", "paid_out", "drop", "banking")
# The notes and coins of a count, in fen. Whatever else lies in a drawer is counted together, as `loose_fen`.
DENOMINATIONS_FEN = (100_00, 50_00, 20_00, 10_00, 5_00, 1_00, 50, 10)
PIECES = tuple(f"pieces_{fen}" for fen in DENOMINATIONS_FEN)

cash_acts = Table(
    "cash_acts",
    metadata,
    Column("id", Text, ForeignKey("entries.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    # Both empty for what goes between the safe and the bank.
    Column("till_code", Text, ForeignKey("tills.code")),
    Column("shift_id", Text, ForeignKey("shifts.id")),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("request_hash", Text, nullable=False),
    CheckConstraint(one_of("kind", ACT_KINDS), name="kind_is_known"),
    CheckConstraint(
        "(kind = 'banking') = (till_code IS NULL) AND (till_code IS NULL) = (shift_id IS NULL)",
        name="only_banking_has_no_till",
    ),
    CheckConstraint("reason <> ''", name="has_a_reason"),
    Index("ix_cash_acts_shift_id", "shift_id"),
    sqlite_strict=True,
)

# A drawer opened without a sale moves no money, so it is in no ledger.
drawer_openings = Table(
    "drawer_openings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("shift_id", Text, ForeignKey("shifts.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("request_hash", Text, nullable=False),
    CheckConstraint("reason <> ''", name="has_a_reason"),
    Index("ix_drawer_openings_shift_id", "shift_id"),
    sqlite_strict=True,
)

shift_counts = Table(
    "shift_counts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shift_id", Text, ForeignKey("shifts.id"), nullable=False),
    Column("number", Integer, nullable=False),
    *(Column(name, Integer, nullable=False) for name in PIECES),
    Column("loose_fen", Fen, nullable=False),
    Column("counted_fen", Fen, nullable=False),
    # What the drawer held by the books at that moment, and where the till's chain stood.
    Column("expected_fen", Fen, nullable=False),
    Column("sequence", Whole, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("request_hash", Text, nullable=False),
    UniqueConstraint("shift_id", "number"),
    CheckConstraint(
        "counted_fen = "
        + " + ".join(f"{fen} * {name}" for fen, name in zip(DENOMINATIONS_FEN, PIECES, strict=True))
        + " + loose_fen",
        name="counted_pieces_add_up",
    ),
    CheckConstraint(
        " AND ".join(f"{name} >= 0" for name in (*PIECES, "loose_fen")), name="nothing_is_counted_below_zero"
    ),
    sqlite_strict=True,
)
