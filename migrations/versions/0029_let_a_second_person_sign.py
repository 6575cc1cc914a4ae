"""Let a second person sign single acts, and say above which amounts."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"
LIMITS = (
    "strong_order",
    "strong_day",
    "weak_order",
    "weak_day",
    "uid_order",
    "uid_day",
    "balance_named",
    "balance_unnamed",
)
ACTS = ("refund", "void", "top_up_undo", "paid_out", "over_short", "price_override")
MORE = ("undo_last", "void", "refund", "late_refund", "top_up_undo", "paid_out", "over_short")


def upgrade() -> None:
    """Create the table, guard it, and let the limits know the new codes."""
    op.create_table(
        "approvals",
        sa.Column("id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("kind", "site_code", "till_code", "object", "about")
        ),
        sa.Column("amount_fen", WHOLE, nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("asked_by_id", WHOLE, nullable=False),
        sa.Column("asked_at", WHOLE, nullable=False),
        sa.Column("decided_by_id", WHOLE),
        sa.Column("decided_at", WHOLE),
        sa.Column("is_given", sa.Integer()),
        sa.Column("means", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("used_at", WHOLE),
        *_checks(),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_approvals_site_code")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_approvals_till_code")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_approvals_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_approvals_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_strict=True,
    )
    op.create_index("ix_approvals_site_code_asked_at", "approvals", ["site_code", "asked_at"])
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))
    _change_codes(LIMITS, (*LIMITS, *MORE))


def downgrade() -> None:
    """Drop it; refuse where a site has set one of the limits that the earlier version cannot keep."""
    connection = op.get_bind()
    if connection.exec_driver_sql(f"SELECT count(*) FROM limits WHERE code IN {MORE!r}").scalar():
        raise RuntimeError("there are limits that the earlier version cannot keep")
    _change_codes((*LIMITS, *MORE), LIMITS)
    op.drop_table("approvals")
    for function in re.findall(r"CREATE FUNCTION (\w+)", _script()):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _checks() -> list[sa.CheckConstraint]:
    claims = {
        "kind_is_known": f"kind IN {ACTS!r}",
        "amount_is_not_negative": "amount_fen >= 0",
        "means_is_known": "means IN ('pin', 'card', 'session')",
        "nobody_signs_their_own_act": "decided_by_id <> asked_by_id",
        "a_decision_is_whole": (
            "(decided_by_id IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (is_given IS NULL)"
            " AND (is_given IS NULL) = (means IS NULL)"
        ),
        "a_refusal_says_why": (
            "is_given IS NULL OR is_given = 1 OR (reason IS NOT NULL AND trim(reason) <> '')"
        ),
        "is_used_within_a_minute": (
            "used_at IS NULL OR (is_given IS NOT NULL AND is_given = 1"
            " AND used_at >= decided_at AND used_at < decided_at + 60000)"
        ),
    }
    return [sa.CheckConstraint(sql, name=op.f(f"ck_approvals_{name}")) for name, sql in claims.items()]


def _change_codes(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Change which limits the CHECK knows; in SQLite in its schema, as the manual says for a CHECK alone."""
    connection = op.get_bind()
    name = "ck_limits_code_is_known"
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(name), "limits", type_="check")
        op.create_check_constraint(op.f(name), "limits", f"code IN {after!r}")
        return
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'limits'",
        (f"code IN {before!r}", f"code IN {after!r}"),
    )
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version or 0) + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
