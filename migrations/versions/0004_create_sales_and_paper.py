"""Create orders, what they are made of, and the outbox of paper."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def order_key(name: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    """Return the reference to an order that is written later in the same transaction.

    SQLite takes it before `orders` exists and cannot add it afterwards; PostgreSQL is the other way round.
    """
    if op.get_bind().dialect.name != "sqlite":
        return ()
    return (
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=name, initially="DEFERRED", deferrable=True
        ),
    )


def upgrade() -> None:
    """Create orders, what they are made of, and the outbox of paper."""
    op.create_table(
        "printer_states",
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.Column("checked_at", WHOLE, nullable=False),
        sa.CheckConstraint(
            "state IN ('ok', 'paper_low', 'paper_out', 'cover_open', 'error', 'no_answer')",
            name=op.f("ck_printer_states_state_is_known"),
        ),
        sa.CheckConstraint("since <= checked_at", name=op.f("ck_printer_states_began_before_it_was_checked")),
        sa.PrimaryKeyConstraint("printer", name=op.f("pk_printer_states")),
        sqlite_strict=True,
    )
    op.create_table(
        "print_jobs",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text()),
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", WHOLE, nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.Column("settled_at", WHOLE),
        sa.CheckConstraint(
            "(settled_at IS NOT NULL) = (state IN ('printed', 'uncertain', 'failed'))",
            name=op.f("ck_print_jobs_has_a_settled_moment_exactly_when_settled"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'printed', 'uncertain', 'failed')",
            name=op.f("ck_print_jobs_state_is_known"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_print_jobs_attempts_are_counted_up")),
        *order_key("fk_print_jobs_order_id"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_print_jobs")),
        sqlite_strict=True,
    )
    op.create_index("ix_print_jobs_order_id", "print_jobs", ["order_id"], unique=False)
    op.create_index(
        "ix_print_jobs_printer_state_created_at",
        "print_jobs",
        ["printer", "state", "created_at"],
        unique=False,
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("period_code", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("member_id", WHOLE),
        sa.Column("card_serial", sa.Text()),
        sa.Column("card_counter", WHOLE),
        sa.Column("tier_code", sa.Text()),
        sa.Column("scheme_code", sa.Text(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("list_total_fen", WHOLE, nullable=False),
        sa.Column("discount_total_fen", WHOLE, nullable=False),
        sa.Column("subsidy_total_fen", WHOLE, nullable=False),
        sa.Column("total_fen", WHOLE, nullable=False),
        sa.Column("balance_after_fen", WHOLE),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("receipt_job", sa.Text(), nullable=False),
        sa.CheckConstraint("receipt_job = id || '\\:receipt'", name=op.f("ck_orders_receipt_job_is_its_own")),
        sa.CheckConstraint(
            "card_counter IS NULL OR card_serial IS NOT NULL", name=op.f("ck_orders_a_proof_has_its_card")
        ),
        sa.CheckConstraint("discount_total_fen >= 0", name=op.f("ck_orders_discount_is_not_negative")),
        sa.CheckConstraint(
            "list_total_fen - discount_total_fen - subsidy_total_fen = total_fen",
            name=op.f("ck_orders_price_adds_up"),
        ),
        sa.CheckConstraint("subsidy_total_fen >= 0", name=op.f("ck_orders_subsidy_is_not_negative")),
        sa.CheckConstraint("total_fen >= 0", name=op.f("ck_orders_total_is_not_negative")),
        sa.ForeignKeyConstraint(["card_serial"], ["cards.serial"], name=op.f("fk_orders_card_serial")),
        sa.ForeignKeyConstraint(["id"], ["entries.id"], name=op.f("fk_orders_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_orders_member_id")),
        sa.ForeignKeyConstraint(["period_code"], ["meal_periods.code"], name=op.f("fk_orders_period_code")),
        sa.ForeignKeyConstraint(["receipt_job"], ["print_jobs.key"], name=op.f("fk_orders_receipt_job")),
        sa.ForeignKeyConstraint(
            ["scheme_code", "scheme_version"],
            ["schemes.code", "schemes.version"],
            name=op.f("fk_orders_scheme_code_scheme_version"),
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_orders_shift_id")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_orders_till_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("card_serial", "card_counter", name=op.f("uq_orders_card_serial_card_counter")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_orders_business_date", "orders", ["business_date"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("menu_item_id", WHOLE, nullable=False),
        sa.Column("dish_code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("vendor_code", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_fen", WHOLE, nullable=False),
        sa.Column("list_fen", WHOLE, nullable=False),
        sa.Column("total_fen", WHOLE, nullable=False),
        sa.CheckConstraint(
            "list_fen = quantity * unit_price_fen", name=op.f("ck_order_lines_list_is_quantity_times_price")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity_is_positive")),
        sa.CheckConstraint(
            "total_fen >= 0 AND total_fen <= list_fen", name=op.f("ck_order_lines_total_is_at_most_list")
        ),
        sa.CheckConstraint("unit_price_fen >= 0", name=op.f("ck_order_lines_price_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["menu_item_id"], ["menu_items.id"], name=op.f("fk_order_lines_menu_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_lines_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_order_lines")),
        sqlite_strict=True,
    )
    op.create_table(
        "order_reductions",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("rule_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("reason_zh", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.CheckConstraint("kind IN ('discount', 'subsidy')", name=op.f("ck_order_reductions_kind_is_known")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_order_reductions_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["order_id", "line_number"],
            ["order_lines.order_id", "order_lines.number"],
            name=op.f("fk_order_reductions_order_id_line_number"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_reductions_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("order_id", "line_number", "rule_code", name=op.f("pk_order_reductions")),
        sqlite_strict=True,
    )
    op.create_table(
        "order_tenders",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.Column("received_fen", WHOLE),
        sa.Column("change_fen", WHOLE),
        sa.CheckConstraint(
            "(kind = 'cash') = (received_fen IS NOT NULL) AND (received_fen IS NULL) = (change_fen IS NULL)",
            name=op.f("ck_order_tenders_cash_is_counted"),
        ),
        sa.CheckConstraint("kind IN ('wallet', 'cash')", name=op.f("ck_order_tenders_kind_is_known")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_order_tenders_amount_is_positive")),
        sa.CheckConstraint("change_fen >= 0", name=op.f("ck_order_tenders_change_is_not_negative")),
        sa.CheckConstraint(
            "received_fen - change_fen = amount_fen", name=op.f("ck_order_tenders_change_adds_up")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_order_tenders_account_id")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_tenders_order_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_order_tenders")),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("entries", "print_jobs"):
            op.create_foreign_key(
                f"fk_{table}_order_id",
                table,
                "orders",
                ["order_id"],
                ["id"],
                initially="DEFERRED",
                deferrable=True,
            )


def downgrade() -> None:
    """Drop them again."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("print_jobs", "entries"):
            op.drop_constraint(f"fk_{table}_order_id", table, type_="foreignkey")
    op.drop_table("order_tenders")
    op.drop_table("order_reductions")
    op.drop_table("order_lines")
    op.drop_table("orders")
    op.drop_table("print_jobs")
    op.drop_table("printer_states")
