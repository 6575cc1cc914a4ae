"""What does a tray cost a person, and why? Money arithmetic, discount schemes and quotes; pure."""

from pricing.age import completed_years
from pricing.basket import Basket, BasketLine, Diner, Item
from pricing.case import Case, parse_case
from pricing.engine import quote_basket, tier_of
from pricing.errors import CaseError, SchemeError
from pricing.parsing import parse_scheme
from pricing.quotes import Declined, Quote, QuoteLine, Reduction, RuleTotal
from pricing.scheme import Scheme, Tier
from pricing.text import Text
from pricing.wire import quote_to_json
from pricing.writing import scheme_to_toml

__all__ = [
    "Basket",
    "BasketLine",
    "Case",
    "CaseError",
    "Declined",
    "Diner",
    "Item",
    "Quote",
    "QuoteLine",
    "Reduction",
    "RuleTotal",
    "Scheme",
    "SchemeError",
    "Text",
    "Tier",
    "completed_years",
    "parse_case",
    "parse_scheme",
    "quote_basket",
    "quote_to_json",
    "scheme_to_toml",
    "tier_of",
]
