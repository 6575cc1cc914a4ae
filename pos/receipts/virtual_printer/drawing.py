"""How does a paper look? An SVG with one unit per dot of the print head: it shows 1:1 what is printed.

Rule: every run is stretched to the columns that it has on paper, whatever font the viewer has.
"""

import re
from collections.abc import Iterator
from html import escape

from pos.receipts.virtual_printer.paper import Paper, Run, Style

DOTS_PER_COLUMN = 12
CHARACTER_DOTS = 24
# 58 mm of paper for 48 mm of print: 5 mm of white on both sides, at 8 dots to the millimetre.
MARGIN_DOTS = 40
FONTS = "'Noto Sans Mono CJK SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',SimHei,monospace"
# Where the baseline lies in a cell of 24 dots: hanzi fill it, so they hang a little below the line.
_BASELINE_DOTS = 20
# Words of one width each. Spaces are steps, never drawn: viewers fold them and stretch the rest.
_WORDS = re.compile(r"(?P<space> +)|[!-~]+|[^ -~]+")


def svg_of(paper: Paper) -> str:
    """Draw a paper as a complete SVG document."""
    width = paper.columns * DOTS_PER_COLUMN + 2 * MARGIN_DOTS
    top = MARGIN_DOTS
    drawn: list[str] = []
    for line in paper.lines:
        for run in line.runs:
            drawn += _draw_run(run, top)
        top += line.height_dots
    height = top + MARGIN_DOTS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="{FONTS}" font-size="{CHARACTER_DOTS}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(drawn)}</svg>'
    )


def _draw_run(run: Run, top: int) -> Iterator[str]:
    style = run.style
    x, width = MARGIN_DOTS + run.column * DOTS_PER_COLUMN, run.columns * DOTS_PER_COLUMN
    if style.is_inverse:
        yield f'<rect x="{x}" y="{top}" width="{width}" height="{CHARACTER_DOTS * style.height}"/>'
    for word in _WORDS.finditer(run.text):
        text = word.group()
        length = len(text) * DOTS_PER_COLUMN * (1 if text.isascii() else 2)
        if word["space"] is None:
            yield _draw_word(text, x, top, length, style)
        x += length * style.width


def _draw_word(text: str, x: int, top: int, length: int, style: Style) -> str:
    """Write one word, stretched to its columns; double size is drawn by scaling, as the print head does."""
    weight = ' font-weight="bold"' if style.is_bold else ""
    fill = ' fill="#fff"' if style.is_inverse else ""
    return (
        f'<text transform="translate({x} {top}) scale({style.width} {style.height})" y="{_BASELINE_DOTS}"'
        f' textLength="{length}" lengthAdjust="spacingAndGlyphs"{fill}{weight}>{escape(text)}</text>'
    )
