"""Seal people: names leave the members for a table whose values only the canteen's keys open.

A name in plain words waits in `unsealed_names` until `canteen database upgrade` seals it, for a migration has
no keys. On the way down, what is sealed is kept in the name as it is, and is found there on the way up.
"""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"
KINDS = "'name', 'given_name', 'spelling', 'initials', 'phone', 'phone_tail', 'id_number'"
SEALED = re.compile(r"sealed((?:\|[0-9a-f]*){4})\|(-?[0-9]*)\|([a-z_0-9=,]*)")
FIRST_NUMBER = 100_000


def upgrade() -> None:
    """Create the tables, move what the names hold, and guard it."""
    _create_tables()
    op.add_column("members", sa.Column("erased_at", WHOLE))
    connection = op.get_bind()
    connection.execute(
        sa.text("INSERT INTO member_numbers (id, last) VALUES (1, :last)"), {"last": FIRST_NUMBER}
    )
    for id_, name in connection.execute(sa.text("SELECT id, name FROM members ORDER BY id")).all():
        found = SEALED.fullmatch(name)
        if found is None:
            _insert("unsealed_names", member_id=id_, name=name)
        else:
            _put_back(id_, *found.groups())
    op.drop_column("members", "name")
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Drop the guards, keep what is sealed in the name, and drop the tables."""
    connection = op.get_bind()
    script = _script()
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) .* ON (\w+)", script):
        on_table = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on_table}")
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    op.add_column("members", sa.Column("name", sa.Text(), nullable=False, server_default=sa.text("''")))
    for id_, name in _names(connection).items():
        connection.execute(
            sa.text("UPDATE members SET name = :name WHERE id = :id"), {"name": name, "id": id_}
        )
    op.drop_column("members", "erased_at")
    for table in ("member_search", "people", "unsealed_names", "member_numbers"):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        "people",
        sa.Column("member_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("id_number", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_people_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_people")),
        sqlite_strict=True,
    )
    op.create_table(
        "member_search",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_member_search_kind_is_known")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_search_member_id")),
        sa.PrimaryKeyConstraint("digest", "member_id", name=op.f("pk_member_search")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_member_search_member_id", "member_search", ["member_id"])
    op.create_index(
        "uq_member_search_one_member_per_id_number",
        "member_search",
        ["digest"],
        unique=True,
        sqlite_where=sa.text("kind = 'id_number'"),
        postgresql_where=sa.text("kind = 'id_number'"),
    )
    op.create_table(
        "unsealed_names",
        sa.Column("member_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_unsealed_names_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_unsealed_names")),
        sqlite_strict=True,
    )
    op.create_table(
        "member_numbers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_member_numbers_there_is_one_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_numbers")),
        sqlite_strict=True,
    )


def _put_back(id_: int, sealed: str, erased_at: str, search: str) -> None:
    """Write again what the way down kept in a name."""
    key, name, phone, id_number = (bytes.fromhex(part) or None for part in sealed.split("|")[1:])
    if key is not None:
        _insert("people", member_id=id_, wrapped_key=key, name=name, phone=phone, id_number=id_number)
    if erased_at:
        op.get_bind().execute(
            sa.text("UPDATE members SET erased_at = :at WHERE id = :id"), {"at": int(erased_at), "id": id_}
        )
    for kind, digest in (entry.split("=") for entry in search.split(",") if entry):
        _insert("member_search", digest=bytes.fromhex(digest), member_id=id_, kind=kind)


def _names(connection: sa.Connection) -> dict[int, str]:
    """Return by member the plain name, or all that is sealed in place of one."""
    search: dict[int, list[str]] = {}
    rows = connection.execute(sa.text("SELECT member_id, kind, digest FROM member_search ORDER BY digest"))
    for id_, kind, digest in rows:
        search.setdefault(id_, []).append(f"{kind}={bytes(digest).hex()}")
    rows = connection.execute(
        sa.text(
            "SELECT members.id, wrapped_key, people.name, phone, id_number, erased_at, unsealed_names.name"
            " FROM members LEFT JOIN people ON people.member_id = members.id"
            " LEFT JOIN unsealed_names ON unsealed_names.member_id = members.id"
        )
    )
    names = {}
    for id_, *sealed, erased_at, plain in rows:
        parts = "|".join(bytes(part or b"").hex() for part in sealed)
        at = "" if erased_at is None else erased_at
        names[id_] = plain if plain is not None else f"sealed|{parts}|{at}|{','.join(search.get(id_, ()))}"
    return names


def _insert(table: str, **row: object) -> None:
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    op.get_bind().execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)


def _script() -> str:
    return (SQL / f"0014_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
