"""Let the orders of a day be read in order of time: the index of the day takes in the moment."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Put the index of the business date with the moment in the place of the one without."""
    op.create_index("ix_orders_business_date_at", "orders", ["business_date", "at"], unique=False)
    op.drop_index("ix_orders_business_date", "orders")


def downgrade() -> None:
    """Go back to the business date alone."""
    op.create_index("ix_orders_business_date", "orders", ["business_date"], unique=False)
    op.drop_index("ix_orders_business_date_at", "orders")
