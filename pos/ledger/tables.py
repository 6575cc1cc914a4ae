"""Where the money is: accounts, business events, and movements between two accounts.

Rule: a posting names the account it debits and the account it credits, so it balances by construction;
an entry seals its postings; nothing is updated or deleted (triggers in both databases see to it).
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from inventory.tables_base import Day, Fen, Moment, Whole, metadata, one_of

ACCOUNT_KINDS = (
    "wallet",
    "drawer",
    "safe",
    "receivable",
    "discount",
    "revenue",
    "external",
    "bank",
    "over_short",
    "petty_cash",
    "rounding",
    # What a payer owes us for the vouchers that we took.
    "voucher",
)
ENTRY_KINDS = (
    "sale",
    "top_up",
    "float",
    "hand_over",
    "undo",
    "pay_out",
    "merge",
    # Sold lines given back, and a whole sale undone before its shift was closed.
    "refund",
    "void",
    # Cash that is no sale: in, out, to the safe meanwhile; what a count found; from the safe to the bank.
    "paid_in",
    "paid_out",
    "drop",
    "over_short",
    "banking",
    # Money of outside that came after its order was given up, and went back.
    "late_payment",
    "returned_payment",
)


accounts = Table(
    "accounts",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    CheckConstraint(one_of("kind", ACCOUNT_KINDS), name="kind_is_known"),
    sqlite_strict=True,
)

# Only wallets and drawers: every other balance is a sum, so no sale waits for another's row.
account_balances = Table(
    "account_balances",
    metadata,
    Column("account_id", Whole, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("balance_fen", Fen, nullable=False, server_default="0"),
    Column("floor_fen", Fen, nullable=False, server_default="0"),
    # A wallet grows by credits (1), a drawer by debits (-1).
    Column("credit_sign", Integer, nullable=False),
    Column("last_posting_id", Whole, nullable=False, server_default="0"),
    CheckConstraint("balance_fen >= floor_fen", name="stays_above_its_floor"),
    CheckConstraint("credit_sign IN (1, -1)", name="credit_sign_is_a_sign"),
    sqlite_strict=True,
)

entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column(
        "order_id",
        Text,
        ForeignKey("orders.id", deferrable=True, initially="DEFERRED", use_alter=True),
    ),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("business_date", Day, nullable=False),
    Column("at", Moment, nullable=False),
    # The hash chain: one per till, so that no two tills wait for each other.
    Column("chain_code", Text, nullable=False),
    Column("sequence", Whole, nullable=False),
    Column("detail_hash", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("chain_code", "sequence"),
    CheckConstraint(one_of("kind", ENTRY_KINDS), name="kind_is_known"),
    CheckConstraint("amount_fen >= 0", name="amount_is_not_negative"),
    CheckConstraint("(kind = 'sale') = (order_id IS NOT NULL)", name="a_sale_has_its_order"),
    CheckConstraint("order_id IS NULL OR order_id = id", name="a_sale_is_named_as_its_order"),
    CheckConstraint("sequence > 0", name="sequence_is_positive"),
    Index("ix_entries_business_date", "business_date"),
    sqlite_strict=True,
)

postings = Table(
    "postings",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("entry_id", Text, ForeignKey("entries.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("debit_account_id", Whole, ForeignKey("accounts.id"), nullable=False),
    Column("credit_account_id", Whole, ForeignKey("accounts.id"), nullable=False),
    Column("amount_fen", Fen, nullable=False),
    CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    CheckConstraint("debit_account_id <> credit_account_id", name="moves_between_two_accounts"),
    Index("ix_postings_entry_id", "entry_id"),
    Index("ix_postings_debit_account_id", "debit_account_id"),
    Index("ix_postings_credit_account_id", "credit_account_id"),
    sqlite_strict=True,
)
