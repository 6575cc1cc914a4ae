"""Join by lists: what was handed in, what was found in it, and of which list a member is."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"
# Whom a list brought that is not done: without the list they would count as members.
UNCOUNTED = (
    "SELECT members.id FROM members JOIN member_lists ON member_lists.id = members.list_id"
    " WHERE member_lists.state <> 'done'"
)


def upgrade() -> None:
    """Create the lists and their findings, and have members know theirs."""
    _create_lists()
    op.create_table(
        "list_findings",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("row_number", WHOLE, nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("other_row", WHOLE),
        sa.Column("member_code", sa.Text()),
        sa.ForeignKeyConstraint(["list_id"], ["member_lists.id"], name=op.f("fk_list_findings_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_findings")),
        sqlite_strict=True,
    )
    op.create_index("ix_list_findings_list_id", "list_findings", ["list_id", "id"])
    op.add_column("members", sa.Column("list_id", sa.Text()))
    op.create_index("ix_members_list_id", "members", ["list_id"])
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Forget the lists, and whoever does not count as a member yet."""
    connection = op.get_bind()
    connection.execute(
        sa.text(f"UPDATE members SET erased_at = joined_at WHERE id IN ({UNCOUNTED}) AND erased_at IS NULL")
    )
    for table in ("member_search", "people"):
        connection.execute(sa.text(f"DELETE FROM {table} WHERE member_id IN ({UNCOUNTED})"))
    script = _script()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) [^;]*? ON (\w+)", script):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    op.drop_index("ix_members_list_id", "members")
    op.drop_column("members", "list_id")
    op.drop_table("list_findings")
    op.drop_table("member_lists")


def _create_lists() -> None:
    op.create_table(
        "member_lists",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("size_bytes", WHOLE, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("skips_errors", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done_row", WHOLE, server_default="0", nullable=False),
        sa.Column("last_row", WHOLE),
        sa.Column("preview", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("joined_members", WHOLE, server_default="0", nullable=False),
        sa.Column("failed_tries", WHOLE, server_default="0", nullable=False),
        sa.Column("requested_at", WHOLE, nullable=False),
        sa.Column("seen_at", WHOLE),
        sa.Column("finished_at", WHOLE),
        sa.CheckConstraint(
            "step IN ('preview', 'joining', 'forgetting')", name=op.f("ck_member_lists_step_is_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'queued', 'running', 'ready', 'done', 'refused', 'cancelled', 'failed')",
            name=op.f("ck_member_lists_state_is_known"),
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'refused', 'cancelled', 'failed')) = (finished_at IS NOT NULL)",
            name=op.f("ck_member_lists_ends_at_a_moment"),
        ),
        sa.CheckConstraint(
            "state <> 'done' OR step = 'joining'", name=op.f("ck_member_lists_done_is_what_was_joined")
        ),
        sa.CheckConstraint(
            "state <> 'ready' OR preview IS NOT NULL",
            name=op.f("ck_member_lists_ready_is_what_was_looked_at"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('failed', 'refused') OR error IS NOT NULL",
            name=op.f("ck_member_lists_failure_says_why"),
        ),
        sa.CheckConstraint(
            "state <> 'running' OR seen_at IS NOT NULL", name=op.f("ck_member_lists_who_runs_was_seen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_lists")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_member_lists_one_running",
        "member_lists",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index("ix_member_lists_requested_at", "member_lists", ["requested_at"])


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
