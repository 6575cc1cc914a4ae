"""Properties of explanations, findings and comparisons under schemes of the whole language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pricing import (
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    Quote,
    Scheme,
    Text,
    UsageKey,
    Used,
    parse_scheme,
    quote_basket,
    scheme_to_toml,
)
from pricing.language.canonical import hash_scheme
from pricing.review.changes import Change
from pricing.review.compare import compare
from pricing.review.explain import explain
from pricing.review.findings import Finding
from pricing.review.lint import lint
from pricing.scheme.benefits import Amount, Benefit, Percent, SetMeal, SetPrice, Voucher
from pricing.scheme.rules import Rule
from pricing.usage import UNUSED, add
from tests.properties.pricing.schemes import (
    AREAS,
    CATEGORIES,
    CHANNELS,
    CLASSES,
    DISHES,
    PERIODS,
    SITES,
    TAGS,
    VENDORS,
    schemes,
)
from tests.properties.pricing.strategies import ON_DATE, steady

lines = st.builds(
    BasketLine,
    st.builds(
        Item,
        code=st.sampled_from(DISHES),
        category=st.sampled_from(CATEGORIES),
        vendor=st.sampled_from(VENDORS),
        unit_price_fen=st.integers(0, 40_00),
        tags=st.frozensets(st.sampled_from(TAGS)),
    ),
    st.integers(1, 4),
)
occasions = st.builds(
    Occasion,
    on_date=st.integers(-3, 3).map(lambda days: ON_DATE + timedelta(days)),
    meal_period=st.sampled_from(PERIODS),
    channel=st.sampled_from(CHANNELS),
    at_time=st.none() | st.sampled_from([time(10, 30), time(11, 15), time(12)]),
    site=st.sampled_from(SITES),
    site_area=st.sampled_from(AREAS),
)
diners = st.builds(
    Diner,
    birth_date=st.none() | st.dates(date(1920, 1, 1), ON_DATE - timedelta(3)),
    classes=st.dictionaries(st.sampled_from(CLASSES), st.none()),
    residence=st.sampled_from(["", *AREAS]),
    hukou=st.sampled_from(["", *AREAS]),
)
visits = st.tuples(st.lists(st.builds(Basket, st.lists(lines, max_size=4).map(tuple), occasions)), diners)


@steady
@given(schemes())
def test_a_scheme_is_explained_in_whole_sentences_of_both_languages(scheme: Scheme) -> None:
    paragraphs = explain(scheme)
    assert [one.code for one in paragraphs if one.kind == "rule"] == [
        rule.code for rule in sorted(scheme.rules, key=lambda rule: rule.layer)
    ]
    for paragraph in paragraphs:
        assert paragraph.sentences
        for said in paragraph.sentences:
            assert_is_sentence(said)


@steady
@given(schemes())
def test_what_a_scheme_is_read_back_from_says_the_same(scheme: Scheme) -> None:
    again = parse_scheme(scheme_to_toml(scheme), source="again")
    assert compare(scheme, again) == ()
    assert explain(again) == explain(scheme)
    assert lint(again) == lint(scheme)


@steady
@given(schemes(2), schemes(2))
def test_two_schemes_differ_exactly_where_their_hashes_do(old: Scheme, new: Scheme) -> None:
    for changed in (new, *part_of(new, old)):
        changes = compare(replace(old, hash=""), replace(changed, hash=""))
        assert bool(changes) == (stated_by(old) != stated_by(changed))
        for change in changes:
            assert_is_change(change)


@steady
@given(schemes(3), schemes(3))
def test_what_one_way_is_added_the_other_way_is_removed(old: Scheme, new: Scheme) -> None:
    there, back = compare(old, new), compare(new, old)
    for kind, reverse in (("added", "removed"), ("removed", "added")):
        assert {
            (one.before, one.after) for one in there if one.kind == kind and "terms" not in one.place
        } == {(one.after, one.before) for one in back if one.kind == reverse and "terms" not in one.place}


@steady
@given(schemes(), visits)
def test_a_part_that_is_said_never_to_work_never_does(
    scheme: Scheme, visit: tuple[list[Basket], Diner]
) -> None:
    findings = [finding for finding in lint(scheme) if finding.severity == "error"]
    changed = replace(scheme, rules=tuple(exaggerate(rule, findings) for rule in scheme.rules))
    changed = replace(changed, hash=hash_scheme(changed))
    dead = {finding.place for finding in findings}
    idle = {rule.code for rule in scheme.rules if never_gives(rule, dead)}
    for quote, other in zip(quotes_of(scheme, visit), quotes_of(changed, visit), strict=True):
        assert (other.reductions, other.operator_claims) == (quote.reductions, quote.operator_claims)
        assert (other.total_fen, other.uses) == (quote.total_fen, quote.uses)
        assert quote.tier is None or f"tier {quote.tier.code}" not in dead
        assert not idle & {one.rule_code for one in quote.reductions}
        assert not idle & {one.rule_code for one in quote.operator_claims}


def never_gives(rule: Rule, dead: set[str]) -> bool:
    """Tell whether a rule, or each of its terms in some respect, is said never to work."""
    whole = {f"rule {rule.code}{part}" for part in ("", ": payer", ": when", ": items.vendors")}
    terms = [f"rule {rule.code}: terms[{place}]" for place in range(len(rule.terms))]
    return bool(whole & dead) or all(any(place.startswith(term) for place in dead) for term in terms)


def assert_is_sentence(said: Text) -> None:
    assert said.zh.endswith("。")
    assert said.en.endswith(".")
    for words in (said.zh, said.en):
        assert "None" not in words
        assert "  " not in words
        assert "，，" not in words


def assert_is_change(change: Change) -> None:
    assert (change.before is None) == (change.kind == "added")
    assert (change.after is None) == (change.kind == "removed")


def part_of(new: Scheme, old: Scheme) -> Iterator[Scheme]:
    """Put single parts of one scheme into another."""
    yield replace(old, version=new.version)
    yield replace(old, rounding=new.rounding)
    yield replace(old, calendar=new.calendar)
    yield replace(old, tiers=old.tiers[::-1])
    yield replace(old, rules=old.rules[::-1])
    for rule, other in zip(old.rules, new.rules, strict=False):
        for changed in (
            replace(rule, items=other.items),
            replace(rule, when=other.when),
            replace(rule, terms=other.terms),
            replace(rule, terms=rule.terms[::-1]),
            replace(rule, caps=other.caps),
            replace(rule, payer=other.payer),
            replace(rule, rounding=other.rounding),
        ):
            yield replace(old, rules=tuple(changed if one == rule else one for one in old.rules))


def stated_by(scheme: Scheme) -> str:
    """Write what a scheme states, but for its version."""
    return scheme_to_toml(replace(scheme, version=1))


def exaggerate(rule: Rule, findings: list[Finding]) -> Rule:
    """Let the terms that never count give far more than they do."""
    dead = {finding.place.removesuffix(": nth_meal") for finding in findings}
    terms = tuple(
        replace(term, benefit=more(term.benefit)) if f"rule {rule.code}: terms[{place}]" in dead else term
        for place, term in enumerate(rule.terms)
    )
    return replace(rule, terms=terms)


def more(benefit: Benefit) -> Benefit:
    match benefit:
        case Percent(pays_bp=rate_bp):
            return Percent(1 if rate_bp == 0 else 0)
        case Amount(amount_fen=fen):
            return Amount(fen + 500_00)
        case SetPrice():
            return SetPrice(unit_price_fen=0)
        case Voucher() | SetMeal():
            return benefit


def quotes_of(scheme: Scheme, visit: tuple[list[Basket], Diner]) -> list[Quote]:
    """Price one meal after the other, each counted before the next."""
    baskets, diner = visit
    used: dict[UsageKey, Used] = {}
    quotes = []
    for basket in baskets:
        quotes.append(quote_basket(basket, diner, scheme, used))
        for use in quotes[-1].uses:
            used[use.key] = add(used.get(use.key, UNUSED), use.used)
    return quotes
