"""Can every rule of a scheme be paid, in full and on all of its days, and does it find anything to reduce?"""

from collections.abc import Iterator

from pricing.money import format_yuan
from pricing.review.findings import Finding, error, note, warning
from pricing.review.sentences.dates import span
from pricing.review.sentences.phrases import within
from pricing.review.weak_places.extents import dates_of, items_are_apart
from pricing.scheme.benefits import Amount, SetMeal, SetPrice, Voucher
from pricing.scheme.rules import Rule, Term
from pricing.scheme.scheme import Payer, Scheme


def lint_funding(scheme: Scheme) -> Iterator[Finding]:
    """Find rules that nobody pays, or that never give what they promise."""
    yield from _undeclared_payers(scheme)
    for rule in scheme.rules:
        for payer in scheme.payers:
            if payer.code == rule.payer:
                yield from _lint_agreement(rule, payer, scheme)
        yield from _lint_vendors(rule, scheme)
        for number, term in enumerate(rule.terms):
            place = f"rule {rule.code}: terms[{number}]"
            yield from _lint_caps(rule, term, place)
            yield from _lint_set(rule, term, place)
            yield from _lint_threshold(rule, term, place)


def _undeclared_payers(scheme: Scheme) -> Iterator[Finding]:
    declared = {payer.code for payer in scheme.payers}
    # A vendor that bears a discount needs no agreement with itself.
    declared |= {vendor.code for vendor in scheme.vendors}
    for code in dict.fromkeys(rule.payer for rule in scheme.rules):
        if code not in declared:
            yield note(
                f"payer {code}",
                zh="没有在承担方中登记，没有名称和约定期限",
                en="is not declared, so that it has no name and no dates",
            )
    used = {rule.payer for rule in scheme.rules}
    for code in sorted(payer.code for payer in scheme.payers):
        if code not in used:
            yield note(f"payer {code}", zh="没有规则由其承担", en="pays for no rule")


def _lint_agreement(rule: Rule, payer: Payer, scheme: Scheme) -> Iterator[Finding]:
    place, when = f"rule {rule.code}: payer", rule.when
    name, runs = within(payer.name), span(payer.from_date, payer.until_date)
    if dates_of(rule, scheme).is_empty:
        yield error(
            place,
            zh=f"规则有效期内没有承担方：与{name.zh}的约定为{runs.zh}",
            en=f"nobody ever pays for it: the agreement with {name.en} runs {runs.en}",
        )
        return
    begins_early = (
        when.from_date is not None and payer.from_date is not None and when.from_date < payer.from_date
    )
    ends_late = (
        when.until_date is not None and payer.until_date is not None and payer.until_date < when.until_date
    )
    if begins_early or ends_late:
        yield warning(
            place,
            zh=f"规则的部分日期没有承担方：与{name.zh}的约定为{runs.zh}",
            en=f"nobody pays for it on some of its days: the agreement with {name.en} runs {runs.en}",
        )


def _lint_vendors(rule: Rule, scheme: Scheme) -> Iterator[Finding]:
    closed = {vendor.code for vendor in scheme.vendors if not vendor.takes_discounts}
    wanted = rule.items.vendors - rule.items.exclude_vendors
    if rule.kind == "discount" and wanted and wanted <= closed:
        yield error(
            f"rule {rule.code}: items.vendors",
            zh="所列档口都不参加折扣",
            en="none of these vendors takes part in discounts",
        )


def _lint_caps(rule: Rule, term: Term, place: str) -> Iterator[Finding]:
    """Find caps below what a term gives once."""
    amounts = [cap.amount_fen for cap in rule.caps if cap.amount_fen is not None]
    limit_fen = min(amounts, default=None)
    benefit = term.benefit
    if limit_fen is not None and isinstance(benefit, Amount) and limit_fen < benefit.amount_fen:
        limit, whole = format_yuan(limit_fen), format_yuan(benefit.amount_fen)
        yield warning(
            place,
            zh=f"上限{limit}元，{whole}元永远不会全额减免",
            en=f"its {whole} yuan are never given in full: a cap allows {limit} yuan",
        )
    if limit_fen is not None and isinstance(benefit, Voucher) and limit_fen < benefit.value_fen:
        limit = format_yuan(limit_fen)
        yield error(
            place,
            zh=f"上限{limit}元，不够一张餐券",
            en=f"no voucher can ever be used: a cap allows {limit} yuan",
        )
    portions = min((cap.portions for cap in rule.caps if cap.portions is not None), default=None)
    if portions is not None and isinstance(benefit, SetMeal):
        size = sum(part.portions for part in benefit.parts)
        if portions < size:
            yield error(
                place,
                zh=f"套餐共{size}份，上限只有{portions}份",
                en=f"a set of {size} portions is never made: a cap allows {portions}",
            )


def _lint_set(rule: Rule, term: Term, place: str) -> Iterator[Finding]:
    """Find dishes of a term that are not among those of its rule."""
    benefit = term.benefit
    if isinstance(benefit, SetMeal):
        for number, part in enumerate(benefit.parts):
            if items_are_apart(part.items, rule.items):
                yield error(
                    f"{place}: benefit.parts[{number}]",
                    zh="这部分菜品不在规则的菜品之内，套餐永远配不齐",
                    en="none of its dishes is among those of the rule: the set is never whole",
                )
    if isinstance(benefit, SetPrice) and benefit.prices and rule.items.dishes:
        priced = {code for code, _ in benefit.prices}
        if priced.isdisjoint(rule.items.dishes):
            yield error(
                f"{place}: benefit.prices",
                zh="有价格的菜品都不在规则的菜品之内",
                en="prices no dish that the rule is for",
            )
            return
        for code in sorted(priced ^ rule.items.dishes):
            if code in priced:
                zh, en = f"{code}有价格，但不在规则的菜品之内", f"prices {code}, which the rule is not for"
            else:
                zh, en = (
                    f"{code}在规则的菜品之内，但没有价格",
                    f"has no price for {code}, which the rule names",
                )
            yield warning(f"{place}: benefit.prices", zh=zh, en=en)


def _lint_threshold(rule: Rule, term: Term, place: str) -> Iterator[Finding]:
    threshold = term.threshold
    if threshold is None:
        return
    counted = rule.items if threshold.items is None else threshold.items
    if counted.max_unit_price_fen == 0:
        yield error(
            f"{place}: threshold",
            zh="只计入0元的菜品，永远达不到",
            en="it is never reached: only dishes of 0.00 yuan count",
        )
    bound_fen = threshold.above_fen or threshold.from_fen or 0
    # Above nothing only asks that something is bought.
    if (
        isinstance(term.benefit, Amount)
        and 0 < bound_fen < term.benefit.amount_fen
        and rule.kind != "operator"
    ):
        bound, amount = format_yuan(bound_fen), format_yuan(term.benefit.amount_fen)
        yield warning(
            f"{place}: threshold",
            zh=f"门槛{bound}元低于减免的{amount}元，小额单会全免",
            en=f"starts at {bound} yuan, below the {amount} yuan off: small bills are free of charge",
        )
