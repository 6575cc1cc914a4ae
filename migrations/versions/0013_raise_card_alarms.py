"""Raise alarms about cards that seem to be copied or forged, and know of which kind each card is."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNSEEN = sa.text("seen_at IS NULL")
SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create the table of alarms; every card until now is the canteen's CPU card."""
    op.add_column(
        "cards", sa.Column("profile", sa.Text(), nullable=False, server_default=sa.text("'cpu-aes'"))
    )
    op.create_table(
        "card_alarms",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("card_serial", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text(), nullable=False),
        sa.Column("raised_at", WHOLE, nullable=False),
        sa.Column("seen_by", sa.Text()),
        sa.Column("seen_at", WHOLE),
        sa.CheckConstraint(
            "kind IN ('counter_went_back', 'forged_answer', 'two_tills')",
            name=op.f("ck_card_alarms_kind_is_known"),
        ),
        sa.CheckConstraint(
            "(seen_by IS NULL) = (seen_at IS NULL)", name=op.f("ck_card_alarms_who_saw_it_saw_it_then")
        ),
        sa.ForeignKeyConstraint(["card_serial"], ["cards.serial"], name=op.f("fk_card_alarms_card_serial")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_card_alarms_till_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_alarms")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_card_alarms_unseen", "card_alarms", ["id"], sqlite_where=UNSEEN, postgresql_where=UNSEEN
    )
    for statement in _script().split("\n\n"):
        if not statement.startswith("--"):
            op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop them again, and with them which kind each card is of."""
    connection = op.get_bind()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .* ON (\w+)", _script()):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for function in re.findall(r"CREATE FUNCTION (\w+)", _script()):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    op.drop_table("card_alarms")
    op.drop_column("cards", "profile")


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
