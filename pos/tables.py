"""Which tables there are: importing this module fills the one MetaData.

Rule: tables live with the package whose rules protect them; this is only their register.
"""

from inventory import tables as _inventory
from inventory.tables_base import metadata
from pos.audit_log import tables as _audit_log
from pos.cards import alarm_tables as _alarms
from pos.cards import event_tables as _card_events
from pos.cards import tables as _cards
from pos.cash import tables as _cash
from pos.holds import tables as _holds
from pos.imports import tables as _imports
from pos.ledger import tables as _ledger
from pos.limits import tables as _limits
from pos.members import event_tables as _member_events
from pos.members import lists as _lists
from pos.members import payer_tables as _payers
from pos.members import privacy_tables as _privacy
from pos.members import tables as _members
from pos.once import tables as _once
from pos.pricebook import tables as _pricebook
from pos.receipts import tables as _receipts
from pos.reports import audit_tables as _audits
from pos.reports.backtest import tables as _backtests
from pos.sales import refund_tables as _refunds
from pos.sales import tables as _sales
from pos.shifts import tables as _shifts
from pos.staff import approval_tables as _approvals
from pos.staff import tables as _staff
from pos.tenders import tables as _tenders
from pos.usage import tables as _usage
from pos.wallets import tables as _wallets

__all__ = ["metadata"]

REGISTERED = (
    _inventory,
    _ledger,
    _audit_log,
    _shifts,
    _cash,
    _members,
    _member_events,
    _lists,
    _imports,
    _cards,
    _card_events,
    _pricebook,
    _receipts,
    _sales,
    _holds,
    _refunds,
    _tenders,
    _usage,
    _wallets,
    _backtests,
    _audits,
    _limits,
    _alarms,
    _privacy,
    _payers,
    _staff,
    _once,
    _approvals,
)
