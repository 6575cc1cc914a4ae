"""Keep what each check of the books found, with the heads of all chains."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

SQL = Path(__file__).parent.parent / "sql"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table and its guards."""
    op.create_table(
        "audit_runs",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("disagreement_count", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "occasion IN ('nightly', 'asked', 'command')", name=op.f("ck_audit_runs_occasion_is_known")
        ),
        sa.CheckConstraint("trim(actor) <> ''", name=op.f("ck_audit_runs_somebody_asked")),
        sa.CheckConstraint("disagreement_count >= 0", name=op.f("ck_audit_runs_count_is_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_runs")),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_runs_occasion_at", "audit_runs", ["occasion", "at"], unique=False)
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Drop them."""
    connection = op.get_bind()
    for trigger in re.findall(r"CREATE TRIGGER (\w+) ", _script()):
        on_table = "" if connection.dialect.name == "sqlite" else " ON audit_runs"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    op.drop_table("audit_runs")


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
