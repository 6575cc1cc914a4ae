"""One attack on the books, and what the database says to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, insert, text
from sqlalchemy.exc import DBAPIError

from pos.database import Database, broken_claim
from pos.tables import metadata

# SQLite does not say which foreign key was broken.
ANY_FOREIGN_KEY = "FOREIGN KEY constraint failed"

Act = Callable[[Connection], object]


@dataclass(frozen=True)
class Attack:
    """An act that the database refuses under a claim.

    `without` names triggers as "table.trigger" that are dropped first, to reach the constraint behind them.
    `also` is a second claim that the act breaks at the same time; the engines look at them in another order.
    """

    what: str
    claim: str
    act: Act
    without: tuple[str, ...] = ()
    also: str = ""

    def __str__(self) -> str:
        """Return what names the attack in the list of tests."""
        return f"{self.claim}: {self.what}"


def refusal_of(database: Database, attack: Attack) -> str:
    """Try an attack, commit included; return the claim under which it was refused, "" if it was not."""
    try:
        with database.engine.begin() as connection:
            for name in attack.without:
                drop_trigger(connection, name)
            attack.act(connection)
    except DBAPIError as error:
        return claim_of(error)
    return ""


def drop_trigger(connection: Connection, name: str) -> None:
    """Drop a trigger, "table.trigger", where this engine has it; undoing the transaction brings it back."""
    table, trigger = name.split(".")
    where = f" ON {table}" if connection.dialect.name == "postgresql" else ""
    connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}{where}"))


def claim_of(error: DBAPIError) -> str:
    """Return the claim that a refused statement would have broken, by its name on both engines."""
    claim = broken_claim(error)
    return _unique_names().get(claim, claim)


def copying(table: Table, which: Mapping[str, Any] | None = None, **changes: Any) -> Act:
    """Return an act that writes a row of the table again with some columns changed."""

    def act(connection: Connection) -> None:
        found = table.select().where(*(table.c[name] == value for name, value in (which or {}).items()))
        row = dict(connection.execute(found.limit(1)).mappings().one())
        connection.execute(insert(table).values({**row, **changes}))

    return act


def running(*statements: str) -> Act:
    """Return an act that runs SQL as it stands."""

    def act(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return act


def _unique_names() -> dict[str, str]:
    """Return the name of each unique constraint by its columns as SQLite tells them, "table.a, table.b"."""
    found = {}
    for table in metadata.tables.values():
        named: list[tuple[str, Iterable[Any]]] = [(str(table.primary_key.name), table.primary_key.columns)]
        unique = (each for each in table.constraints if isinstance(each, UniqueConstraint))
        named += [(str(each.name), each.columns) for each in unique]
        named += [(str(index.name), index.columns) for index in table.indexes if index.unique]
        for name, columns in named:
            found[", ".join(f"{table.name}.{column.name}" for column in columns)] = name
    return found
