"""Let a site set how much cards may pay and accounts may hold."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODES = (
    "'strong_order', 'strong_day', 'weak_order', 'weak_day', 'uid_order', 'uid_day', 'balance_named',"
    " 'balance_unnamed'"
)
CLAIM = "limits_are_append_only"


def upgrade() -> None:
    """Create the table of limits, which only grows."""
    op.create_table(
        "limits",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("amount_fen", WHOLE),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", WHOLE, nullable=False),
        sa.CheckConstraint(f"code IN ({CODES})", name=op.f("ck_limits_code_is_known")),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_limits_amount_is_not_negative")),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_limits_site_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
        sqlite_strict=True,
    )
    op.create_index("ix_limits_site_code_code_id", "limits", ["site_code", "code", "id"])
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    """Drop it; what was set is lost, and the defaults count again."""
    op.drop_table("limits")


def _guards() -> list[str]:
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{CLAIM}')"
        taken = "WHERE EXISTS (SELECT 1 FROM limits WHERE id = NEW.id)"
        return [
            # INSERT OR REPLACE would delete without asking the trigger of deletions.
            f"CREATE TRIGGER limits_open BEFORE INSERT ON limits {refuse} {taken}; END",
            f"CREATE TRIGGER limits_change BEFORE UPDATE ON limits {refuse}; END",
            f"CREATE TRIGGER limits_stay BEFORE DELETE ON limits {refuse}; END",
        ]
    row = f"FOR EACH ROW EXECUTE FUNCTION canteen_append_only('{CLAIM}')"
    return [
        f"CREATE TRIGGER limits_change BEFORE UPDATE ON limits {row}",
        f"CREATE TRIGGER limits_stay BEFORE DELETE ON limits {row}",
        f"CREATE TRIGGER limits_truncate BEFORE TRUNCATE ON limits {row.replace('ROW', 'STATEMENT', 1)}",
    ]
