"""What every view of one server process shares: the books, the readers, the listeners and the keys.

Rule: made once when the app starts, and passed on; no view reaches for anything else that lasts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app

from cardreader.signing import NonceMemory
from pos.audit_log import AuditLog
from pos.cards.readers import Readers
from pos.database import Database
from pos.sales.equipment import Equipment
from pos.settings import Settings
from pos.shifts.shifts import all_tills
from pos.staff.pins import Peppered
from pos.tenders.providers import Manual, Provider
from pos.vault import Vault
from pos.web.backtest_processes import BacktestProcesses
from pos.web.hub import Hub, till_topic
from pos.web.list_processes import ListProcesses
from pos.web.under_way import UnderWay


@dataclass(frozen=True)
class Canteen:
    """One server process of a canteen."""

    settings: Settings
    database: Database
    hub: Hub
    readers: Readers
    equipment: Equipment
    vault: Vault
    log: AuditLog
    peppered: Peppered
    virtual_printers: tuple[str, ...] = ()
    # Who takes money for us, by the code that a payment carries.
    providers: Mapping[str, Provider] = field(default_factory=lambda: {"manual": Manual()})
    nonces: NonceMemory = field(default_factory=NonceMemory)
    # Tills that were found in the books. No till is ever taken out of them.
    known_tills: set[str] = field(default_factory=set)
    backtests: BacktestProcesses = field(default_factory=BacktestProcesses)
    lists: ListProcesses = field(default_factory=ListProcesses)
    under_way: UnderWay = field(default_factory=UnderWay)

    def tell_tills(self) -> None:
        """Wake the screens of every till: what changed may be about a card on any of their readers."""
        with self.database.read() as connection:
            codes = [till.code for till in all_tills(connection)]
        for code in codes:
            self.hub.publish(till_topic(code))


def canteen() -> Canteen:
    """Return what the app of the present request was made with."""
    found: Canteen = current_app.extensions["canteen"]
    return found
