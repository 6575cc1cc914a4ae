"""Who may have which items now, and how many of them?"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine
from pricing.engine import wording
from pricing.engine.counting import Counted, Counting, count_caps
from pricing.engine.fitting import find_lack, fits
from pricing.engine.moments import Moment, is_running, refuse_moment
from pricing.engine.profile import Profile
from pricing.engine.selection import selects
from pricing.quotes import Barred
from pricing.scheme.rules import Access
from pricing.scheme.scheme import Scheme
from pricing.text import Text
from pricing.usage import Used


class Gate(NamedTuple):
    """A rule of access that holds now; ``barred`` says why the diner may not pass, None that they may."""

    access: Access
    barred: Text | None
    counted: Counted


def find_gates(scheme: Scheme, profile: Profile, moment: Moment) -> tuple[Gate, ...]:
    """Find the rules of access that hold for a diner at a moment."""
    return tuple(
        Gate(
            access,
            _find_bar(access, scheme, profile),
            count_caps(access.caps, moment.on_date, moment.meal_period, moment.site),
        )
        for access in scheme.access
        if is_running(access.when, moment.on_date)
        and refuse_moment(access.when, scheme.calendar, moment) is None
    )


def pass_gates(gates: tuple[Gate, ...], lines: Sequence[BasketLine], counting: Counting) -> list[Barred]:
    """Find what keeps the diner from lines, and count the portions of those that are had."""
    barred = []
    for gate in gates:
        places = [place for place, line in enumerate(lines) if selects(gate.access.items, line.item)]
        reason = gate.barred or _exceed(gate, sum(lines[place].quantity for place in places), counting)
        if places and reason is not None:
            barred.append(Barred(gate.access.code, tuple(places), gate.access.name, reason))
    return barred


def _find_bar(access: Access, scheme: Scheme, profile: Profile) -> Text | None:
    if any(fits(who, profile, None) for who in access.who):
        return None
    return find_lack(access.who, scheme, profile) or wording.ACCESS_RESERVED


def _exceed(gate: Gate, portions: int, counting: Counting) -> Text | None:
    """Say which cap so many portions exceed; count them where none does."""
    if not portions:
        return None
    for cap, key in gate.counted.caps:
        if counting.used(key).portions + portions > (cap.portions or 0):
            return wording.too_many_portions(cap)
    counting.add(gate.counted.capped, Used(times=1, portions=portions))
    return None
