"""When and where does a rule hold, in words? 工作日午餐堂食 / at lunch on working days when dining in."""

from datetime import time

from pricing.review.sentences.dates import span
from pricing.review.sentences.phrases import NOTHING, listed
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.conditions import WEEKDAYS, DayKind, Weekday, When
from pricing.text import Text

WEEKDAY_NAMES: dict[Weekday, Text] = {
    "mon": Text(zh="周一", en="Mondays"),
    "tue": Text(zh="周二", en="Tuesdays"),
    "wed": Text(zh="周三", en="Wednesdays"),
    "thu": Text(zh="周四", en="Thursdays"),
    "fri": Text(zh="周五", en="Fridays"),
    "sat": Text(zh="周六", en="Saturdays"),
    "sun": Text(zh="周日", en="Sundays"),
}
DAY_NAMES: dict[DayKind, Text] = {
    "working": Text(zh="工作日", en="working days"),
    "rest": Text(zh="休息日", en="days of rest"),
}


def occasion(when: When, vocabulary: Vocabulary) -> Text:
    """Say when and where a rule holds; nothing where it always does."""
    dates = span(when.from_date, when.until_date)
    parts = [
        _days(when),
        _times(when.from_time, when.until_time),
        _meals(when, vocabulary),
        _places(when, vocabulary),
        _channels(when, vocabulary),
    ]
    said = [part for part in parts if part.zh]
    # A choice within would run into what follows.
    joint = "，" if any("或" in part.zh for part in said) else ""
    zh = joint.join(part.zh for part in said)
    en = " ".join(part.en for part in [*said, dates] if part.en)
    return Text(zh="，".join(clause for clause in (dates.zh, zh) if clause), en=en)


def _days(when: When) -> Text:
    weekdays = _weekdays(when)
    if when.days is None:
        return Text(zh=weekdays.zh, en=f"on {weekdays.en}") if when.weekdays else NOTHING
    kind = DAY_NAMES[when.days]
    if not when.weekdays:
        return Text(zh=kind.zh, en=f"on {kind.en}")
    return Text(zh=f"{weekdays.zh}中的{kind.zh}", en=f"on those {weekdays.en} that are {kind.en}")


def _weekdays(when: When) -> Text:
    """List weekdays; three or more in a row are said as a span."""
    places = [place for place, code in enumerate(WEEKDAYS) if code in when.weekdays]
    names = [WEEKDAY_NAMES[WEEKDAYS[place]] for place in places]
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return Text(zh=f"{names[0].zh}至{names[-1].zh}", en=f"{names[0].en} to {names[-1].en}")
    return Text(zh="、".join(name.zh for name in names), en=listed(names, "and").en)


def _times(start: time | None, end: time | None) -> Text:
    if start is None and end is None:
        return NOTHING
    if end is None:
        return Text(zh=f"{start:%H:%M}起", en=f"from {start:%H:%M} on")
    if start is None:
        return Text(zh=f"{end:%H:%M}前", en=f"before {end:%H:%M}")
    return Text(zh=f"{start:%H:%M}至{end:%H:%M}", en=f"from {start:%H:%M} to {end:%H:%M}")


def _meals(when: When, vocabulary: Vocabulary) -> Text:
    meals = vocabulary.words("meal", when.meal_periods, "or")
    return Text(zh=meals.zh, en=f"at {meals.en}") if when.meal_periods else NOTHING


def _places(when: When, vocabulary: Vocabulary) -> Text:
    sites = vocabulary.words("site", when.sites, "or")
    areas = vocabulary.words("area", when.site_areas, "or")
    found = []
    if when.sites:
        found.append(Text(zh=f"在{sites.zh}", en=f"at {sites.en}"))
    if when.site_areas:
        found.append(Text(zh=f"在{areas.zh}的门店", en=f"in canteens in {areas.en}"))
    return listed(found, "or")


def _channels(when: When, vocabulary: Vocabulary) -> Text:
    channels = vocabulary.words("channel", when.channels, "or")
    return Text(zh=channels.zh, en=f"when {channels.en}") if when.channels else NOTHING
