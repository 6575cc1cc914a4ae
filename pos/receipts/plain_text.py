"""How does a paper read without a printer? For logs, the command line and tests."""

from pos.receipts.documents import Document
from pos.receipts.layout import Laid, LaidCut, LaidPulse, lay_out


def plain_text(document: Document, paper_columns: int) -> str:
    """Write a document as lines of text without size and weight; a cut is scissors, a pulse an arrow."""
    return "".join(f"{_line(laid)}\n" for laid in lay_out(document, paper_columns))


def _line(laid: Laid) -> str:
    if isinstance(laid, LaidCut):
        return "8<"
    return "~>" if isinstance(laid, LaidPulse) else laid.text
