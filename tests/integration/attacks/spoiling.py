"""Acts that write a sale in which everything is as it should be but for one thing."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from pos.cards.tables import cards
from pos.ledger.tables import accounts
from tests.integration.attacks.attack import Act
from tests.integration.parts import SENIOR, Parts, Row, correct_sale


def spoiled(spoil: Callable[[Parts], object], *, serial: str | None = SENIOR) -> Act:
    """Write a sale after a function spoiled it; `serial` is the card that pays, None for cash."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection, serial=serial)
        spoil(sale)
        sale.write(connection)

    return act


def changed(part: str, row: int = 0, *, serial: str | None = SENIOR, **values: Any) -> Act:
    """Write a sale with other values in a row of one of its parts."""
    return spoiled(lambda sale: _row(sale, part, row).update(values), serial=serial)


def raised(part: str, row: int = 0, *, serial: str | None = SENIOR, **by_fen: int) -> Act:
    """Write a sale with amounts in a row of one of its parts raised, or lowered, by some fen."""

    def spoil(sale: Parts) -> None:
        found = _row(sale, part, row)
        found.update({name: found[name] + fen for name, fen in by_fen.items()})

    return spoiled(spoil, serial=serial)


def without_rows(*left_out: Table) -> Act:
    """Write a sale but for all rows of some tables."""
    return lambda connection: proven_sale(connection).write(connection, but=left_out)


def only(*tables: Table) -> Act:
    """Write the rows that a sale has in some tables, and nothing else of it."""

    def act(connection: Connection) -> None:
        for named, row in proven_sale(connection).rows():
            if named in tables:
                connection.execute(insert(named).values(row))

    return act


def after_the_seal(table: Table, row_of: Callable[[Parts], Row]) -> Act:
    """Write a whole sale, and then one row more."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection)
        sale.write(connection)
        connection.execute(insert(table).values(row_of(sale)))

    return act


def twice(*columns: str) -> Act:
    """Write two sales, the second order with some columns of the first."""

    def act(connection: Connection) -> None:
        first = proven_sale(connection)
        first.write(connection)
        second = proven_sale(connection)
        second.order.update({name: first.order[name] for name in columns})
        second.write(connection)

    return act


def with_account(kind: str, spoil: Callable[[Parts, int], object], *, serial: str | None = SENIOR) -> Act:
    """Write a sale that was spoiled with an account of a kind that has no part in it."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection, serial=serial)
        own = {posting["debit_account_id"] for posting in sale.postings}
        found = select(accounts.c.id).where(accounts.c.kind == kind, accounts.c.id.not_in(own)).limit(1)
        spoil(sale, connection.execute(found).scalar_one())
        sale.write(connection)

    return act


def proven_sale(connection: Connection, *, serial: str | None = SENIOR) -> Parts:
    """Return a correct sale whose card's counter is used up, as its proof would."""
    sale = correct_sale(connection, serial=serial)
    if serial:
        used_up = update(cards).where(cards.c.serial == serial).values(counter=sale.order["card_counter"])
        connection.execute(used_up)
    return sale


def _row(sale: Parts, part: str, row: int) -> Row:
    found: Row | list[Row] = getattr(sale, part)
    return found[row] if isinstance(found, list) else found
