"""What was sold, to whom, at which price and why, and how it was paid.

Rule: an order's row is written last and seals the lines, reductions, tenders and postings before it:
a trigger refuses an order that does not add up, and anything that comes after it.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from inventory.tables_base import Day, Fen, Moment, Whole, metadata, one_of

TENDER_KINDS = ("wallet", "cash", "external", "voucher")

orders = Table(
    "orders",
    metadata,
    # A UUIDv7 that the till made: the idempotency key.
    Column("id", Text, ForeignKey("entries.id"), primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("till_code", Text, ForeignKey("tills.code"), nullable=False),
    Column("shift_id", Text, ForeignKey("shifts.id"), nullable=False),
    Column("business_date", Day, nullable=False),
    Column("period_code", Text, ForeignKey("meal_periods.code"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("member_id", Whole, ForeignKey("members.id")),
    Column("card_serial", Text, ForeignKey("cards.serial")),
    # The card's counter in the proof that paid; empty where no wallet paid.
    Column("card_counter", Whole),
    Column("tier_code", Text),
    Column("scheme_code", Text, nullable=False),
    Column("scheme_version", Integer, nullable=False),
    Column("list_total_fen", Fen, nullable=False),
    Column("discount_total_fen", Fen, nullable=False),
    Column("subsidy_total_fen", Fen, nullable=False),
    Column("total_fen", Fen, nullable=False),
    Column("balance_after_fen", Fen),
    Column("request_hash", Text, nullable=False),
    Column("receipt_job", Text, ForeignKey("print_jobs.key"), nullable=False),
    # What the guest was let off where cash is rounded; below 0 what they paid above the total.
    Column("cash_rounding_fen", Fen, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["scheme_code", "scheme_version"], ["schemes.code", "schemes.version"]),
    UniqueConstraint("card_serial", "card_counter"),
    CheckConstraint("total_fen >= 0", name="total_is_not_negative"),
    CheckConstraint("discount_total_fen >= 0", name="discount_is_not_negative"),
    CheckConstraint("subsidy_total_fen >= 0", name="subsidy_is_not_negative"),
    CheckConstraint(
        "list_total_fen - discount_total_fen - subsidy_total_fen = total_fen", name="price_adds_up"
    ),
    CheckConstraint("receipt_job = id || '\\:receipt'", name="receipt_job_is_its_own"),
    CheckConstraint("card_counter IS NULL OR card_serial IS NOT NULL", name="a_proof_has_its_card"),
    Index("ix_orders_business_date_at", "business_date", "at"),
    sqlite_strict=True,
)


def _order_id() -> Column[str]:
    """Return a reference to an order that is written later in the same transaction."""
    return Column(
        "order_id", Text, ForeignKey("orders.id", deferrable=True, initially="DEFERRED"), nullable=False
    )


order_lines = Table(
    "order_lines",
    metadata,
    _order_id(),
    Column("number", Integer, nullable=False),
    Column("menu_item_id", Whole, ForeignKey("menu_items.id"), nullable=False),
    Column("dish_code", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("category_code", Text, nullable=False),
    Column("vendor_code", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price_fen", Fen, nullable=False),
    Column("list_fen", Fen, nullable=False),
    Column("total_fen", Fen, nullable=False),
    PrimaryKeyConstraint("order_id", "number"),
    CheckConstraint("quantity > 0", name="quantity_is_positive"),
    CheckConstraint("unit_price_fen >= 0", name="price_is_not_negative"),
    CheckConstraint("list_fen = quantity * unit_price_fen", name="list_is_quantity_times_price"),
    CheckConstraint("total_fen >= 0 AND total_fen <= list_fen", name="total_is_at_most_list"),
    sqlite_strict=True,
)

order_reductions = Table(
    "order_reductions",
    metadata,
    _order_id(),
    Column("line_number", Integer, nullable=False),
    Column("rule_code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    # Whether it was worked out for the line, or is a part of what the bill was reduced by.
    Column("scope", Text, nullable=False, server_default="line"),
    PrimaryKeyConstraint("order_id", "line_number", "rule_code"),
    ForeignKeyConstraint(["order_id", "line_number"], ["order_lines.order_id", "order_lines.number"]),
    CheckConstraint("kind IN ('discount', 'subsidy')", name="kind_is_known"),
    CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    CheckConstraint("scope IN ('line', 'bill')", name="scope_is_known"),
    sqlite_strict=True,
)

order_tenders = Table(
    "order_tenders",
    metadata,
    _order_id(),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account_id", Whole, ForeignKey("accounts.id"), nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("received_fen", Fen),
    Column("change_fen", Fen),
    # A payment pays once, whichever order it is.
    Column("payment_id", Text, ForeignKey("external_payments.id")),
    Column("voucher_code", Text, ForeignKey("vouchers.code")),
    PrimaryKeyConstraint("order_id", "number"),
    CheckConstraint(one_of("kind", TENDER_KINDS), name="kind_is_known"),
    CheckConstraint("(kind = 'external') = (payment_id IS NOT NULL)", name="external_names_its_payment"),
    CheckConstraint("(kind = 'voucher') = (voucher_code IS NOT NULL)", name="a_voucher_is_named"),
    Index("uq_order_tenders_payment_id", "payment_id", unique=True),
    Index("ix_order_tenders_voucher_code", "voucher_code"),
    CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    CheckConstraint(
        "(kind = 'cash') = (received_fen IS NOT NULL) AND (received_fen IS NULL) = (change_fen IS NULL)",
        name="cash_is_counted",
    ),
    CheckConstraint("received_fen - change_fen = amount_fen", name="change_adds_up"),
    CheckConstraint("change_fen >= 0", name="change_is_not_negative"),
    sqlite_strict=True,
)

# What third parties owe the canteen for serving the diner; no part of the bill, and counted only.
operator_claims = Table(
    "operator_claims",
    metadata,
    _order_id(),
    Column("rule_code", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    PrimaryKeyConstraint("order_id", "rule_code"),
    CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    sqlite_strict=True,
)
