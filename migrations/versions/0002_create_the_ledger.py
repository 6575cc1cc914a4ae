"""Create accounts, entries and postings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def order_key(name: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    """Return the reference to an order that is written later in the same transaction.

    SQLite takes it before `orders` exists and cannot add it afterwards; PostgreSQL is the other way round.
    """
    if op.get_bind().dialect.name != "sqlite":
        return ()
    return (
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=name, initially="DEFERRED", deferrable=True
        ),
    )


def upgrade() -> None:
    """Create accounts, entries and postings."""
    op.create_table(
        "accounts",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('wallet', 'drawer', 'safe', 'receivable', 'discount', 'revenue')",
            name=op.f("ck_accounts_kind_is_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("code", name=op.f("uq_accounts_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "account_balances",
        sa.Column("account_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("balance_fen", WHOLE, server_default="0", nullable=False),
        sa.Column("floor_fen", WHOLE, server_default="0", nullable=False),
        sa.Column("credit_sign", sa.Integer(), nullable=False),
        sa.Column("last_posting_id", WHOLE, server_default="0", nullable=False),
        sa.CheckConstraint(
            "balance_fen >= floor_fen", name=op.f("ck_account_balances_stays_above_its_floor")
        ),
        sa.CheckConstraint("credit_sign IN (1, -1)", name=op.f("ck_account_balances_credit_sign_is_a_sign")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_balances_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_balances")),
        sqlite_strict=True,
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.Column("order_id", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("chain_code", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("detail_hash", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'sale') = (order_id IS NOT NULL)", name=op.f("ck_entries_a_sale_has_its_order")
        ),
        sa.CheckConstraint(
            "kind IN ('sale', 'top_up', 'float', 'hand_over')", name=op.f("ck_entries_kind_is_known")
        ),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_entries_amount_is_not_negative")),
        sa.CheckConstraint(
            "order_id IS NULL OR order_id = id", name=op.f("ck_entries_a_sale_is_named_as_its_order")
        ),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_entries_sequence_is_positive")),
        *order_key("fk_entries_order_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("chain_code", "sequence", name=op.f("uq_entries_chain_code_sequence")),
        sqlite_strict=True,
    )
    op.create_index("ix_entries_business_date", "entries", ["business_date"], unique=False)
    op.create_table(
        "postings",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("debit_account_id", WHOLE, nullable=False),
        sa.Column("credit_account_id", WHOLE, nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_postings_amount_is_positive")),
        sa.CheckConstraint(
            "debit_account_id <> credit_account_id", name=op.f("ck_postings_moves_between_two_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["credit_account_id"], ["accounts.id"], name=op.f("fk_postings_credit_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["debit_account_id"], ["accounts.id"], name=op.f("fk_postings_debit_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_postings_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sqlite_strict=True,
    )
    op.create_index("ix_postings_credit_account_id", "postings", ["credit_account_id"], unique=False)
    op.create_index("ix_postings_debit_account_id", "postings", ["debit_account_id"], unique=False)
    op.create_index("ix_postings_entry_id", "postings", ["entry_id"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("postings")
    op.drop_table("entries")
    op.drop_table("account_balances")
    op.drop_table("accounts")
