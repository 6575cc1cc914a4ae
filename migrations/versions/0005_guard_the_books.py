"""Guard the books: triggers that seal, add up and refuse to forget."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"

SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create the triggers of the database in use; a paragraph of the file is a statement."""
    connection = op.get_bind()
    script = (SQL / f"0005_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            # The driver reads a percent sign as a placeholder, even where there are no parameters.
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Drop every trigger and function of this migration."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        for name in list(names):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    functions = connection.exec_driver_sql(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'canteen%%'"
    ).scalars()
    for function in list(functions):
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")
