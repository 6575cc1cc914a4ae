"""Let a version of a scheme be withdrawn before it comes into force."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the list of versions that were withdrawn."""
    op.create_table(
        "scheme_withdrawals",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["code", "version"],
            ["schemes.code", "schemes.version"],
            name=op.f("fk_scheme_withdrawals_code_version"),
        ),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_scheme_withdrawals")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop the list."""
    op.drop_table("scheme_withdrawals")
