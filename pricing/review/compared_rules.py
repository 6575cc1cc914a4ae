"""How do the rules of two schemes differ? Part by part, each part in a sentence of its own."""

from collections.abc import Iterator, Sequence

from pricing.language.stating import order_of_cap
from pricing.review.changes import Change, change_of, compare_named, compare_order, find_moved, place_words
from pricing.review.sentences.limits import limits_sentence
from pricing.review.sentences.order import kind_sentence, layer_sentence, membership_sentence
from pricing.review.sentences.phrases import quoted, sentence
from pricing.review.sentences.roundings import rounding_sentence
from pricing.review.sentences.rules import (
    access_sentences,
    items_sentence,
    payer_clause,
    rule_sentences,
    term_sentence,
    when_sentence,
)
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.rules import Access, Rule, Term
from pricing.text import Text


def compare_rules(before: Vocabulary, after: Vocabulary) -> Iterator[Change]:
    """Tell how the rules differ, those of access included."""
    old = {rule.code: rule for rule in before.scheme.rules}
    new = {rule.code: rule for rule in after.scheme.rules}
    for code, rule in old.items():
        if code in new:
            yield from _compare_rule(rule, new[code], before, after)
        else:
            yield change_of(f"rule {code}", _whole(rule, before), None)
    for code, rule in new.items():
        if code not in old:
            yield change_of(f"rule {code}", None, _whole(rule, after))
    yield from compare_order("rule", list(old), list(new))
    accesses = {access.code: access for access in before.scheme.access}
    later = {access.code: access for access in after.scheme.access}
    say = (lambda access: _gate(access, before), lambda access: _gate(access, after))
    yield from compare_named("access", accesses, later, say)
    yield from compare_order("access", list(accesses), list(later))


def _compare_rule(old: Rule, new: Rule, before: Vocabulary, after: Vocabulary) -> Iterator[Change]:
    of = f"rule {old.code}"
    if old.name != new.name:
        yield change_of(f"{of}: name", old.name, new.name)
    if old.kind != new.kind:
        yield change_of(f"{of}: kind", kind_sentence(old), kind_sentence(new))
    if old.payer != new.payer:
        said = sentence([payer_clause(old, before)]), sentence([payer_clause(new, after)])
        yield change_of(f"{of}: payer", *said)
    if old.layer != new.layer:
        yield Change("moved", f"{of}: layer", layer_sentence(old), layer_sentence(new))
    if old.group != new.group:
        yield change_of(f"{of}: group", membership_sentence(old), membership_sentence(new))
    if old.items != new.items:
        yield change_of(f"{of}: items", items_sentence(old, before), items_sentence(new, after))
    if old.when != new.when:
        yield change_of(f"{of}: when", when_sentence(old, before), when_sentence(new, after))
    yield from _compare_terms(old, new, before, after)
    yield from _compare_caps(old, new, before, after)
    if old.rounding != new.rounding:
        yield change_of(f"{of}: rounding", _rounding(old), _rounding(new))


def _compare_terms(old: Rule, new: Rule, before: Vocabulary, after: Vocabulary) -> Iterator[Change]:
    """Pair the terms for the same diners and meals first, then the others as they follow one another."""
    pairs = _pair_terms(old.terms, new.terms)
    of = f"rule {old.code}: terms"
    for first, second in pairs:
        was = None if first is None else term_sentence(old.terms[first], old, before)
        now = None if second is None else term_sentence(new.terms[second], new, after)
        if first is None or second is None or old.terms[first] != new.terms[second]:
            yield change_of(f"{of}[{first if second is None else second}]", was, now)
    # The first row that fits counts: the order is part of what is promised.
    kept = {first: second for first, second in pairs if first is not None and second is not None}
    for first in find_moved(sorted(kept), sorted(kept, key=lambda one: kept[one])):
        was, now = place_words(first, len(old.terms)), place_words(kept[first], len(new.terms))
        yield Change("moved", f"{of}[{kept[first]}]", was, now)


def _pair_terms(old: tuple[Term, ...], new: tuple[Term, ...]) -> list[tuple[int | None, int | None]]:
    waiting = list(range(len(new)))
    pairs: list[tuple[int | None, int | None]] = []
    alone: list[int] = []
    for number, term in enumerate(old):
        asked = (term.who, term.nth_meal)
        like = next((one for one in waiting if (new[one].who, new[one].nth_meal) == asked), None)
        if like is None:
            alone.append(number)
        else:
            waiting.remove(like)
            pairs.append((number, like))
    both = min(len(alone), len(waiting))
    pairs += zip(alone[:both], waiting[:both], strict=True)
    pairs += [(number, None) for number in alone[both:]]
    pairs += [(None, number) for number in waiting[both:]]
    return pairs


def _compare_caps(old: Rule, new: Rule, before: Vocabulary, after: Vocabulary) -> Iterator[Change]:
    was, now = sorted(old.caps, key=order_of_cap), sorted(new.caps, key=order_of_cap)
    if was == now:
        return
    said = limits_sentence(old, before), limits_sentence(new, after)
    if said[0] == said[1]:
        # Under another name everybody begins to count from nothing, though the words are the same.
        said = _counters(old), _counters(new)
    yield change_of(f"rule {old.code}: caps", *said)


def _counters(rule: Rule) -> Text:
    names = "、".join(sorted({cap.counter for cap in rule.caps}))
    return sentence([Text(zh=f"按“{names}”计数", en=f"counted under “{names}”")])


def _rounding(rule: Rule) -> Text | None:
    return None if rule.rounding is None else rounding_sentence(rule.rounding)


def _whole(rule: Rule, vocabulary: Vocabulary) -> Text:
    parts = [*rule_sentences(rule, vocabulary), layer_sentence(rule)]
    group = membership_sentence(rule)
    return _joined(rule.name, parts if group is None else [*parts, group])


def _gate(access: Access, vocabulary: Vocabulary) -> Text:
    return _joined(access.name, access_sentences(access, vocabulary))


def _joined(name: Text, sentences: Sequence[Text]) -> Text:
    zh, en = "".join(said.zh for said in sentences), " ".join(said.en for said in sentences)
    title = quoted(name)
    return Text(zh=f"{title.zh}：{zh}", en=f"{title.en}: {en}")
