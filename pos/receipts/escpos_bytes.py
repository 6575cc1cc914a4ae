"""Which bytes make a printer print the laid-out lines? The only module that knows python-escpos.

Rule: text leaves here in GB18030 with Chinese mode on, never through python-escpos' own code pages, which
turn `￥12.00` into `?12.00` and a dash into `棗`.
"""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pos.receipts.gb18030 import encode
from pos.receipts.layout import Laid, LaidCut, LaidLine, LaidPulse


@contextmanager
def _quiet_import() -> Iterator[None]:
    """Keep two side effects of importing python-escpos out of our process.

    It calls `logging.basicConfig()`, which would take over the log, and makes a temporary folder for its
    pickled printer profiles that it never removes, even if ESCPOS_CAPABILITIES_PICKLE_DIR names another.
    """
    blocker = logging.NullHandler()
    logging.root.addHandler(blocker)
    before = tempfile.tempdir
    try:
        with tempfile.TemporaryDirectory() as folder:
            tempfile.tempdir = folder
            yield
    finally:
        tempfile.tempdir = before
        logging.root.removeHandler(blocker)


with _quiet_import():
    from escpos.printer import Dummy

# Chinese mode. ESC @ switches it off on some models, so it follows every ESC @.
_CHINESE_ON = b"\x1c&"
# GS ! doubles hanzi on Epson and most others; some listen to FS ! only. The last one counts: both agree.
_HANZI_SIZE = {1: b"\x1c!\x00", 2: b"\x1c!\x0c"}
# 50 ms on the pin to which nearly every drawer listens, and half a second before the next.
_OPEN_DRAWER = b"\x1bp\x00\x19\xfa"
# A third of a line of air: with the printer's own spacing (30 of 24 dots) large type touches the line below.
_SPACING_DOTS = {1: 34, 2: 60}


class _ChineseText:
    """Stands in for python-escpos' MagicEncode: its `magic` writes every text of the byte builder."""

    def __init__(self, builder: Dummy) -> None:
        self._builder = builder

    def write(self, text: str) -> None:
        """Write printable text in GB18030."""
        self._builder._raw(encode(text))


def escpos_bytes(laid_lines: Iterable[Laid]) -> bytes:
    """Build the bytes of laid-out lines, from ESC @ to the last cut; they ask the printer for nothing."""
    builder = Dummy()
    builder.magic = _ChineseText(builder)
    builder.hw("INIT")
    builder._raw(_CHINESE_ON)
    before = LaidLine("")
    builder.line_spacing(_SPACING_DOTS[before.size], divisor=180)
    for laid in laid_lines:
        if isinstance(laid, LaidCut):
            # Feeds up to the knife and cuts: python-escpos' default feeds six more lines of paper first.
            builder.cut(feed=False)
            continue
        if isinstance(laid, LaidPulse):
            builder._raw(_OPEN_DRAWER)
            continue
        _write_style(builder, before, laid)
        builder.text(laid.text + "\n")
        before = laid
    return bytes(builder.output)


def _write_style(builder: Dummy, before: LaidLine, line: LaidLine) -> None:
    """Write only what differs from the line before."""
    if line.size != before.size:
        builder.set(custom_size=True, width=line.size, height=line.size)
        builder._raw(_HANZI_SIZE[line.size])
        builder.line_spacing(_SPACING_DOTS[line.size], divisor=180)
    if line.is_bold != before.is_bold:
        builder.set(bold=line.is_bold)
    if line.is_inverse != before.is_inverse:
        builder.set(invert=line.is_inverse)
