"""Log reveals, erasures and openings, and let a site hide balances from bystanders."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create the tables and their guards, and add the switch."""
    fields = sa.Column("fields", sa.Text(), nullable=False)
    digest = sa.Column("request_digest", sa.LargeBinary(), nullable=False)
    _create("reveals", [fields], {"has_a_reason": "reason", "somebody_looked": "actor"})
    _create("erasures", [], {"has_a_reason": "reason", "somebody_erased": "actor"})
    _create("openings", [digest], {"somebody_opened": "actor"})
    op.create_index("ix_reveals_member_id", "reveals", ["member_id"])
    op.add_column(
        "sites", sa.Column("hides_balance", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Drop the guards, the tables and the switch."""
    connection = op.get_bind()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .* ON (\w+)", _script()):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for table in ("openings", "erasures", "reveals"):
        op.drop_table(table)
    op.drop_column("sites", "hides_balance")


def _create(table: str, what: Sequence[sa.Column[Any]], checks: dict[str, str]) -> None:
    """Create a table of acts of which each has a key, a member, somebody who did it, and a moment."""
    reason = [sa.Column("reason", sa.Text(), nullable=False)] if "has_a_reason" in checks else []
    once = (
        [] if table == "reveals" else [sa.UniqueConstraint("member_id", name=op.f(f"uq_{table}_member_id"))]
    )
    op.create_table(
        table,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        *what,
        *reason,
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        *(
            sa.CheckConstraint(f"trim({column}) <> ''", name=op.f(f"ck_{table}_{claim}"))
            for claim, column in checks.items()
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f(f"fk_{table}_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *once,
        sqlite_strict=True,
    )


def _script() -> str:
    return (SQL / f"0016_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
