"""How are days and spans of days said?"""

from collections.abc import Iterable
from datetime import date, timedelta

from pricing.review.sentences.phrases import NOTHING, listed
from pricing.text import Text

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAY = timedelta(1)


def day(on_date: date) -> Text:
    """Say a day: 2026年1月1日 / 1 January 2026."""
    zh = f"{on_date.year}年{on_date.month}月{on_date.day}日"
    return Text(zh=zh, en=f"{on_date.day} {MONTHS[on_date.month - 1]} {on_date.year}")


def span(from_date: date | None, until_date: date | None) -> Text:
    """Say a half-open span of days by its first and its last day; one without bounds is not spoken of."""
    if until_date == date.min:
        return Text(zh="从不", en="never")
    first = None if from_date is None else day(from_date)
    last = None if until_date is None else day(until_date - _DAY)
    if first is None:
        return NOTHING if last is None else Text(zh=f"{last.zh}及以前", en=f"up to {last.en}")
    if last is None:
        return Text(zh=f"{first.zh}起", en=f"from {first.en}")
    if first == last:
        return Text(zh=f"{first.zh}当天", en=f"on {first.en}")
    return Text(zh=f"{first.zh}至{last.zh}", en=f"from {first.en} to {last.en}")


def days(dates: Iterable[date]) -> Text:
    """List days; those that follow one another are said as one span."""
    return listed([_run(first, last) for first, last in _runs(sorted(dates))], "and")


def _runs(dates: list[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for one in dates:
        if runs and (one - runs[-1][1]) == _DAY:
            runs[-1] = runs[-1][0], one
        else:
            runs.append((one, one))
    return runs


def _run(first: date, last: date) -> Text:
    start, end = day(first), day(last)
    return start if first == last else Text(zh=f"{start.zh}至{end.zh}", en=f"{start.en} to {end.en}")
