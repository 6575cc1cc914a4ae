"""Keep the life of members and their cards: states, acts, merges, and the money that goes in and out."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

SQL = Path(__file__).parent.parent / "sql"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Of the two tables of the ledger whose kinds grow: the kinds before and after.
KINDS = {
    "accounts": (
        ("wallet", "drawer", "safe", "receivable", "discount", "revenue"),
        ("wallet", "drawer", "safe", "receivable", "discount", "revenue", "external"),
    ),
    "entries": (
        ("sale", "top_up", "float", "hand_over"),
        ("sale", "top_up", "float", "hand_over", "undo", "pay_out", "merge"),
    ),
}
# Triggers of earlier migrations that take a new form here: where the old one is written.
REPLACED = {
    "sqlite": (("0005", "cards_change", ""), ("0009", "order_uses_open", "")),
    "postgresql": (
        ("0005", "cards_change", "canteen_card_change"),
        ("0009", "order_uses_count", "canteen_uses_count"),
    ),
}


def upgrade() -> None:
    """Create the tables, take over the top-ups that were made, and guard all of it."""
    for table, (before, after) in KINDS.items():
        _change_kinds(table, before, after)
    op.add_column("members", sa.Column("state", sa.Text(), nullable=False, server_default=sa.text("'open'")))
    _create_acts()
    _create_wallet_acts()
    _take_over_top_ups()
    for _, trigger, function in REPLACED[_dialect()]:
        _drop_replaced(trigger, function)
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
    for number, trigger, function in REPLACED[_dialect()]:
        older = (SQL / f"{number}_{_dialect()}.sql").read_text(encoding="utf-8")
        _run(_paragraphs_of(older, trigger, function))
    if _dialect() != "sqlite":
        # As the last paragraph of each file: nobody puts a temporary table in front of ours.
        _run(script.strip().rsplit("\n\n", 1)[1])
    for table in ("wallet_acts", "card_events", "member_merges", "member_events"):
        op.drop_table(table)
    op.drop_column("members", "state")
    for table, (before, after) in KINDS.items():
        _change_kinds(table, after, before)


def _create_acts() -> None:
    op.create_table(
        "member_events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("actor <> ''", name=op.f("ck_member_events_somebody_did_it")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_events_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_events")),
        sqlite_strict=True,
    )
    op.create_index("ix_member_events_member_id", "member_events", ["member_id"], unique=False)
    op.create_table(
        "member_merges",
        sa.Column("member_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("survivor_id", WHOLE, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "member_id <> survivor_id", name=op.f("ck_member_merges_nobody_survives_in_themselves")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_merges_member_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["members.id"], name=op.f("fk_member_merges_survivor_id")),
        sa.ForeignKeyConstraint(["event_id"], ["member_events.id"], name=op.f("fk_member_merges_event_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_merges")),
        sqlite_strict=True,
    )
    op.create_index("ix_member_merges_survivor_id", "member_merges", ["survivor_id"], unique=False)
    op.create_table(
        "card_events",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('issued', 'lost', 'found', 'frozen', 'thawed', 'replaced', 'returned', 'moved')",
            name=op.f("ck_card_events_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["member_events.id"], name=op.f("fk_card_events_event_id")),
        sa.ForeignKeyConstraint(["serial"], ["cards.serial"], name=op.f("fk_card_events_serial")),
        sa.PrimaryKeyConstraint("event_id", "serial", name=op.f("pk_card_events")),
        sqlite_strict=True,
    )
    op.create_index("ix_card_events_serial", "card_events", ["serial"], unique=False)


def _create_wallet_acts() -> None:
    op.create_table(
        "wallet_acts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text()),
        sa.Column("undoes_id", sa.Text()),
        sa.CheckConstraint(
            "kind IN ('top_up', 'undo', 'pay_out', 'merge')", name=op.f("ck_wallet_acts_kind_is_known")
        ),
        sa.CheckConstraint(
            "means IN ('cash', 'wechat', 'alipay', 'bank', 'transfer', 'wallet')",
            name=op.f("ck_wallet_acts_means_is_known"),
        ),
        sa.CheckConstraint(
            "(kind = 'merge') = (means = 'wallet')",
            name=op.f("ck_wallet_acts_only_merges_move_between_wallets"),
        ),
        sa.CheckConstraint(
            "(kind = 'undo') = (undoes_id IS NOT NULL)", name=op.f("ck_wallet_acts_an_undo_names_its_top_up")
        ),
        sa.ForeignKeyConstraint(["id"], ["entries.id"], name=op.f("fk_wallet_acts_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_wallet_acts_member_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_wallet_acts_account_id")),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_wallet_acts_site_code")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_wallet_acts_shift_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["wallet_acts.id"], name=op.f("fk_wallet_acts_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_acts")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_wallet_acts_undoes_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_wallet_acts_member_id", "wallet_acts", ["member_id"], unique=False)


def _take_over_top_ups() -> None:
    """Every top-up until now was cash into a safe or drawer, and stands in the ledger alone."""
    connection = op.get_bind()
    connection.exec_driver_sql(
        "INSERT INTO member_events (id, member_id, kind, reason, actor, at, request_hash)"
        " SELECT e.id, m.id, 'top_up', '', e.actor, e.at, ''"
        " FROM entries e JOIN postings p ON p.entry_id = e.id"
        " JOIN members m ON m.wallet_account_id = p.credit_account_id WHERE e.kind = 'top_up'"
    )
    connection.exec_driver_sql(
        "INSERT INTO wallet_acts (id, kind, member_id, means, account_id, site_code)"
        " SELECT e.id, 'top_up', m.id, 'cash', p.debit_account_id, (SELECT min(code) FROM sites)"
        " FROM entries e JOIN postings p ON p.entry_id = e.id"
        " JOIN members m ON m.wallet_account_id = p.credit_account_id WHERE e.kind = 'top_up'"
    )


def _refuse_to_forget_money() -> None:
    """The older tables know no undo, pay-out or merge; the ledger is not shortened for them."""
    newer = "SELECT count(*) FROM entries WHERE kind IN ('undo', 'pay_out', 'merge')"
    if op.get_bind().exec_driver_sql(newer).scalar():
        raise RuntimeError("the ledger has entries that the earlier version cannot keep")


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


def _drop_replaced(trigger: str, function: str) -> None:
    connection = op.get_bind()
    table = trigger.rsplit("_", 1)[0]
    if _dialect() == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    else:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger} ON {table}")
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _paragraphs_of(script: str, trigger: str, function: str) -> str:
    """Return the paragraphs of an older file that make a trigger, and the function that it calls."""
    made = rf"CREATE TRIGGER {trigger} " + (rf"|CREATE FUNCTION {function}\(" if function else "")
    return "\n\n".join(part for part in script.split("\n\n") if re.search(made, part))


def _run(script: str) -> None:
    connection = op.get_bind()
    for statement in script.split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def _dialect() -> str:
    return str(op.get_bind().dialect.name)
