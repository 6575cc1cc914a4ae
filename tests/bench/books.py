"""Books for benchmarks: the demo canteen with a till per client, and dishes that never run out."""

from sqlalchemy import Connection, insert, update

from inventory.tables import menu_items
from pos.clock import now
from pos.database import open_database
from pos.database.migrate import upgrade
from pos.demo.load import SITE, load_demo
from pos.ledger.accounts import open_account
from pos.shifts.shifts import open_shift, require_till
from pos.shifts.tables import tills
from tests.signed_on import sign_on
from tests.tickets import VAULT, menu_now

CLIENTS = 16
DISHES = 4
ENDLESS_PORTIONS = 5_000_000


def till_of(client: int) -> str:
    """Return the till of a client."""
    return f"B{client:02}"


def prepare_books(url: str) -> list[tuple[int, int]]:
    """Fill an empty database; return the items of the benchmark's tray with their prices in fen."""
    database = open_database(url)
    upgrade(database)
    database.write(_fill)
    items = [item for item in menu_now(database) if item.planned_portions and item.vendor_code == "canteen"]
    database.engine.dispose()
    return [(item.id, item.price_fen) for item in items[:: len(items) // DISHES][:DISHES]]


def headers_of_clients(url: str) -> list[dict[str, str]]:
    """Sign somebody on at the till of each client; return what its requests carry."""
    database = open_database(url)
    headers = [sign_on(database, till_of(client)).headers for client in range(CLIENTS)]
    database.engine.dispose()
    return headers


def _fill(connection: Connection) -> None:
    at = now()
    load_demo(connection, VAULT, at)
    connection.execute(
        update(menu_items)
        .where(menu_items.c.planned_portions.is_not(None))
        .values(planned_portions=ENDLESS_PORTIONS)
    )
    for client in range(CLIENTS):
        code = till_of(client)
        connection.execute(
            insert(tills).values(
                code=code,
                site_code=SITE,
                name_zh=code,
                name_en=code,
                drawer_account_id=open_account(connection, "drawer", code),
            )
        )
        till = require_till(connection, code)
        open_shift(connection, till, id_=f"bench:{code}", cashier="bench", float_fen=0, at=at)
