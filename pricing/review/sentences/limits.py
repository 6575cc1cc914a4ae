"""How often, how much and how many does one diner get, in words? 每人每天1次（各门店合计） / once a day."""

from pricing.language.stating import order_of_cap
from pricing.money import format_yuan
from pricing.review.sentences.phrases import bracketed, listed, quoted, sentence
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.benefits import SetMeal, Voucher
from pricing.scheme.conditions import Cap, CapSpan
from pricing.scheme.rules import Access, Rule
from pricing.scheme.scheme import Scheme
from pricing.text import Text

_SPANS: dict[CapSpan, Text] = {
    "bill": Text(zh="每单", en="a bill"),
    "meal": Text(zh="每人每餐", en="a meal"),
    "day": Text(zh="每人每天", en="a day"),
    "week": Text(zh="每人每周", en="a week"),
    "month": Text(zh="每人每月", en="a month"),
}
_TIMES = {1: "once", 2: "twice"}


def limits(of: Rule | Access, vocabulary: Vocabulary) -> list[Text]:
    """Say each cap of a rule as a clause, that of the shortest span first."""
    return [_limit(cap, of, vocabulary.scheme) for cap in sorted(of.caps, key=order_of_cap)]


def limits_sentence(of: Rule | Access, vocabulary: Vocabulary) -> Text | None:
    """Say all caps of a rule in one sentence; None where there are none."""
    return sentence(limits(of, vocabulary)) if of.caps else None


def _limit(cap: Cap, of: Rule | Access, scheme: Scheme) -> Text:
    span = _SPANS[cap.per]
    remarks = []
    if cap.per != "bill":
        remarks.append(_scope(cap))
    shared = _sharing(cap, of, scheme)
    if shared:
        names = listed([quoted(name) for name in shared], "and")
        remarks.append(Text(zh=f"与{names.zh}合计", en=f"together with {names.en}"))
    how, behind = _how_much(cap, of), bracketed(remarks)
    return Text(zh=f"{span.zh}{how.zh}{behind.zh}", en=f"{how.en} {span.en}{behind.en}")


def _scope(cap: Cap) -> Text:
    if cap.across == "sites":
        return Text(zh="各门店合计", en="all canteens together")
    return Text(zh="各门店分别计算", en="in each canteen")


def _sharing(cap: Cap, of: Rule | Access, scheme: Scheme) -> list[Text]:
    """Name the other rules that count under the same counter."""
    others: list[Rule | Access] = [*scheme.rules, *scheme.access]
    return [
        other.name
        for other in others
        if other.code != of.code and any(one.counter == cap.counter for one in other.caps)
    ]


def _how_much(cap: Cap, of: Rule | Access) -> Text:
    if cap.amount_fen is not None:
        yuan = format_yuan(cap.amount_fen)
        verb = "计" if isinstance(of, Rule) and of.kind == "operator" else "减"
        return Text(zh=f"最多{verb}{yuan}元", en=f"at most {yuan} yuan")
    if cap.portions is not None:
        unit = "portion" if cap.portions == 1 else "portions"
        return Text(zh=f"最多{cap.portions}份", en=f"at most {cap.portions} {unit}")
    times = cap.times or 0
    benefits = [term.benefit for term in of.terms] if isinstance(of, Rule) else []
    for shape, zh, en in ((Voucher, "张", "voucher"), (SetMeal, "套", "set")):
        if benefits and all(isinstance(benefit, shape) for benefit in benefits):
            return Text(zh=f"最多{times}{zh}", en=f"at most {times} {en}{'' if times == 1 else 's'}")
    return Text(zh=f"{times}次", en=_TIMES.get(times, f"at most {times} times"))
