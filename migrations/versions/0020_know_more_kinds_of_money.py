"""Know more kinds of accounts and entries: refunds, cash that is no sale, counts, the bank."""

from alembic import op

revision = "0020"
down_revision = "0019"

ACCOUNTS = ("wallet", "drawer", "safe", "receivable", "discount", "revenue", "external")
ENTRIES = ("sale", "top_up", "float", "hand_over", "undo", "pay_out", "merge")
# Of the two tables of the ledger whose kinds grow: the kinds before and after.
KINDS = {
    "accounts": (ACCOUNTS, (*ACCOUNTS, "bank", "over_short", "petty_cash", "rounding")),
    "entries": (
        ENTRIES,
        (
            *ENTRIES,
            "refund",
            "void",
            "paid_in",
            "paid_out",
            "drop",
            "over_short",
            "banking",
            "late_payment",
            "returned_payment",
        ),
    ),
}


def upgrade() -> None:
    """Let the ledger keep the new kinds."""
    for table, (before, after) in KINDS.items():
        _change_kinds(table, before, after)


def downgrade() -> None:
    """Let it keep the older kinds only; the ledger is not shortened for them."""
    for table, (before, after) in KINDS.items():
        newer = f"SELECT count(*) FROM {table} WHERE kind NOT IN {before!r}"
        if op.get_bind().exec_driver_sql(newer).scalar():
            raise RuntimeError(f"there are {table} that the earlier version cannot keep")
        _change_kinds(table, after, before)


def _change_kinds(table: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Change which kinds a CHECK knows; in SQLite in its schema, as the manual says for a CHECK alone."""
    connection = op.get_bind()
    name = f"ck_{table}_kind_is_known"
    if connection.dialect.name != "sqlite":
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
