"""What every view of one server process shares: the books, the readers, the listeners and the keys.

Rule: made once when the app starts, and passed on; no view reaches for anything else that lasts.
"""

from dataclasses import dataclass, field

from flask import current_app

from cardreader.signing import NonceMemory
from pos.cards.readers import Readers
from pos.database import Database
from pos.sales.equipment import Equipment
from pos.settings import Settings
from pos.vault import Vault
from pos.web.backtest_processes import BacktestProcesses
from pos.web.hub import Hub
from pos.web.list_processes import ListProcesses


@dataclass(frozen=True)
class Canteen:
    """One server process of a canteen."""

    settings: Settings
    database: Database
    hub: Hub
    readers: Readers
    equipment: Equipment
    vault: Vault
    virtual_printers: tuple[str, ...] = ()
    nonces: NonceMemory = field(default_factory=NonceMemory)
    # Tills that were found in the books. No till is ever taken out of them.
    known_tills: set[str] = field(default_factory=set)
    backtests: BacktestProcesses = field(default_factory=BacktestProcesses)
    lists: ListProcesses = field(default_factory=ListProcesses)


def canteen() -> Canteen:
    """Return what the app of the present request was made with."""
    found: Canteen = current_app.extensions["canteen"]
    return found
