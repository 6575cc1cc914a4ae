"""What in a scheme is allowed, but will surprise someone at the till?"""

from collections.abc import Iterator

from pricing.engine.standing import needs_a_person
from pricing.money import format_yuan
from pricing.review.findings import Finding, note, warning
from pricing.review.persons import may_be_a_guest
from pricing.scheme.rules import Access, Rule
from pricing.scheme.scheme import Scheme

DIM_SUM = "dimsum"
DEAREST_DIM_SUM_FEN = 5_00
"""The canteen's promise: no dim sum is dearer."""


def lint_doubts(scheme: Scheme) -> Iterator[Finding]:
    """Find what guests do not get, dim sum beyond the promise, and groups without rules."""
    for rule in scheme.rules:
        yield from _lint_guests(rule, scheme)
        yield from _lint_dim_sum(rule)
    for access in scheme.access:
        yield from _lint_guest_limits(access, scheme)
    named = {rule.group for rule in scheme.rules}
    for code in sorted(group.code for group in scheme.groups):
        if code not in named:
            yield note(f"group {code}", zh="没有规则属于此组", en="no rule belongs to it")


def _lint_guests(rule: Rule, scheme: Scheme) -> Iterator[Finding]:
    if not needs_a_person(rule):
        return
    for number, term in enumerate(rule.terms):
        if may_be_a_guest(term.who, scheme):
            yield warning(
                f"rule {rule.code}: terms[{number}]: who",
                zh="此规则按人计次，没有会员卡的客人享受不到；如本意如此，请写明 members = true",
                en="guests get nothing, since it is counted by person; if that is meant, say members = true",
            )


def _lint_guest_limits(access: Access, scheme: Scheme) -> Iterator[Finding]:
    is_counted = any(cap.per != "bill" for cap in access.caps)
    if is_counted and any(may_be_a_guest(who, scheme) for who in access.who):
        yield note(
            f"access {access.code}: caps",
            zh="没有会员卡的客人不累计，只按每单计",
            en="of guests nothing is counted from one bill to the next",
        )


def _lint_dim_sum(rule: Rule) -> Iterator[Finding]:
    """Find rules for dim sum alone whose dearest price breaks the promise; other dishes may cost more."""
    limit_fen = rule.items.max_unit_price_fen
    if rule.items.categories != {DIM_SUM} or limit_fen is None or limit_fen <= DEAREST_DIM_SUM_FEN:
        return
    limit, promise = format_yuan(limit_fen), format_yuan(DEAREST_DIM_SUM_FEN)
    yield warning(
        f"rule {rule.code}: items.max_unit_price_fen",
        zh=f"点心价格上限{limit}元，高于承诺的{promise}元",
        en=f"is {limit} yuan for dim sum, which is never to cost more than {promise} yuan",
    )
