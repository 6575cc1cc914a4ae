"""Sells for cash over HTTP on the books of a folder, and appends each order that was acknowledged to a file.

`python -m tests.power.selling FOLDER COUNT FULL|NORMAL`; the last is how SQLite synchronises. It ends by
`os._exit`, so the books are not closed, which would write them out in good order.
"""

import os
import sys
from pathlib import Path

from pos.database import engine, open_database
from tests.functional.till import Till
from tests.power.recording import ACKNOWLEDGED, BOOKS
from tests.tickets import uuid7

CREATED = 201


def main(folder: Path, count: int, synchronous: str) -> None:
    """Sell so many dishes."""
    wanted = f"synchronous={synchronous}"
    vars(engine)["SQLITE_PRAGMAS"] = tuple(
        wanted if pragma.startswith("synchronous=") else pragma for pragma in engine.SQLITE_PRAGMAS
    )
    till = Till(open_database(f"sqlite:///{folder / BOOKS}"), folder)
    dish = till.dish("soup")
    told = os.open(folder / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for _ in range(count):
        order = till.order(dish, id=uuid7())
        answer = till.post("/api/orders", order)
        assert answer.status == CREATED, answer
        os.write(told, f"{order['id']}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
