"""Keep the keys of requests for a day, with what each was told."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the register of requests."""
    op.create_table(
        "request_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.Text()),
        sa.CheckConstraint(
            "answer IS NULL OR status IS NOT NULL", name=op.f("ck_request_keys_an_answer_has_its_status")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_keys")),
        sqlite_strict=True,
    )
    op.create_index("ix_request_keys_at", "request_keys", ["at"])


def downgrade() -> None:
    """Drop it; what it kept counts for a day only."""
    op.drop_table("request_keys")
