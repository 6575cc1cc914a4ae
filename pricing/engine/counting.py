"""How much of a rule is left for a diner, and what does this basket use of it?"""

from datetime import date
from typing import NamedTuple

from pricing.basket import Occasion
from pricing.engine.plan import counts_the_day, plan_of
from pricing.scheme.conditions import Cap
from pricing.scheme.rules import Rule
from pricing.scheme.scheme import Scheme
from pricing.usage import ALL_SITES, UNUSED, Usage, UsageKey, Use, Used, add, period_of


class KeyedCap(NamedTuple):
    """A cap and the counter that it is held against; of a cap per bill the key is one of this bill only."""

    cap: Cap
    key: UsageKey


class Counted(NamedTuple):
    """How a rule is counted: its caps, and the counter of the day where a term asks for the day."""

    caps: tuple[KeyedCap, ...]
    day: UsageKey | None
    capped: tuple[UsageKey, ...]


class Left(NamedTuple):
    """What is left under all caps of a rule; None: no bound. ``spent`` is a cap that leaves nothing."""

    times: int | None
    amount_fen: int | None
    portions: int | None
    spent: Cap | None


_UNBOUNDED = Left(None, None, None, None)


def count_rule(rule: Rule, on_date: date, meal_period: str, site: str) -> Counted:
    """Find the counters of a rule for a meal."""
    return count_caps(
        rule.caps,
        on_date,
        meal_period,
        site,
        UsageKey(rule.day_counter, period_of("day", on_date, meal_period), ALL_SITES)
        if any(counts_the_day(term) for term in rule.terms)
        else None,
    )


def count_caps(
    caps: tuple[Cap, ...], on_date: date, meal_period: str, site: str, day: UsageKey | None = None
) -> Counted:
    """Find the counters of caps for a meal."""
    keyed = tuple(KeyedCap(cap, _key_of(cap, on_date, meal_period, site)) for cap in caps)
    return Counted(keyed, day, tuple(dict.fromkeys(one.key for one in keyed)))


def usage_keys(scheme: Scheme, occasion: Occasion) -> tuple[UsageKey, ...]:
    """Return the counters of a diner that a quote on this occasion looks at."""
    return tuple(
        UsageKey(
            plan.counter,
            period_of(plan.span, occasion.on_date, occasion.meal_period),
            ALL_SITES if plan.across == "sites" else occasion.site,
        )
        for plan in plan_of(scheme).counters
    )


class Counting:
    """The diner's counters while a basket is priced: what was used before, and what the basket adds."""

    __slots__ = ("_added", "_usage")

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._added: dict[UsageKey, Used] = {}

    def used(self, key: UsageKey) -> Used:
        """Return what is used under a key, this basket included."""
        before, added = self._usage.get(key), self._added.get(key)
        if added is None:
            return before or UNUSED
        return added if before is None else add(before, added)

    def left(self, counted: Counted) -> Left:
        """Return what all caps together leave."""
        if not counted.caps:
            return _UNBOUNDED
        times: int | None = None
        amount_fen: int | None = None
        portions: int | None = None
        for cap, key in counted.caps:
            used = self.used(key)
            if cap.times is not None:
                rest = cap.times - used.times
                times = rest if times is None or rest < times else times
            elif cap.amount_fen is not None:
                rest = cap.amount_fen - used.amount_fen
                amount_fen = rest if amount_fen is None or rest < amount_fen else amount_fen
            else:
                rest = (cap.portions or 0) - used.portions
                portions = rest if portions is None or rest < portions else portions
            if rest <= 0:
                return Left(times, amount_fen, portions, cap)
        return Left(times, amount_fen, portions, None)

    def add(self, keys: tuple[UsageKey, ...], used: Used) -> None:
        """Note what the basket uses under each of the keys."""
        for key in keys:
            present = self._added.get(key)
            self._added[key] = used if present is None else add(present, used)

    def count(self, counted: Counted, used: Used) -> None:
        """Note a use of a rule: for its caps as it is, for its meals of the day as one."""
        self.add(counted.capped, used)
        if counted.day is not None:
            self.add((counted.day,), used._replace(times=1))

    def base_before(self, key: UsageKey) -> int:
        """Return what counted towards a day's threshold before this basket."""
        return self._usage.get(key, UNUSED).base_fen

    def note_base(self, key: UsageKey, base_fen: int) -> None:
        """Note what this basket counts towards a day's threshold; once, however often a rule is tried."""
        self._added[key] = self._added.get(key, UNUSED)._replace(base_fen=base_fen)

    def uses(self) -> tuple[Use, ...]:
        """Return what the basket adds to the diner's counters, in the order of their keys."""
        added = sorted(self._added.items()) if len(self._added) > 1 else self._added.items()
        return tuple([Use(key, used) for key, used in added if key.period])


def _key_of(cap: Cap, on_date: date, meal_period: str, site: str) -> UsageKey:
    if cap.per == "bill":
        return UsageKey(cap.counter, "", ALL_SITES)
    scope = ALL_SITES if cap.across == "sites" else site
    return UsageKey(cap.counter, period_of(cap.per, on_date, meal_period), scope)
