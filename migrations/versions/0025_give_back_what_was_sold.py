"""Give back what was sold: refunds of orders, and portions that return."""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"
PARTS = ("refund_tenders", "refund_reductions", "refund_lines")


def upgrade() -> None:
    """Create the tables, and guard them."""
    _create_portion_returns()
    _create_refunds()
    _create_lines()
    _create_reductions()
    _create_tenders()
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Forget refunds where there were none; the ledger is not shortened for the others."""
    connection = op.get_bind()
    if connection.exec_driver_sql("SELECT count(*) FROM refunds").scalar():
        raise RuntimeError("there are refunds that the earlier version cannot keep")
    for table in (*PARTS, "refunds", "portion_returns"):
        op.drop_table(table)
    for function in re.findall(r"CREATE FUNCTION (\w+)", _script()):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _create_portion_returns() -> None:
    op.create_table(
        "portion_returns",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("menu_item_id", WHOLE, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_portion_returns_quantity_is_positive")),
        sa.CheckConstraint("fate IN ('menu', 'waste')", name=op.f("ck_portion_returns_fate_is_known")),
        sa.ForeignKeyConstraint(
            ["menu_item_id", "taken_by"],
            ["portion_movements.menu_item_id", "portion_movements.reference"],
            name=op.f("fk_portion_returns_menu_item_id_taken_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portion_returns")),
        sa.UniqueConstraint(
            "menu_item_id", "reference", "fate", name=op.f("uq_portion_returns_menu_item_id_reference_fate")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_portion_returns_menu_item_id_taken_by", "portion_returns", ["menu_item_id", "taken_by"]
    )


def _create_refunds() -> None:
    texts = ("kind", "order_id", "number", "till_code", "shift_id", "business_date")
    totals = ("list_total_fen", "discount_total_fen", "subsidy_total_fen", "total_fen")
    op.create_table(
        "refunds",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts[:2]),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts[2:]),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *(sa.Column(name, WHOLE, nullable=False) for name in totals),
        sa.Column("balance_after_fen", WHOLE),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("receipt_job", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('refund', 'void')", name=op.f("ck_refunds_kind_is_known")),
        sa.CheckConstraint("ordinal > 0", name=op.f("ck_refunds_ordinal_is_positive")),
        sa.CheckConstraint("trim(reason) <> ''", name=op.f("ck_refunds_has_a_reason")),
        sa.CheckConstraint("total_fen >= 0", name=op.f("ck_refunds_total_is_not_negative")),
        sa.CheckConstraint("discount_total_fen >= 0", name=op.f("ck_refunds_discount_is_not_negative")),
        sa.CheckConstraint("subsidy_total_fen >= 0", name=op.f("ck_refunds_subsidy_is_not_negative")),
        sa.CheckConstraint(
            "list_total_fen - discount_total_fen - subsidy_total_fen = total_fen",
            name=op.f("ck_refunds_price_adds_up"),
        ),
        sa.CheckConstraint("receipt_job = id || '\\:refund'", name=op.f("ck_refunds_receipt_job_is_its_own")),
        sa.ForeignKeyConstraint(["id"], ["entries.id"], name=op.f("fk_refunds_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refunds_order_id")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_refunds_till_code")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_refunds_shift_id")),
        sa.ForeignKeyConstraint(["receipt_job"], ["print_jobs.key"], name=op.f("fk_refunds_receipt_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("number", name=op.f("uq_refunds_number")),
        sa.UniqueConstraint("order_id", "ordinal", name=op.f("uq_refunds_order_id_ordinal")),
        sa.UniqueConstraint("id", "order_id", name=op.f("uq_refunds_id_order_id")),
        sqlite_strict=True,
    )
    for column in ("business_date", "shift_id"):
        op.create_index(f"ix_refunds_{column}", "refunds", [column])


def _create_lines() -> None:
    _create_part(
        "refund_lines",
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("list_fen", WHOLE, nullable=False),
        sa.Column("total_fen", WHOLE, nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_refund_lines_quantity_is_positive")),
        sa.CheckConstraint(
            "total_fen >= 0 AND total_fen <= list_fen", name=op.f("ck_refund_lines_total_is_at_most_list")
        ),
        sa.CheckConstraint("fate IN ('menu', 'waste')", name=op.f("ck_refund_lines_fate_is_known")),
        sa.ForeignKeyConstraint(
            ["order_id", "line_number"],
            ["order_lines.order_id", "order_lines.number"],
            name=op.f("fk_refund_lines_order_id_line_number"),
        ),
        sa.PrimaryKeyConstraint("refund_id", "line_number", name=op.f("pk_refund_lines")),
    )


def _create_reductions() -> None:
    of_line = ["order_id", "line_number", "rule_code"]
    _create_part(
        "refund_reductions",
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refund_reductions_amount_is_positive")),
        sa.ForeignKeyConstraint(
            of_line,
            [f"order_reductions.{name}" for name in of_line],
            name=op.f("fk_refund_reductions_order_id_line_number_rule_code"),
        ),
        sa.PrimaryKeyConstraint("refund_id", "line_number", "rule_code", name=op.f("pk_refund_reductions")),
    )


def _create_tenders() -> None:
    _create_part(
        "refund_tenders",
        sa.Column("tender_number", sa.Integer(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refund_tenders_amount_is_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_refund_tenders_account_id")),
        sa.ForeignKeyConstraint(
            ["order_id", "tender_number"],
            ["order_tenders.order_id", "order_tenders.number"],
            name=op.f("fk_refund_tenders_order_id_tender_number"),
        ),
        sa.PrimaryKeyConstraint("refund_id", "tender_number", name=op.f("pk_refund_tenders")),
    )


def _create_part(table: str, *parts: Any) -> None:
    """Create a table of parts, which point to a refund of the same order that comes after them."""
    op.create_table(
        table,
        sa.Column("refund_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["refund_id", "order_id"],
            ["refunds.id", "refunds.order_id"],
            name=op.f(f"fk_{table}_refund_id_order_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )
    op.create_index(f"ix_{table}_order_id", table, ["order_id"])


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
