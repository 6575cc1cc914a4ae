"""What does a scheme declare besides its rules, in sentences? Tiers, areas, vendors, agreements and days."""

from collections.abc import Iterable
from datetime import date

from pricing.review.sentences.dates import days, span
from pricing.review.sentences.phrases import quoted, sentence, within
from pricing.review.sentences.whom import whom
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.people import Area, TierDefinition
from pricing.scheme.scheme import Payer, Vendor
from pricing.text import Text


def tier_sentence(entry: TierDefinition, vocabulary: Vocabulary) -> Text:
    """Say who is in a tier."""
    name, diners = quoted(entry.tier.name), whom(entry.who, vocabulary)
    return sentence([Text(zh=f"{name.zh}：{diners.zh}", en=f"{name.en}: {diners.en}")])


def area_sentence(area: Area, vocabulary: Vocabulary) -> Text:
    """Say in which larger area one lies."""
    name = within(area.name)
    if area.within is None:
        return sentence([Text(zh=f"{name.zh}是一个地区", en=f"{name.en} is an area")])
    around = vocabulary.word("area", area.within)
    return sentence([Text(zh=f"{name.zh}属于{around.zh}", en=f"{name.en} lies in {around.en}")])


def vendor_sentence(vendor: Vendor) -> Text:
    """Say whether discounts reach the goods of a vendor."""
    name = within(vendor.name)
    if vendor.takes_discounts:
        return sentence([Text(zh=f"{name.zh}参加折扣", en=f"{name.en} takes part in discounts")])
    return sentence(
        [
            Text(
                zh=f"{name.zh}不参加折扣，补贴照常",
                en=f"{name.en} takes no part in discounts; subsidies are not affected",
            )
        ]
    )


def payer_sentence(payer: Payer) -> Text:
    """Say from when to when the agreement with a payer runs."""
    name, dates = within(payer.name), span(payer.from_date, payer.until_date)
    if not dates.zh:
        return sentence([Text(zh=f"与{name.zh}的约定不限期", en=f"the agreement with {name.en} has no end")])
    return sentence(
        [Text(zh=f"与{name.zh}的约定：{dates.zh}", en=f"the agreement with {name.en} runs {dates.en}")]
    )


def rest_sentence(rest_dates: Iterable[date]) -> Text:
    """Say which days are days of rest, whatever their weekday."""
    said = days(rest_dates)
    return sentence([Text(zh=f"按休息日计：{said.zh}", en=f"days of rest: {said.en}")])


def working_sentence(working_dates: Iterable[date]) -> Text:
    """Say which days are worked, whatever their weekday."""
    said = days(working_dates)
    return sentence([Text(zh=f"按工作日计：{said.zh}", en=f"working days: {said.en}")])
