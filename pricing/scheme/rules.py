"""What does a scheme promise, to whom, at whose expense, and who is served when?"""

from dataclasses import dataclass
from typing import Literal

from pricing.money import Rounding
from pricing.scheme.benefits import Benefit
from pricing.scheme.conditions import Cap, Items, Threshold, When
from pricing.scheme.people import Who
from pricing.text import Text

RuleKind = Literal["discount", "subsidy", "operator"]
RULE_KINDS: tuple[RuleKind, ...] = ("discount", "subsidy", "operator")

Choice = Literal["best", "first"]
CHOICES: tuple[Choice, ...] = ("best", "first")


DAY_SUFFIX = ".day"


@dataclass(frozen=True, slots=True)
class Term:
    """One row of a rule's table: these diners get this benefit.

    Of the rows the first counts whose ``who`` fits and whose ``nth_meal`` (if it is given) is the number of
    this use of the rule on this day. A ``threshold`` that is not reached does not lead on to the next row.
    """

    who: Who
    benefit: Benefit
    threshold: Threshold | None = None
    nth_meal: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise of the canteen or of a third party.

    ``kind`` is ``discount`` (price given up by the seller), ``subsidy`` (owed to us by ``payer``) or
    ``operator`` (owed to us for serving the diner; it touches no bill and is only counted). Layers follow
    one another by number; of a ``group`` a line gets one rule. Every one of ``caps`` has to leave something.
    ``rounding`` replaces that of the scheme.
    """

    code: str
    name: Text
    kind: RuleKind
    payer: str
    layer: int
    group: str | None
    items: Items
    when: When
    terms: tuple[Term, ...]
    caps: tuple[Cap, ...] = ()
    rounding: Rounding | None = None

    @property
    def day_counter(self) -> str:
        """Return the counter of the rule's meals and bills of a day; no cap counts under it.

        A cap counts each voucher and each set meal; two vouchers at one meal are still one meal.
        """
        return f"{self.code}{DAY_SUFFIX}"


@dataclass(frozen=True, slots=True)
class Group:
    """Which rule of a group a line gets: the ``best`` for the diner, or the ``first`` that gives something.

    A group that no table declares chooses the best.
    """

    code: str
    choose: Choice


@dataclass(frozen=True, slots=True)
class Access:
    """Who is served: while ``when`` holds, only diners who fit one of ``who`` may have ``items``.

    ``caps`` (in portions) bound what each of them may have; ``who`` that is everyone with a cap is a limit
    for all.
    """

    code: str
    name: Text
    items: Items
    when: When
    who: tuple[Who, ...]
    caps: tuple[Cap, ...] = ()
