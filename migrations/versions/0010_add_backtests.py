"""Add the back-tests that were asked for, with their progress and results."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table of back-tests, of which one runs at a time."""
    op.create_table(
        "backtests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scheme_code", sa.Text(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text()),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("until_date", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_orders", WHOLE, server_default="0", nullable=False),
        sa.Column("total_orders", WHOLE),
        sa.Column("result", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("requested_at", WHOLE, nullable=False),
        sa.Column("started_at", WHOLE),
        sa.Column("seen_at", WHOLE),
        sa.Column("finished_at", WHOLE),
        sa.CheckConstraint("from_date < until_date", name=op.f("ck_backtests_period_has_a_day")),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_backtests_state_is_known"),
        ),
        sa.CheckConstraint(
            "done_orders >= 0 AND done_orders <= coalesce(total_orders, 0)",
            name=op.f("ck_backtests_does_no_more_than_all"),
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name=op.f("ck_backtests_ends_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(state = 'done') = (result IS NOT NULL)", name=op.f("ck_backtests_result_is_there_when_done")
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (error IS NOT NULL)", name=op.f("ck_backtests_failure_says_why")
        ),
        sa.CheckConstraint(
            "state <> 'running' OR (started_at IS NOT NULL AND seen_at IS NOT NULL)",
            name=op.f("ck_backtests_who_runs_was_seen"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtests")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_backtests_one_running",
        "backtests",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index("ix_backtests_requested_at", "backtests", ["requested_at"], unique=False)


def downgrade() -> None:
    """Forget the back-tests."""
    op.drop_table("backtests")
