"""Does the calendar of a scheme know the days that its rules ask about?"""

from collections.abc import Iterator
from datetime import date

from pricing.review.findings import Finding, note, warning
from pricing.review.sentences.dates import day
from pricing.review.weak_places.extents import dates_of
from pricing.scheme.conditions import When
from pricing.scheme.scheme import Scheme


def lint_days(scheme: Scheme) -> Iterator[Finding]:
    """Find rules that go by working days or days of rest without a calendar that reaches as far."""
    special = scheme.calendar.rest_dates | scheme.calendar.working_dates
    asking = [
        (f"rule {rule.code}: when.days", rule.when, dates_of(rule, scheme).until_date)
        for rule in scheme.rules
    ] + [(f"access {one.code}: when.days", one.when, one.when.until_date) for one in scheme.access]
    asking = [(place, when, until) for place, when, until in asking if when.days is not None]
    if not special:
        yield from (_no_calendar(place) for place, _, _ in asking)
    elif asking:
        yield from _lint_end(asking, max(special).year)


def _no_calendar(place: str) -> Finding:
    return warning(
        place,
        zh="日历中没有任何日期，节假日和调休日按平常的星期计",
        en="the calendar names no days, so that public holidays count as their weekday",
    )


def _lint_end(asking: list[tuple[str, When, date | None]], last_year: int) -> Iterator[Finding]:
    """Compare the end of rules with that of the calendar, which is told year by year."""
    is_endless = False
    for place, _, until in asking:
        if until is None:
            is_endless = True
        elif until > date(last_year, 12, 31) and (until.year, until.month, until.day) != (
            last_year + 1,
            1,
            1,
        ):
            ends = day(until)
            yield warning(
                place,
                zh=f"规则到{ends.zh}前有效，但日历只到{last_year}年",
                en=f"holds until {ends.en}, but the calendar knows no day after {last_year}",
            )
    if is_endless:
        yield note(
            "calendar",
            zh=f"日历只到{last_year}年，以后的节假日须补充",
            en=f"it knows no day after {last_year}: later holidays have to be added",
        )
