"""What others took for us, which vouchers there are, and what became of each.

Rule: a payment only moves on, and a trigger writes down each of its steps; a voucher is used once.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from inventory.tables_base import Day, Fen, Moment, Whole, metadata, one_of

# Each has its account, "external:<means>".
MEANS = ("wechat", "alipay", "bank")
PROVIDERS = ("manual", "terminal")
# Of these nobody knows yet whether the money was taken.
UNDECIDED = ("pending", "unknown")
# Money was taken: for the order, already spent on it, after we had given it up, and given back.
TAKEN = ("confirmed", "used", "late", "returned")
STATES = (*UNDECIDED, *TAKEN, "refused", "cancelled")
VOUCHER_STEPS = ("used", "given_back", "cancelled")
REMAINDERS = ("lost", "refused")

external_payments = Table(
    "external_payments",
    metadata,
    # A UUIDv7 that the till made: the key for us and for the provider.
    Column("id", Text, primary_key=True),
    # The order that it is for, which is sold later or never.
    Column("order_id", Text, nullable=False),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("means", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("state", Text, nullable=False),
    # What the provider's slip says, and its day.
    Column("reference", Text),
    Column("reference_date", Day),
    # Who brought it to its present state, when and why; the trigger copies it into the events.
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("means", "reference_date", "reference"),
    CheckConstraint(one_of("means", MEANS), name="means_is_known"),
    CheckConstraint(one_of("provider", PROVIDERS), name="provider_is_known"),
    CheckConstraint(one_of("state", STATES), name="state_is_known"),
    CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    CheckConstraint("(reference IS NULL) = (reference_date IS NULL)", name="a_slip_has_its_day"),
    CheckConstraint(
        "(reference IS NOT NULL) = (state IN ('confirmed', 'used', 'late', 'returned'))",
        name="money_has_its_slip",
    ),
    Index("ix_external_payments_site_code_state", "site_code", "state"),
    Index("ix_external_payments_order_id", "order_id"),
    sqlite_strict=True,
)

external_payment_events = Table(
    "external_payment_events",
    metadata,
    Column("payment_id", Text, ForeignKey("external_payments.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("payment_id", "number"),
    sqlite_strict=True,
)

voucher_series = Table(
    "voucher_series",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # Who owes us for what they pay.
    Column("payer", Text, nullable=False),
    Column("account_id", Whole, ForeignKey("accounts.id"), nullable=False),
    Column("face_fen", Fen, nullable=False),
    # Both days are days on which they pay.
    Column("valid_from", Day, nullable=False),
    Column("valid_until", Day, nullable=False),
    # What becomes of the value above the bill.
    Column("remainder", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("request_hash", Text, nullable=False),
    CheckConstraint("face_fen > 0", name="face_is_positive"),
    CheckConstraint("quantity > 0", name="quantity_is_positive"),
    CheckConstraint("valid_from <= valid_until", name="ends_after_it_begins"),
    CheckConstraint(one_of("remainder", REMAINDERS), name="remainder_is_known"),
    sqlite_strict=True,
)


def _series_id() -> Column[str]:
    """Return a reference to a series that is written later in the same transaction, and seals it."""
    return Column(
        "series_id",
        Text,
        ForeignKey("voucher_series.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
    )


voucher_sites = Table(
    "voucher_sites",
    metadata,
    _series_id(),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    PrimaryKeyConstraint("series_id", "site_code"),
    sqlite_strict=True,
)

vouchers = Table(
    "vouchers",
    metadata,
    # Twelve digits, of which the last checks the others.
    Column("code", Text, primary_key=True),
    _series_id(),
    Column("number", Integer, nullable=False),
    UniqueConstraint("series_id", "number"),
    CheckConstraint("length(code) = 12", name="code_has_twelve_digits"),
    sqlite_strict=True,
)

voucher_events = Table(
    "voucher_events",
    metadata,
    Column("voucher_code", Text, ForeignKey("vouchers.code"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    # The order that it paid, the refund that gave it back, or why it was cancelled.
    Column("reference", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("voucher_code", "number"),
    CheckConstraint(one_of("kind", VOUCHER_STEPS), name="kind_is_known"),
    Index("ix_voucher_events_reference", "reference"),
    sqlite_strict=True,
)
