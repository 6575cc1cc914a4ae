"""Which tills there are, and who is working on which.

Rule: one open shift per till (a partial unique index); the business date belongs to the shift.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from inventory.tables_base import Day, Fen, Flag, Moment, Whole, metadata, one_of

# By which rule the tills of a site round what they take in cash.
CASH_ROUNDINGS = ("none", "jiao_down", "jiao_half_up")

sites = Table(
    "sites",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("scheme_code", Text, nullable=False),
    # The smallest area in which it stands, by the codes of the scheme.
    Column("area", Text, nullable=False, server_default=text("''")),
    # Whether a till shows a balance only when the cashier asks for it.
    Column("hides_balance", Flag, nullable=False, server_default=text("0")),
    # For how long the portions of a held ticket are kept.
    Column("hold_minutes", Integer, nullable=False, server_default="15"),
    Column("cash_rounding", Text, nullable=False, server_default=text("'none'")),
    CheckConstraint(one_of("cash_rounding", CASH_ROUNDINGS), name="cash_rounding_is_known"),
    sqlite_strict=True,
)

tills = Table(
    "tills",
    metadata,
    Column("code", Text, primary_key=True),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("drawer_account_id", Whole, ForeignKey("accounts.id"), nullable=False, unique=True),
    # The form in which a reader that types like a keyboard prints; '' where there is none.
    Column("keyboard_reader", Text, nullable=False, server_default=text("''")),
    sqlite_strict=True,
)

shifts = Table(
    "shifts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("cashier", Text, nullable=False),
    Column("business_date", Day, nullable=False),
    Column("float_fen", Fen, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    # Its stretch of the till's chain, both ends included; a closed one without a last has no Z-report.
    Column("first_sequence", Whole, nullable=False, server_default=text("0")),
    Column("last_sequence", Whole),
    CheckConstraint("float_fen >= 0", name="float_is_not_negative"),
    CheckConstraint("closed_at >= opened_at", name="closes_after_it_opens"),
    Index(
        "uq_shifts_one_open_per_till",
        "till_code",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    sqlite_strict=True,
)

# What a closed shift came to: frozen, numbered per till without gaps, each bound to the one before it.
z_reports = Table(
    "z_reports",
    metadata,
    # The key under which the shift was closed.
    Column("id", Text, primary_key=True),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("shift_id", Text, ForeignKey("shifts.id"), nullable=False),
    # Empty where nobody counted.
    Column("count_id", Text, ForeignKey("shift_counts.id")),
    Column("closed_by", Text, nullable=False),
    # Why somebody else than the cashier closed it, or why nobody counted.
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("figures", Text, nullable=False),
    Column("head_sequence", Whole, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("paper_job", Text, ForeignKey("print_jobs.key"), nullable=False),
    Column("request_hash", Text, nullable=False),
    UniqueConstraint("till_code", "number"),
    UniqueConstraint("shift_id"),
    CheckConstraint("count_id IS NOT NULL OR reason <> ''", name="not_counting_has_a_reason"),
    sqlite_strict=True,
)
