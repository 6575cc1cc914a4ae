"""How are the conditions on a diner read?"""

from pricing.language.references import Codes, refuse_both, require_declared
from pricing.language.tables import Table
from pricing.scheme.people import AGE_BASES, Who

PERSON_KEYS = (
    "min_age",
    "max_age",
    "age_on",
    "classes",
    "without_classes",
    "residence",
    "hukou",
    "members",
    "on_birthday",
)
TERM_PERSON_KEYS = (*PERSON_KEYS, "tiers")

HIGHEST_AGE = 150


def read_who(table: Table, codes: Codes) -> Who:
    """Read the conditions on a diner; their tiers and areas have to be declared."""
    who = Who(
        min_age=table.maybe_whole("min_age", 0, HIGHEST_AGE),
        max_age=table.maybe_whole("max_age", 0, HIGHEST_AGE),
        age_on=table.maybe_choice("age_on", AGE_BASES) or "birthday",
        classes=table.codes("classes"),
        without_classes=table.codes("without_classes"),
        tiers=table.codes("tiers"),
        residence=table.codes("residence"),
        hukou=table.codes("hukou"),
        members=table.maybe_true("members"),
        on_birthday=table.maybe_true("on_birthday"),
    )
    if who.min_age is not None and who.max_age is not None and who.min_age > who.max_age:
        table.refuse("max_age", f"must not be below min_age, which is {who.min_age}")
    if "age_on" in table and who.min_age is None and who.max_age is None:
        table.refuse("age_on", "says nothing without min_age or max_age")
    refuse_both(table, "without_classes", who.classes & who.without_classes)
    require_declared(table, "tiers", who.tiers, codes.tiers)
    require_declared(table, "residence", who.residence, codes.areas)
    require_declared(table, "hukou", who.hukou, codes.areas)
    return who
