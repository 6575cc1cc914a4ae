"""Keep openings and erasures as acts: two tables said again what the register of acts says."""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

SQL = Path(__file__).parent.parent / "sql"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLDER = ("erasures", "openings")


def upgrade() -> None:
    """Take the rows over into the register of acts, and drop their tables."""
    _take_over("SELECT id, member_id, 'erase', reason, actor, at, '' FROM erasures")
    _take_over(f"SELECT id, member_id, 'open', '', actor, at, {_as_text('request_digest')} FROM openings")
    connection = op.get_bind()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .* ON (\w+)", "\n".join(_guards())):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for table in OLDER:
        op.drop_table(table)


def downgrade() -> None:
    """Write the rows into tables of their own again; the register forgets none of its acts."""
    _create("erasures", sa.Column("reason", sa.Text(), nullable=False), "erased", has_a_reason=True)
    _create("openings", sa.Column("request_digest", sa.LargeBinary(), nullable=False), "opened")
    connection = op.get_bind()
    connection.exec_driver_sql(
        "INSERT INTO erasures (id, member_id, reason, actor, at)"
        " SELECT id, member_id, reason, actor, at FROM member_events WHERE kind = 'erase'"
    )
    opened = "SELECT id, member_id, request_hash, actor, at FROM member_events WHERE kind = 'open'"
    rows = [(*row[:2], bytes.fromhex(row[2]), *row[3:]) for row in connection.exec_driver_sql(opened)]
    place = "?" if connection.dialect.name == "sqlite" else "%s"
    insert = (
        f"INSERT INTO openings (id, member_id, request_digest, actor, at) VALUES ({', '.join([place] * 5)})"
    )
    for row in rows:
        connection.exec_driver_sql(insert, row)
    for guard in _guards():
        connection.exec_driver_sql(guard.replace("%", "%%"))


def _take_over(rows: str) -> None:
    """Write acts into the register; those that are in it already came down from here once."""
    op.get_bind().exec_driver_sql(
        "INSERT INTO member_events (id, member_id, kind, reason, actor, at, request_hash)"
        f" SELECT * FROM ({rows}) AS older WHERE id NOT IN (SELECT id FROM member_events)"
    )


def _as_text(column: str) -> str:
    return f"lower(hex({column}))" if op.get_bind().dialect.name == "sqlite" else f"encode({column}, 'hex')"


def _create(table: str, what: sa.Column[Any], done: str, *, has_a_reason: bool = False) -> None:
    reason = [sa.CheckConstraint("trim(reason) <> ''", name=op.f(f"ck_{table}_has_a_reason"))]
    op.create_table(
        table,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        what,
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        *(reason if has_a_reason else []),
        sa.CheckConstraint("trim(actor) <> ''", name=op.f(f"ck_{table}_somebody_{done}")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f(f"fk_{table}_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("member_id", name=op.f(f"uq_{table}_member_id")),
        sqlite_strict=True,
    )


def _guards() -> list[str]:
    """Return the statements that made the guards of these tables."""
    script = (SQL / f"0016_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
    made = rf"CREATE TRIGGER \w+ .* ON ({'|'.join(OLDER)})"
    return [part for part in script.split("\n\n") if re.search(made, part)]
