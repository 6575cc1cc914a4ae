"""Count what members use, keep what operators are owed, and say which reductions are for the bill."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the counters, what each order used and gave back, and the claims of operators."""
    op.add_column(
        "order_reductions",
        sa.Column(
            "scope",
            sa.Text(),
            sa.CheckConstraint("scope IN ('line', 'bill')", name=op.f("ck_order_reductions_scope_is_known")),
            nullable=False,
            server_default="line",
        ),
    )
    _create_usage_counters()
    _create_order_uses()
    _create_use_returns()
    _create_operator_claims()


def downgrade() -> None:
    """Drop what was counted and claimed."""
    op.drop_table("operator_claims")
    op.drop_table("use_returns")
    op.drop_table("order_uses")
    op.drop_table("usage_counters")
    # A CHECK that stands with its column goes with it.
    op.drop_column("order_reductions", "scope")


def _create_usage_counters() -> None:
    op.create_table(
        "usage_counters",
        sa.Column("member_id", WHOLE, nullable=False),
        *_key(),
        *_amounts(),
        sa.CheckConstraint(
            "times >= 0 AND amount_fen >= 0 AND portions >= 0 AND base_fen >= 0",
            name=op.f("ck_usage_counters_uses_are_not_negative"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_usage_counters_member_id")),
        sa.PrimaryKeyConstraint(
            "member_id", "counter", "period", "site_code", name=op.f("pk_usage_counters")
        ),
        sqlite_strict=True,
    )


def _create_order_uses() -> None:
    op.create_table(
        "order_uses",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        *_key(),
        *_amounts(),
        *_amounts("seen_"),
        sa.CheckConstraint(
            "times >= 0 AND amount_fen >= 0 AND portions >= 0 AND base_fen >= 0",
            name=op.f("ck_order_uses_uses_are_not_negative"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_order_uses_member_id")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_uses_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("order_id", "counter", "period", "site_code", name=op.f("pk_order_uses")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_order_uses_member_id_counter_period", "order_uses", ["member_id", "counter", "period"]
    )


def _create_use_returns() -> None:
    op.create_table(
        "use_returns",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        *_key(),
        *_amounts(),
        sa.Column("at", WHOLE, nullable=False),
        sa.CheckConstraint(
            "times >= 0 AND amount_fen >= 0 AND portions >= 0 AND base_fen >= 0",
            name=op.f("ck_use_returns_uses_are_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id", "counter", "period", "site_code"],
            ["order_uses.order_id", "order_uses.counter", "order_uses.period", "order_uses.site_code"],
            name=op.f("fk_use_returns_order_id_counter_period_site_code"),
        ),
        sa.PrimaryKeyConstraint(
            "reference", "order_id", "counter", "period", "site_code", name=op.f("pk_use_returns")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_use_returns_order_id", "use_returns", ["order_id"])


def _create_operator_claims() -> None:
    op.create_table(
        "operator_claims",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_operator_claims_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_operator_claims_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("order_id", "rule_code", name=op.f("pk_operator_claims")),
        sqlite_strict=True,
    )


def _key() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in ("counter", "period", "site_code")]


def _amounts(prefix: str = "") -> list[sa.Column[int]]:
    names = ("times", "amount_fen", "portions", "base_fen")
    return [sa.Column(prefix + name, WHOLE, nullable=False) for name in names]
