"""Who may do what: every permission by name, and the roles that have it.

Rule: whatever is not in this table nobody may do; a person has roles at a site, and permissions only by them.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is at a site."""

    CASHIER = "cashier"
    KITCHEN = "kitchen"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


_C, _K, _M, _A, _U = Role.CASHIER, Role.KITCHEN, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR

PERMISSIONS: Final[Mapping[str, frozenset[Role]]] = {
    name: frozenset(roles)
    for name, roles in {
        "sell": (_C, _M),
        "hold": (_C, _M),
        "void": (_C, _M),
        "refund": (_C, _M),
        "top_up": (_C, _M),
        # To issue vouchers, which are as good as money, and to see their numbers.
        "vouchers": (_M,),
        # Cash in and out of a drawer that is no sale; and a shift opened, counted and closed.
        "cash": (_C, _M),
        "count": (_C, _M),
        # The safe and the bank, and a shift closed in its cashier's place.
        "safe": (_M,),
        "members_read": (_C, _M, _U),
        "members_write": (_C, _M),
        # Personal values in plain words: never for whoever only audits.
        "members_reveal": (_C, _M),
        "cards_write": (_C, _M),
        "lists_import": (_M,),
        "menu_read": (_C, _K, _M, _A, _U),
        "menu_write": (_K, _M),
        "prices_read": (_M, _A, _U),
        "prices_write": (_M,),
        "reports": (_M, _A, _U),
        "paper": (_C, _M, _A, _U),
        "paper_write": (_C, _M, _A),
        # To sign what another one does.
        "approve": (_M,),
        # To let somebody try again who was wrong too often.
        "unlock": (_M, _A),
        "audit": (_M, _A, _U),
        "settings": (_M, _A),
        "devices": (_M, _A),
        "staff_read": (_M, _A, _U),
        "staff_admin": (_A,),
    }.items()
}
# Who may come in by password, away from any device that was enrolled.
MAY_COME_IN_FROM_AWAY: Final = frozenset({Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})


def permissions_of(roles: Iterable[Role]) -> frozenset[str]:
    """Return what somebody of these roles may do."""
    has = frozenset(roles)
    return frozenset(name for name, given in PERMISSIONS.items() if given & has)
