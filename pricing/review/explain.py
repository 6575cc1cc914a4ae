"""What does a scheme say, in plain sentences, as a manager or an older diner would say them?

Rule: everything that a scheme states is said; what it leaves open is not.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from pricing.review.sentences.declared import (
    area_sentence,
    payer_sentence,
    rest_sentence,
    tier_sentence,
    vendor_sentence,
    working_sentence,
)
from pricing.review.sentences.order import in_order, order_sentences
from pricing.review.sentences.roundings import rounding_sentence, weighing_sentence
from pricing.review.sentences.rules import access_sentences, rule_sentences
from pricing.review.vocabulary import NO_NAMES, Vocabulary
from pricing.scheme.scheme import Scheme
from pricing.text import Text

ParagraphKind = Literal[
    "scheme", "tiers", "rule", "order", "rounding", "access", "vendors", "payers", "areas", "calendar"
]


class Paragraph(NamedTuple):
    """What a scheme says of one thing.

    ``code`` is that of the scheme, of the rule or of the rule of access; "" of all other paragraphs.
    """

    kind: ParagraphKind
    code: str
    title: Text
    sentences: tuple[Text, ...]


def explain(scheme: Scheme, names: Mapping[str, Text] = NO_NAMES) -> tuple[Paragraph, ...]:
    """Say a scheme in sentences; paragraphs of which there is nothing to say are left out.

    ``names`` are words for codes that the scheme does not declare: by code, or by kind and code where a code
    has several meanings ("meal:breakfast", "category:breakfast", "dish:…", "site:…", "tag:…", "channel:…").
    Meals and channels are looked up by kind and code only.
    """
    vocabulary = Vocabulary(scheme, names)
    paragraphs = (
        Paragraph("scheme", scheme.code, scheme.name, (_version(scheme),)),
        _tiers(scheme, vocabulary),
        *(
            Paragraph("rule", rule.code, rule.name, rule_sentences(rule, vocabulary))
            for rule in in_order(scheme)
        ),
        _paragraph("order", "计算顺序与不同享", "Order, and what excludes what", order_sentences(scheme)),
        _paragraph("rounding", "取整", "Rounding", _roundings(scheme)),
        *(
            Paragraph("access", access.code, access.name, access_sentences(access, vocabulary))
            for access in scheme.access
        ),
        *_declared(scheme, vocabulary),
    )
    return tuple(paragraph for paragraph in paragraphs if paragraph.sentences)


def _paragraph(kind: ParagraphKind, zh: str, en: str, sentences: Sequence[Text]) -> Paragraph:
    return Paragraph(kind, "", Text(zh=zh, en=en), tuple(sentences))


def _version(scheme: Scheme) -> Text:
    count = len(scheme.rules)
    rules = "1 rule" if count == 1 else f"{count} rules"
    return Text(zh=f"第{scheme.version}版，共{count}条规则。", en=f"Version {scheme.version}, with {rules}.")


def _tiers(scheme: Scheme, vocabulary: Vocabulary) -> Paragraph:
    said = [tier_sentence(entry, vocabulary) for entry in scheme.tiers]
    if len(said) > 1:
        zh, en = "每人只属于一档，按上面的顺序取第一个符合的。", "A diner is in the first tier that fits."
        said.append(Text(zh=zh, en=en))
    return _paragraph("tiers", "优惠档", "Tiers", said)


def _roundings(scheme: Scheme) -> tuple[Text, Text]:
    return rounding_sentence(scheme.rounding), weighing_sentence(scheme.weighing)


def _declared(scheme: Scheme, vocabulary: Vocabulary) -> tuple[Paragraph, ...]:
    closed = sorted(
        (vendor for vendor in scheme.vendors if not vendor.takes_discounts), key=lambda vendor: vendor.code
    )
    bounded = sorted(
        (payer for payer in scheme.payers if payer.from_date or payer.until_date),
        key=lambda payer: payer.code,
    )
    nested = sorted((area for area in scheme.areas if area.within is not None), key=lambda area: area.code)
    calendar = scheme.calendar
    special = [rest_sentence(calendar.rest_dates)] if calendar.rest_dates else []
    special += [working_sentence(calendar.working_dates)] if calendar.working_dates else []
    return (
        _paragraph("vendors", "档口", "Vendors", [vendor_sentence(vendor) for vendor in closed]),
        _paragraph("payers", "承担方", "Payers", [payer_sentence(payer) for payer in bounded]),
        _paragraph("areas", "地区", "Areas", [area_sentence(area, vocabulary) for area in nested]),
        _paragraph("calendar", "日历", "Calendar", special),
    )
