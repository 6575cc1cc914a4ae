"""The example in ``docs/pricing.md`` works, and comes to the amounts that the page shows."""

import re

import pytest

from pricing import Quote, parse_case, parse_scheme, quote_basket
from pricing.money import format_yuan
from tests.unit.pricing.samples import DEMO_PATH

PAGE = (DEMO_PATH.parents[2] / "docs" / "pricing.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    assert isinstance(text, str)
    return text


@pytest.fixture
def quote() -> Quote:
    case = parse_case(block("json"), source="pricing.md")
    return quote_basket(case.basket, case.diner, parse_scheme(block("toml"), source="pricing.md"))


def test_the_table_shows_the_quote_of_the_example(quote: Quote) -> None:
    rows = [[cell.strip() for cell in text.split("|")[1:6]] for text in PAGE.splitlines() if text[:1] == "|"]
    for line in quote.lines:
        name = line.item.code if line.quantity == 1 else f"{line.item.code}, {line.quantity}"
        taken = {one.kind: format_yuan(one.amount_fen) for one in line.reductions}
        discount, subsidy = taken.get("discount", ""), taken.get("subsidy", "")
        assert [name, format_yuan(line.list_fen), discount, subsidy, format_yuan(line.total_fen)] in rows


def test_the_reasons_in_the_table_are_those_of_the_quote(quote: Quote) -> None:
    for line in quote.lines:
        (row,) = [text for text in PAGE.splitlines() if text.startswith(f"| {line.item.code}")]
        reasons = [one.reason for one in line.reductions] + [one.reason for one in line.declined]
        assert all(reason.zh in row for reason in reasons)
