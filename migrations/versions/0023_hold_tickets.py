"""Hold tickets: put aside with their portions, for any till of the site to go on with."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

SQL = Path(__file__).parent.parent / "sql"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("held", "resumed", "sold", "cancelled", "held_again")


def upgrade() -> None:
    """Create the tables and their guards, and say for how long portions are kept."""
    op.add_column("sites", sa.Column("hold_minutes", sa.Integer(), nullable=False, server_default="15"))
    _create_holds()
    op.create_table(
        "hold_lines",
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("menu_item_id", WHOLE, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("total_fen", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_hold_lines_quantity_is_positive")),
        sa.CheckConstraint("total_fen >= 0", name=op.f("ck_hold_lines_total_is_not_negative")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_hold_lines_hold_id")),
        sa.ForeignKeyConstraint(["menu_item_id"], ["menu_items.id"], name=op.f("fk_hold_lines_menu_item_id")),
        sa.PrimaryKeyConstraint("hold_id", "number", name=op.f("pk_hold_lines")),
        sqlite_strict=True,
    )
    op.create_table(
        "portion_reservations",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("menu_item_id", WHOLE, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("released_at", WHOLE),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_portion_reservations_quantity_is_positive")),
        sa.ForeignKeyConstraint(
            ["menu_item_id"], ["menu_items.id"], name=op.f("fk_portion_reservations_menu_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portion_reservations")),
        sa.UniqueConstraint(
            "menu_item_id", "reference", name=op.f("uq_portion_reservations_menu_item_id_reference")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_portion_reservations_reference", "portion_reservations", ["reference"], unique=False)
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Give all reserved portions back, and forget what was held."""
    connection = op.get_bind()
    connection.exec_driver_sql("UPDATE portion_reservations SET released_at = at WHERE released_at IS NULL")
    script = _script()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .*? ON (\w+)", script):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    for table in ("portion_reservations", "hold_lines", "holds"):
        op.drop_table(table)
    op.drop_column("sites", "hold_minutes")


def _create_holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("cashier", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("scheme_code", sa.Text(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("total_fen", WHOLE, nullable=False),
        sa.Column("held_at", WHOLE, nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("reserved_until", WHOLE, nullable=False),
        sa.Column("is_reserved", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("state", sa.Text(), nullable=False, server_default="held"),
        sa.Column("resumed_till", sa.Text()),
        sa.Column("resumed_by", sa.Text()),
        sa.Column("order_id", sa.Text()),
        sa.Column("ended_at", WHOLE),
        sa.CheckConstraint(f"state IN {STATES!r}", name=op.f("ck_holds_state_is_known")),
        sa.CheckConstraint("length(note) <= 12", name=op.f("ck_holds_note_is_short")),
        sa.CheckConstraint("total_fen >= 0", name=op.f("ck_holds_total_is_not_negative")),
        sa.CheckConstraint("is_reserved IN (0, 1)", name=op.f("ck_holds_reserved_is_a_flag")),
        sa.CheckConstraint(
            "state NOT IN ('resumed', 'sold') OR (resumed_till IS NOT NULL AND resumed_by IS NOT NULL)",
            name=op.f("ck_holds_a_till_goes_on_with_it"),
        ),
        sa.CheckConstraint(
            "(state IN ('held', 'resumed')) = (ended_at IS NULL)", name=op.f("ck_holds_ends_at_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'sold') = (order_id IS NOT NULL)", name=op.f("ck_holds_is_sold_as_an_order")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR is_reserved = 0", name=op.f("ck_holds_keeps_nothing_when_it_ended")
        ),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_holds_site_code")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_holds_till_code")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_holds_member_id")),
        sa.ForeignKeyConstraint(["resumed_till"], ["tills.code"], name=op.f("fk_holds_resumed_till")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_holds_order_id")),
        sa.ForeignKeyConstraint(
            ["scheme_code", "scheme_version"],
            ["schemes.code", "schemes.version"],
            name=op.f("fk_holds_scheme_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("order_id", name=op.f("uq_holds_order_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_holds_site_code_business_date", "holds", ["site_code", "business_date"], unique=False)
    reserved = sa.text("is_reserved = 1")
    op.create_index(
        "ix_holds_reserved_until",
        "holds",
        ["reserved_until"],
        unique=False,
        sqlite_where=reserved,
        postgresql_where=reserved,
    )


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
