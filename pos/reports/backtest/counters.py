"""What would each person have used up under the scheme? Counters in memory, from sale to sale.

Rule: a counter whose period is over is forgotten, so their number depends on the members, not on the sales.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from pricing import Occasion, Scheme, UsageKey, Use, Used, usage_keys
from pricing.scheme.scheme import all_caps
from pricing.usage import UNUSED, add


class Counters:
    """The simulated counters of all diners while sales pass by in order of time."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._day: date | None = None
        self._keys: dict[Occasion, tuple[UsageKey, ...]] = {}
        self._used: dict[UsageKey, dict[int, Used]] = {}

    @property
    def live(self) -> int:
        """Return how many counters are kept."""
        return sum(map(len, self._used.values()))

    def used_by(self, member_id: int, occasion: Occasion) -> dict[UsageKey, Used]:
        """Return what a member has used before, of all that a quote on the occasion looks at."""
        usage = {}
        for key in self._keys_of(occasion):
            used = self._used.get(key, {}).get(member_id)
            if used is not None:
                usage[key] = used
        return usage

    def add(self, member_id: int, uses: Iterable[Use]) -> None:
        """Count what an order used."""
        for key, used in uses:
            of_key = self._used.setdefault(key, {})
            of_key[member_id] = add(of_key.get(member_id, UNUSED), used)

    def _keys_of(self, occasion: Occasion) -> tuple[UsageKey, ...]:
        if occasion.on_date != self._day:
            self._forget(occasion.on_date)
        # Which counters there are does not depend on the minute.
        meal = Occasion(occasion.on_date, occasion.meal_period, site=occasion.site)
        keys = self._keys.get(meal)
        if keys is None:
            keys = self._keys[meal] = usage_keys(self._scheme, meal)
        return keys

    def _forget(self, day: date) -> None:
        """Keep the counters of the week and the month of a day that has begun."""
        self._day = day
        self._keys.clear()
        lasting = {key.period for key in usage_keys(self._scheme, Occasion(day, ""))}
        self._used = {key: used for key, used in self._used.items() if key.period in lasting}


def counted_from(scheme: Scheme, from_date: date) -> date:
    """Return the day from which sales have to be priced, so that those from a date on find their counters."""
    spans = {cap.per for cap in all_caps(scheme)}
    begins = [from_date]
    if "week" in spans:
        begins.append(from_date - timedelta(days=from_date.weekday()))
    if "month" in spans:
        begins.append(from_date.replace(day=1))
    return min(begins)
