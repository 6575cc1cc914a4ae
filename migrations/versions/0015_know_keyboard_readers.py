"""Know which tills have a reader that types like a keyboard, and in which form it prints."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the form to each till; no till has such a reader until somebody says so."""
    none = sa.text("''")
    op.add_column("tills", sa.Column("keyboard_reader", sa.Text(), nullable=False, server_default=none))


def downgrade() -> None:
    """Forget the forms."""
    op.drop_column("tills", "keyboard_reader")
