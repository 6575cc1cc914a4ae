"""Close shifts with a count and a Z-report; keep what cash does beside sales."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

SQL = Path(__file__).parent.parent / "sql"
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PIECES = (100_00, 50_00, 20_00, 10_00, 5_00, 1_00, 50, 10)
NEWER_ENTRIES = ("paid_in", "paid_out", "drop", "over_short", "banking")


def upgrade() -> None:
    """Say of each shift where it stands in its till's chain, create the tables, and guard all of it."""
    connection = op.get_bind()
    _drop_guard_of_shifts()
    op.add_column("shifts", sa.Column("first_sequence", WHOLE, nullable=False, server_default=sa.text("0")))
    op.add_column("shifts", sa.Column("last_sequence", WHOLE))
    # Shifts that were closed before have no report; their last sequence stays empty and says so.
    connection.exec_driver_sql(
        "UPDATE shifts SET first_sequence ="
        " coalesce((SELECT sequence FROM entries WHERE entries.id = shifts.id || ':float'), 0)"
    )
    _create_acts()
    _create_counts()
    _create_reports()
    _run(_script(revision))


def downgrade() -> None:
    """Forget the reports and counts, and guard shifts as before; the ledger is not shortened for them."""
    connection = op.get_bind()
    newer = f"SELECT count(*) FROM entries WHERE kind IN {NEWER_ENTRIES!r}"
    if connection.exec_driver_sql(newer).scalar():
        raise RuntimeError("the ledger has entries that the earlier version cannot keep")
    for table in ("z_reports", "shift_counts", "drawer_openings", "cash_acts"):
        op.drop_table(table)
    for trigger, table in (("entries_belong", "entries"), ("shifts_begin", "shifts")):
        on_table = "" if _dialect() == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    _drop_guard_of_shifts()
    for function in re.findall(r"CREATE FUNCTION (\w+)", _script(revision)):
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}")
    op.drop_column("shifts", "last_sequence")
    op.drop_column("shifts", "first_sequence")
    made = r"CREATE TRIGGER shifts_change |CREATE FUNCTION canteen_shift_change\("
    older = "\n\n".join(part for part in _script("0005").split("\n\n") if re.search(made, part))
    _run(older)
    if _dialect() != "sqlite":
        # As the last paragraph of each file: nobody puts a temporary table in front of ours.
        _run(_script(revision).strip().rsplit("\n\n", 1)[1])


def _create_acts() -> None:
    op.create_table(
        "cash_acts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text()),
        sa.Column("shift_id", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('paid_in', 'paid_out', 'drop', 'banking')", name=op.f("ck_cash_acts_kind_is_known")
        ),
        sa.CheckConstraint(
            "(kind = 'banking') = (till_code IS NULL) AND (till_code IS NULL) = (shift_id IS NULL)",
            name=op.f("ck_cash_acts_only_banking_has_no_till"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_cash_acts_has_a_reason")),
        sa.ForeignKeyConstraint(["id"], ["entries.id"], name=op.f("fk_cash_acts_id")),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_cash_acts_site_code")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_cash_acts_till_code")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_cash_acts_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_acts")),
        sqlite_strict=True,
    )
    op.create_index("ix_cash_acts_shift_id", "cash_acts", ["shift_id"], unique=False)
    op.create_table(
        "drawer_openings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_drawer_openings_has_a_reason")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_drawer_openings_till_code")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_drawer_openings_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer_openings")),
        sqlite_strict=True,
    )
    op.create_index("ix_drawer_openings_shift_id", "drawer_openings", ["shift_id"], unique=False)


def _create_counts() -> None:
    pieces = [f"pieces_{fen}" for fen in PIECES]
    total = " + ".join(f"{fen} * pieces_{fen}" for fen in PIECES)
    op.create_table(
        "shift_counts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in pieces),
        sa.Column("loose_fen", WHOLE, nullable=False),
        sa.Column("counted_fen", WHOLE, nullable=False),
        sa.Column("expected_fen", WHOLE, nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            f"counted_fen = {total} + loose_fen", name=op.f("ck_shift_counts_counted_pieces_add_up")
        ),
        sa.CheckConstraint(
            " AND ".join(f"{name} >= 0" for name in (*pieces, "loose_fen")),
            name=op.f("ck_shift_counts_nothing_is_counted_below_zero"),
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_shift_counts_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_counts")),
        sa.UniqueConstraint("shift_id", "number", name=op.f("uq_shift_counts_shift_id_number")),
        sqlite_strict=True,
    )


def _create_reports() -> None:
    op.create_table(
        "z_reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Text(), nullable=False),
        sa.Column("count_id", sa.Text()),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("head_sequence", WHOLE, nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("paper_job", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "count_id IS NOT NULL OR reason <> ''", name=op.f("ck_z_reports_not_counting_has_a_reason")
        ),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_z_reports_till_code")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_z_reports_shift_id")),
        sa.ForeignKeyConstraint(["count_id"], ["shift_counts.id"], name=op.f("fk_z_reports_count_id")),
        sa.ForeignKeyConstraint(["paper_job"], ["print_jobs.key"], name=op.f("fk_z_reports_paper_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_z_reports")),
        sa.UniqueConstraint("till_code", "number", name=op.f("uq_z_reports_till_code_number")),
        sa.UniqueConstraint("shift_id", name=op.f("uq_z_reports_shift_id")),
        sqlite_strict=True,
    )


def _drop_guard_of_shifts() -> None:
    connection = op.get_bind()
    if _dialect() == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER shifts_change")
    else:
        connection.exec_driver_sql("DROP TRIGGER shifts_change ON shifts")
        connection.exec_driver_sql("DROP FUNCTION canteen_shift_change")


def _script(number: str) -> str:
    return (SQL / f"{number}_{_dialect()}.sql").read_text(encoding="utf-8")


def _run(script: str) -> None:
    connection = op.get_bind()
    for statement in script.split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def _dialect() -> str:
    return str(op.get_bind().dialect.name)
