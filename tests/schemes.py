"""Schemes for tests: the demo's, and one in which a district adds its part."""

from datetime import date

from sqlalchemy import Connection

from pos.clock import now
from pos.demo.load import FOLDER
from pos.pricebook.pricebook import load_scheme

DEMO = (FOLDER / "scheme.toml").read_text(encoding="utf-8")

# The rule's code sorts before that of the discount, which is given first.
DISTRICT_RULE = """
[[rules]]
code = "a_district_meal"
name = { zh = "区助餐补贴", en = "District meal subsidy" }
kind = "subsidy"
payer = "district"
layer = 2
items = { vendors = ["canteen"] }
terms = [
  { who = { tiers = ["senior80"] }, benefit = { kind = "percent", pays_bp = 9000 } },
]
"""

# A rule of the bill that is counted per person, and one that the bill does not show.
COUNTED_RULES = """
[[rules]]
code = "counted"
name = { zh = "区计次补贴", en = "Counted subsidy" }
kind = "subsidy"
payer = "district"
layer = 3
items = { vendors = ["canteen"] }
terms = [{ who = { min_age = 60 }, benefit = { kind = "amount", amount_fen = 30 } }]
caps = [{ per = "day", times = 1000 }]

[[rules]]
code = "served"
name = { zh = "运营补贴", en = "Operating subsidy" }
kind = "operator"
payer = "district"
layer = 4
items = {}
terms = [{ who = { min_age = 60 }, benefit = { kind = "amount", amount_fen = 80 } }]
"""


def demo_version(version: int, *, rules: str = "") -> str:
    """Return the demo scheme as another version, with further rules."""
    return DEMO.replace("version = 1\n", f"version = {version}\n") + rules


def load_subsidised(connection: Connection) -> None:
    """Bring version 12 of the demo scheme into force: after the discount, the district pays."""
    load_scheme(
        connection,
        demo_version(12, rules=DISTRICT_RULE + COUNTED_RULES),
        effective_from=date(2026, 1, 1),
        at=now(),
    )
