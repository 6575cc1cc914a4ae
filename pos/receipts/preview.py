"""What a paper will look like before any printer has it: the very bytes, on a printer in memory.

Rule: there is no second drawing of a receipt; the preview goes through the bytes that a printer gets.
"""

from datetime import datetime

from pos.receipts.documents import DocumentError, document_from_json
from pos.receipts.escpos_bytes import escpos_bytes
from pos.receipts.layout import lay_out
from pos.receipts.virtual_printer.drawing import svg_of
from pos.receipts.virtual_printer.mechanics import Mechanics
from pos.receipts.virtual_printer.paper import Paper, PaperLine

COLUMNS = 32


def preview_svg(document: str, *, at: datetime, columns: int = COLUMNS) -> str:
    """Draw a document (its JSON) as the SVG of its paper.

    :raises DocumentError: when the document cannot be read, or has no paper.
    """
    drawn: list[str] = []

    def draw(lines: tuple[PaperLine, ...], flags: tuple[str, ...]) -> None:
        drawn.append(svg_of(Paper("preview", columns, at, lines, flags)))

    printer = Mechanics(columns, answer=lambda _: None, on_cut=draw)
    printer.receive(escpos_bytes(lay_out(document_from_json(document), columns)))
    if not drawn:
        raise DocumentError("document: nothing to print")
    return drawn[0]
