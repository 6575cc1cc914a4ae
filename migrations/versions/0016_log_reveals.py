"""Log who sees a person in plain words, and let a site hide balances from bystanders."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create the table and its guards, and add the switch."""
    op.create_table(
        "reveals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.CheckConstraint("trim(reason) <> ''", name=op.f("ck_reveals_has_a_reason")),
        sa.CheckConstraint("trim(actor) <> ''", name=op.f("ck_reveals_somebody_looked")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reveals_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveals")),
        sqlite_strict=True,
    )
    op.create_index("ix_reveals_member_id", "reveals", ["member_id"])
    op.add_column(
        "sites", sa.Column("hides_balance", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Drop the guards, the table and the switch."""
    connection = op.get_bind()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .* ON (\w+)", _script()):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    op.drop_table("reveals")
    op.drop_column("sites", "hides_balance")


def _script() -> str:
    return (SQL / f"0016_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
