"""Guard proofs, uses and claims: triggers that count, seal and refuse to forget."""

import re
from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"

SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create the triggers of the database in use; a paragraph of the file is a statement."""
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Drop the triggers and functions that the file creates."""
    connection = op.get_bind()
    script = _script()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .* ON (\w+)", script):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _script() -> str:
    return (SQL / f"0009_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
