"""Keep an audit log: who did what, when, from which till, and why."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

SQL = Path(__file__).parent.parent / "sql"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table of deeds and its guards."""
    op.create_table(
        "deeds",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("chain_code", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.CheckConstraint("trim(actor) <> ''", name=op.f("ck_deeds_somebody_did_it")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeds")),
        sa.UniqueConstraint("chain_code", "sequence", name=op.f("uq_deeds_chain_code_sequence")),
        sa.UniqueConstraint("key", name=op.f("uq_deeds_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_deeds_kind_at", "deeds", ["kind", "at"], unique=False)
    op.create_index("ix_deeds_at", "deeds", ["at"], unique=False)
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Drop them; what was done before is then known to the backups only."""
    connection = op.get_bind()
    script = _script()
    for trigger in re.findall(r"CREATE TRIGGER (\w+) ", script):
        on_table = "" if connection.dialect.name == "sqlite" else " ON deeds"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    op.drop_table("deeds")


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
