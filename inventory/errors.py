"""What the kitchen says no to, each with a stable code.

Rule: refusals are expected; their words in both languages belong to whoever shows them.
"""

from typing import Any, ClassVar


class MenuRefusal(Exception):
    """Base of the kitchen's refusals; `facts` are shown to the caller beside the code."""

    code: ClassVar[str]

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class UnknownDish(MenuRefusal):
    """No dish, or no menu item, of that name exists."""

    code = "unknown_dish"


class UnknownPeriod(MenuRefusal):
    """No meal period of that name exists."""

    code = "unknown_period"


class NotOnMenu(MenuRefusal):
    """The item is not on the menu that is being sold now."""

    code = "not_on_menu"


class DimSumTooDear(MenuRefusal):
    """A dim sum above 5.00 yuan would break the canteen's promise."""

    code = "dim_sum_too_dear"


class PlanBelowSold(MenuRefusal):
    """More portions are sold than the new plan has."""

    code = "plan_below_sold"


class NoEarlierMenu(MenuRefusal):
    """There is no earlier menu of this meal period to copy."""

    code = "no_earlier_menu"


class SoldOut(MenuRefusal):
    """Not enough portions are left, or the kitchen has switched the dish off; `dishes` names each."""

    code = "sold_out"
