"""What does a tray cost a person, and why? Money arithmetic, discount schemes and quotes; pure."""

from pricing.age import birthday_in, completed_years
from pricing.basket import Basket, BasketLine, Diner, Item, Occasion
from pricing.engine.counting import usage_keys
from pricing.engine.quoting import quote_basket, tier_of
from pricing.errors import CaseError, SchemeError
from pricing.language.case import Case, parse_case
from pricing.language.parsing import parse_scheme
from pricing.language.wire import quote_to_json
from pricing.language.writing import scheme_to_toml
from pricing.quotes import Barred, Declined, OperatorClaim, Quote, QuoteLine, Reduction, RuleTotal
from pricing.scheme.people import Tier
from pricing.scheme.scheme import Scheme
from pricing.text import Text
from pricing.usage import NO_USAGE, Usage, UsageKey, Use, Used, period_of

__all__ = [
    "NO_USAGE",
    "Barred",
    "Basket",
    "BasketLine",
    "Case",
    "CaseError",
    "Declined",
    "Diner",
    "Item",
    "Occasion",
    "OperatorClaim",
    "Quote",
    "QuoteLine",
    "Reduction",
    "RuleTotal",
    "Scheme",
    "SchemeError",
    "Text",
    "Tier",
    "Usage",
    "UsageKey",
    "Use",
    "Used",
    "birthday_in",
    "completed_years",
    "parse_case",
    "parse_scheme",
    "period_of",
    "quote_basket",
    "quote_to_json",
    "scheme_to_toml",
    "tier_of",
    "usage_keys",
]
