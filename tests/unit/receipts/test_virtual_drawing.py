"""A drawn paper has every character at the dots where the print head would put it."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from pos.receipts.virtual_printer.drawing import svg_of
from pos.receipts.virtual_printer.paper import Paper, PaperLine, Run, Style

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*lines: PaperLine) -> ElementTree.Element:
    """Draw lines on 58 mm paper."""
    return ElementTree.fromstring(svg_of(Paper("T1", 32, NOON, lines)))  # noqa: S314 - our own SVG


def test_the_paper_is_as_wide_as_its_dots_and_as_long_as_its_lines() -> None:
    svg = drawn(PaperLine((), 30), PaperLine((), 60))
    assert (svg.get("width"), svg.get("height")) == ("464", "170")


def test_words_stand_on_the_grid_with_their_length_in_dots() -> None:
    svg = drawn(PaperLine((Run("米饭  1.00", 0, 10, Style()),), 30))
    words = [(text.text, text.get("transform"), text.get("textLength")) for text in svg.iter(f"{SVG}text")]
    assert words == [
        ("米饭", "translate(40 40) scale(1 1)", "48"),
        ("1.00", "translate(112 40) scale(1 1)", "48"),
    ]


def test_large_bold_type_is_scaled_like_the_print_head_does() -> None:
    text = next(drawn(PaperLine((Run(" 付", 2, 6, Style(2, 2, is_bold=True)),), 60)).iter(f"{SVG}text"))
    assert text.get("transform") == "translate(88 40) scale(2 2)"
    assert text.get("textLength") == "24"
    assert text.get("font-weight") == "bold"


def test_inverse_type_is_white_on_a_bar_with_its_spaces() -> None:
    svg = drawn(PaperLine((Run(" a ", 0, 3, Style(is_inverse=True)),), 30))
    bar = list(svg.iter(f"{SVG}rect"))[1]
    assert (bar.get("x"), bar.get("width"), bar.get("height")) == ("40", "36", "24")
    assert next(svg.iter(f"{SVG}text")).get("fill") == "#fff"


def test_what_a_name_contains_is_never_markup() -> None:
    svg = drawn(PaperLine((Run("<a>&\"'", 0, 6, Style()),), 30))
    assert next(svg.iter(f"{SVG}text")).text == "<a>&\"'"
