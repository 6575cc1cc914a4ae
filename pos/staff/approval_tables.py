"""What somebody asked a second person to sign, and what became of it.

Rule: one row signs one act. What was asked never changes; it is decided once, by somebody else, and a yes is
used once, within a minute.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from inventory.tables_base import Fen, Flag, Moment, Whole, metadata, one_of

ACTS = ("refund", "void", "top_up_undo", "paid_out", "over_short", "price_override")
MEANS = ("pin", "card", "session")

approvals = Table(
    "approvals",
    metadata,
    # The key of the act that it is for.
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    # What the act is done to: an order, a top-up, a shift; and in words for whoever decides.
    Column("object", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("request_hash", Text, nullable=False),
    Column("asked_by_id", Whole, ForeignKey("staff.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("decided_by_id", Whole, ForeignKey("staff.id")),
    Column("decided_at", Moment),
    Column("is_given", Flag),
    Column("means", Text),
    Column("reason", Text),
    Column("used_at", Moment),
    CheckConstraint(one_of("kind", ACTS), name="kind_is_known"),
    CheckConstraint("amount_fen >= 0", name="amount_is_not_negative"),
    CheckConstraint(one_of("means", MEANS), name="means_is_known"),
    CheckConstraint("decided_by_id <> asked_by_id", name="nobody_signs_their_own_act"),
    CheckConstraint(
        "(decided_by_id IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (is_given IS NULL)"
        " AND (is_given IS NULL) = (means IS NULL)",
        name="a_decision_is_whole",
    ),
    CheckConstraint(
        "is_given IS NULL OR is_given = 1 OR (reason IS NOT NULL AND trim(reason) <> '')",
        name="a_refusal_says_why",
    ),
    CheckConstraint(
        "used_at IS NULL OR (is_given IS NOT NULL AND is_given = 1"
        " AND used_at >= decided_at AND used_at < decided_at + 60000)",
        name="is_used_within_a_minute",
    ),
    Index("ix_approvals_site_code_asked_at", "site_code", "asked_at"),
    sqlite_strict=True,
)
