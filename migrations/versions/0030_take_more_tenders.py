"""Take more tenders: payments that others take for us, vouchers, and cash that is rounded."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

SQL = Path(__file__).parent.parent / "sql"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACCOUNTS = (
    "wallet", "drawer", "safe", "receivable", "discount", "revenue", "external", "bank", "over_short",
    "petty_cash", "rounding",
)  # fmt: skip
# Of the tables whose kinds grow: the kinds before and after.
KINDS = {
    "accounts": (ACCOUNTS, (*ACCOUNTS, "voucher")),
    "order_tenders": (("wallet", "cash"), ("wallet", "cash", "external", "voucher")),
}
# A trigger of an earlier migration that takes a new form here: where the old one is written.
REPLACED = ("0005", "orders_seal", "canteen_order_seal")
COLUMNS = (
    ("sites", "cash_rounding"),
    ("orders", "cash_rounding_fen"),
    ("order_tenders", "payment_id"),
    ("order_tenders", "voucher_code"),
)
TABLES = (
    "voucher_events", "vouchers", "voucher_sites", "voucher_series", "external_payment_events",
    "external_payments",
)  # fmt: skip


def upgrade() -> None:
    """Create the tables, let orders say how they were paid, and guard all of it."""
    for table, (before, after) in KINDS.items():
        _change_kinds(table, before, after)
    _create_payments()
    _create_vouchers()
    _add_columns()
    _drop_seal()
    _run((SQL / f"{revision}_{_dialect()}.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Forget all of it, and guard as before."""
    _refuse_to_forget_money()
    connection = op.get_bind()
    script = (SQL / f"{revision}_{_dialect()}.sql").read_text(encoding="utf-8")
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .*? ON (\w+)", script):
        on_table = "" if _dialect() == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    op.drop_index("uq_order_tenders_payment_id", table_name="order_tenders")
    op.drop_index("ix_order_tenders_voucher_code", table_name="order_tenders")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
    for table in TABLES:
        op.drop_table(table)
    for table, (before, after) in KINDS.items():
        _change_kinds(table, after, before)
    number, trigger, function = REPLACED
    older = (SQL / f"{number}_{_dialect()}.sql").read_text(encoding="utf-8")
    made = rf"CREATE TRIGGER {trigger} |CREATE FUNCTION {function}\("
    _run("\n\n".join(part for part in older.split("\n\n") if re.search(made, part)))
    if _dialect() != "sqlite":
        # As the last paragraph of each file: nobody puts a temporary table in front of ours.
        _run(script.strip().rsplit("\n\n", 1)[1])


def _create_payments() -> None:
    op.create_table(
        "external_payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text(), nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("reference_date", sa.Text()),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.CheckConstraint(
            "means IN ('wechat', 'alipay', 'bank')", name=op.f("ck_external_payments_means_is_known")
        ),
        sa.CheckConstraint(
            "provider IN ('manual', 'terminal')", name=op.f("ck_external_payments_provider_is_known")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'unknown', 'confirmed', 'used', 'late', 'returned',"
            " 'refused', 'cancelled')",
            name=op.f("ck_external_payments_state_is_known"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_external_payments_amount_is_positive")),
        sa.CheckConstraint(
            "(reference IS NULL) = (reference_date IS NULL)",
            name=op.f("ck_external_payments_a_slip_has_its_day"),
        ),
        sa.CheckConstraint(
            "(reference IS NOT NULL) = (state IN ('confirmed', 'used', 'late', 'returned'))",
            name=op.f("ck_external_payments_money_has_its_slip"),
        ),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_external_payments_till_code")),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_external_payments_site_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_payments")),
        sa.UniqueConstraint(
            "means",
            "reference_date",
            "reference",
            name=op.f("uq_external_payments_means_reference_date_reference"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_external_payments_site_code_state", "external_payments", ["site_code", "state"])
    op.create_index("ix_external_payments_order_id", "external_payments", ["order_id"])
    op.create_table(
        "external_payment_events",
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["external_payments.id"], name=op.f("fk_external_payment_events_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", "number", name=op.f("pk_external_payment_events")),
        sqlite_strict=True,
    )


def _series_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["series_id"],
        ["voucher_series.id"],
        name=op.f(f"fk_{table}_series_id"),
        initially="DEFERRED",
        deferrable=True,
    )


def _create_vouchers() -> None:
    op.create_table(
        "voucher_series",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("face_fen", WHOLE, nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=False),
        sa.Column("remainder", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("face_fen > 0", name=op.f("ck_voucher_series_face_is_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_voucher_series_quantity_is_positive")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_voucher_series_ends_after_it_begins")),
        sa.CheckConstraint(
            "remainder IN ('lost', 'refused')", name=op.f("ck_voucher_series_remainder_is_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_voucher_series_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_series")),
        sqlite_strict=True,
    )
    op.create_table(
        "voucher_sites",
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        _series_key("voucher_sites"),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_voucher_sites_site_code")),
        sa.PrimaryKeyConstraint("series_id", "site_code", name=op.f("pk_voucher_sites")),
        sqlite_strict=True,
    )
    op.create_table(
        "vouchers",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) = 12", name=op.f("ck_vouchers_code_has_twelve_digits")),
        _series_key("vouchers"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_vouchers_series_id_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "voucher_events",
        sa.Column("voucher_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.CheckConstraint(
            "kind IN ('used', 'given_back', 'cancelled')", name=op.f("ck_voucher_events_kind_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_code"], ["vouchers.code"], name=op.f("fk_voucher_events_voucher_code")
        ),
        sa.PrimaryKeyConstraint("voucher_code", "number", name=op.f("pk_voucher_events")),
        sqlite_strict=True,
    )
    op.create_index("ix_voucher_events_reference", "voucher_events", ["reference"])


def _add_columns() -> None:
    """By statements that both engines know: a CHECK belongs to the column that comes."""
    whole = "INTEGER" if _dialect() == "sqlite" else "BIGINT"
    for table, column in (
        (
            "sites",
            (
                "cash_rounding TEXT DEFAULT 'none' NOT NULL CONSTRAINT ck_sites_cash_rounding_is_known"
                " CHECK (cash_rounding IN ('none', 'jiao_down', 'jiao_half_up'))"
            ),
        ),
        ("orders", f"cash_rounding_fen {whole} DEFAULT 0 NOT NULL"),
        (
            "order_tenders",
            (
                "payment_id TEXT CONSTRAINT ck_order_tenders_external_names_its_payment"
                " CHECK ((kind = 'external') = (payment_id IS NOT NULL))"
                " CONSTRAINT fk_order_tenders_payment_id REFERENCES external_payments (id)"
            ),
        ),
        (
            "order_tenders",
            (
                "voucher_code TEXT CONSTRAINT ck_order_tenders_a_voucher_is_named"
                " CHECK ((kind = 'voucher') = (voucher_code IS NOT NULL))"
                " CONSTRAINT fk_order_tenders_voucher_code REFERENCES vouchers (code)"
            ),
        ),
    ):
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_index("uq_order_tenders_payment_id", "order_tenders", ["payment_id"], unique=True)
    op.create_index("ix_order_tenders_voucher_code", "order_tenders", ["voucher_code"])


def _refuse_to_forget_money() -> None:
    """The older tables know no such money; neither the books nor vouchers in people's hands are given up."""
    connection = op.get_bind()
    newer = (
        "SELECT (SELECT count(*) FROM external_payments) + (SELECT count(*) FROM vouchers)"
        " + (SELECT count(*) FROM orders WHERE cash_rounding_fen <> 0)"
        " + (SELECT count(*) FROM accounts WHERE kind = 'voucher')"
    )
    if connection.exec_driver_sql(newer).scalar():
        raise RuntimeError("there is money that the earlier version cannot keep")


def _drop_seal() -> None:
    connection = op.get_bind()
    _, trigger, function = REPLACED
    if _dialect() == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    else:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger} ON orders")
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _change_kinds(table: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Change which kinds a CHECK knows; in SQLite in its schema, as the manual says for a CHECK alone."""
    connection = op.get_bind()
    name = f"ck_{table}_kind_is_known"
    if _dialect() != "sqlite":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, f"kind IN {after!r}")
        return
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
        (f"kind IN {before!r}", f"kind IN {after!r}", table),
    )
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version or 0) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _run(script: str) -> None:
    connection = op.get_bind()
    for statement in script.split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def _dialect() -> str:
    return str(op.get_bind().dialect.name)
