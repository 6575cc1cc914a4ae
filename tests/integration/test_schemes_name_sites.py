"""A rule that is for a site which the canteen does not have would never apply, so it is not loaded."""

from datetime import date

import pytest

from pos.clock import now
from pos.database import Database
from pos.demo.load import SITE
from pos.pricebook.known import UnknownInScheme
from pos.pricebook.pricebook import load_scheme
from tests.schemes import demo_version

RULE = """
[[rules]]
code = "here"
name = { zh = "本店", en = "Here" }
kind = "discount"
payer = "canteen"
layer = 2
items = {}
when = { sites = ["%s"] }
terms = [{ who = {}, benefit = { kind = "percent", pays_bp = 9000 } }]
"""
ACCESS = """
[[access]]
code = "here"
name = { zh = "本店", en = "Here" }
items = {}
when = { sites = ["%s"] }
who = [{ min_age = 60 }]
"""


def load(books: Database, rules: str) -> int:
    """Load a version of the demo's scheme; return its number."""
    toml = demo_version(30, rules=rules)
    return books.write(
        lambda connection: load_scheme(connection, toml, effective_from=date(2027, 1, 1), at=now())
    ).version


@pytest.mark.parametrize("rules", [RULE, ACCESS])
def test_a_site_that_nobody_knows_is_refused(database: Database, rules: str) -> None:
    with pytest.raises(UnknownInScheme) as refusal:
        load(database, rules % "xinli731")

    assert refusal.value.facts == {"kind": "site", "rule": "here", "codes": ["xinli731"]}


@pytest.mark.parametrize("rules", [RULE, ACCESS])
def test_a_site_that_is_there_may_be_named(database: Database, rules: str) -> None:
    assert load(database, rules % SITE) == 30
