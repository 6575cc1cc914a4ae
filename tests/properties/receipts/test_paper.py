"""Whatever a document says, it fits the paper, and the printer prints exactly what was laid out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pos.receipts.documents import Document, Line, document_from_json, document_to_json
from pos.receipts.escpos_bytes import escpos_bytes
from pos.receipts.gb18030 import columns, encode, printable
from pos.receipts.layout import LaidCut, LaidLine, LaidPulse, lay_out
from pos.receipts.sale_receipt import SaleFacts, sale_receipt, yuan
from pos.receipts.virtual_printer.mechanics import Mechanics
from pos.receipts.virtual_printer.paper import PaperLine
from pos.receipts.virtual_printer.reader import Reader, Token
from tests.properties.receipts.strategies import documents, paper_columns, sales, sizes, texts


def printed(received: bytes, width: int) -> tuple[list[list[LaidLine]], list[str]]:
    """Print bytes; return the lines of each paper and every flag."""
    papers: list[list[LaidLine]] = []
    flagged: list[str] = []

    def keep(lines: tuple[PaperLine, ...], flags: tuple[str, ...]) -> None:
        papers.append([as_laid(line) for line in lines])
        flagged.extend(flags)

    mechanics = Mechanics(width, answer=lambda _: None, on_cut=keep)
    mechanics.receive(received)
    keep(*mechanics.press.tear_off())
    return papers, flagged


def as_laid(line: PaperLine) -> LaidLine:
    """Return a printed line in the words of the layout; all of it must be of one style."""
    if not line.runs:
        return LaidLine("")
    (run,) = line.runs
    assert run.column == 0
    assert run.style.width == run.style.height
    return LaidLine(run.text, run.style.width, run.style.is_bold, run.style.is_inverse)


def laid_papers(document: Document, width: int) -> list[list[LaidLine]]:
    """Return the laid-out lines of each paper; an empty line has no style on paper."""
    papers: list[list[LaidLine]] = [[]]
    for laid in lay_out(document, width):
        if isinstance(laid, LaidCut):
            papers.append([])
        elif not isinstance(laid, LaidPulse):
            papers[-1].append(laid if laid.text else LaidLine(""))
    # Cutting where nothing was printed makes no paper; the last one may be without a cut.
    return [*(paper for paper in papers[:-1] if paper), papers[-1]]


@given(documents)
def test_a_kept_document_comes_back_as_it_was(document: Document) -> None:
    assert document_from_json(document_to_json(document)) == document


@given(texts)
def test_printable_text_has_bytes_for_every_column_and_stays_as_it_is(text: str) -> None:
    shown = printable(text)
    assert len(encode(shown)) == columns(shown)
    assert printable(shown) == shown


@given(documents, paper_columns)
def test_no_line_is_wider_than_the_paper(document: Document, width: int) -> None:
    for laid in lay_out(document, width):
        if isinstance(laid, LaidLine):
            assert columns(laid.text) * laid.size <= width


@given(texts, sizes, paper_columns)
def test_breaking_a_text_loses_nothing_but_spaces(text: str, size: int, width: int) -> None:
    laid = lay_out(Document("test", "1", (Line(text, size=size),)), width)
    together = "".join(line.text for line in laid if isinstance(line, LaidLine))
    assert together.replace(" ", "") == printable(text).replace(" ", "")


@given(documents, paper_columns)
def test_the_paper_is_exactly_what_was_laid_out(document: Document, width: int) -> None:
    papers, flags = printed(escpos_bytes(lay_out(document, width)), width)
    assert papers == laid_papers(document, width)
    assert flags == []


@given(sales(), st.sampled_from([32, 42, 48]))
def test_every_receipt_is_printed_as_laid_out_with_every_figure(facts: SaleFacts, width: int) -> None:
    document = sale_receipt(facts)
    papers, flags = printed(escpos_bytes(lay_out(document, width)), width)
    assert papers == laid_papers(document, width)
    assert flags == []
    lines = [line.text for line in papers[0]]
    figures = [line.list_fen for line in facts.lines] + [-item.amount_fen for item in facts.reductions]
    for amount_fen in [*figures, facts.list_total_fen]:
        assert any(line.endswith(yuan(amount_fen)) for line in lines)
    assert any(line.endswith(f"￥{yuan(facts.total_fen)}") for line in lines)


pieces = st.sampled_from(
    [b"\x1b@", b"\x1c&", b"\x1c.", b"\x1d!\x11", b"\x1dV", b"B\x00", b"\x1d(k\x03\x00", b"\x1dv0\x00\x01\x00"]
)


@given(st.lists(pieces | st.binary(max_size=6), max_size=20), st.lists(st.integers(0, 120), max_size=6))
def test_how_the_network_splits_the_bytes_changes_nothing(parts: list[bytes], ends: list[int]) -> None:
    received = b"".join(parts)
    assert read(received, []) == read(received, ends)


def read(received: bytes, ends: list[int]) -> list[Token]:
    """Read bytes that arrive in these portions."""
    reader, tokens = Reader(), []
    cuts = [0, *sorted(min(end, len(received)) for end in ends), len(received)]
    for start, end in pairwise(cuts):
        reader.feed(received[start:end])
        while (token := reader.next_token()) is not None:
            tokens.append(token)
    return tokens
