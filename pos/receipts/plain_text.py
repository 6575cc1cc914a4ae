"""How does a paper read without a printer? For logs, the command line and tests."""

from pos.receipts.documents import Document
from pos.receipts.layout import LaidCut, lay_out


def plain_text(document: Document, paper_columns: int) -> str:
    """Write a document as lines of text; size and weight are lost, a cut is a line of scissors."""
    lines = ["8<" if isinstance(laid, LaidCut) else laid.text for laid in lay_out(document, paper_columns)]
    return "\n".join(lines) + "\n"
