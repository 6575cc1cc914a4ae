"""What the tests of findings share: schemes as text, and what is found in them."""

from pricing import Scheme
from pricing.review.lint import lint
from tests.unit.pricing.engine.trays import HEAD, scheme

PAYERS = """
[[payers]]
code = "canteen"
name = { zh = "食堂", en = "The canteen" }

[[payers]]
code = "district"
name = { zh = "区民政局", en = "The district" }
"""


def found(*rules: str, head: str = HEAD + PAYERS) -> list[tuple[str, str]]:
    """Return the severity and the place of whatever is found, payers without rules aside."""
    return found_in(scheme(*rules, head=head))


def found_in(of: Scheme) -> list[tuple[str, str]]:
    """Return the severity and the place of whatever is found in a scheme."""
    return [(one.severity, one.place) for one in lint(of) if one.problem.en != "pays for no rule"]


def words(*rules: str, head: str = HEAD + PAYERS) -> list[str]:
    """Return the problems in English."""
    return [one.problem.en for one in lint(scheme(*rules, head=head)) if one.problem.en != "pays for no rule"]


def tier(code: str, who: str) -> str:
    """Write a tier."""
    return f'\n[[tiers]]\ncode = "{code}"\nname = {{ zh = "{code}", en = "{code}" }}\nwho = {who}\n'
