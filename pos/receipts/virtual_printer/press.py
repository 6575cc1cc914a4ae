"""How do characters and commands become lines on paper? Sizes, weights, line feeds and cuts of a print head.

Rule: nothing is repaired. A line too long runs on below and is flagged, as it would on a printer.
"""

from collections.abc import Callable

from pos.receipts.virtual_printer.paper import PaperLine, Run, Style
from pos.receipts.virtual_printer.reader import Character, Command, Flagged, Token

DEFAULT_SPACING_DOTS = 30
_CHARACTER_HEIGHT_DOTS = 24
_TAB_COLUMNS = 8
_UNDRAWN = frozenset({"GS v", "GS 8", "GS *", "GS /", "GS k", "ESC *", "FS p"})


class Press:
    """The print head and its roll: the lines since the last cut."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.lines: list[PaperLine] = []
        self.flags: list[str] = []
        self._reset()

    def apply(self, token: Token) -> None:
        """Print or obey one token; a cut is the caller's to see to, after this has printed the last line."""
        match token:
            case Character():
                self._print(token)
            case Flagged():
                self._flag(token.reason)
            case Command():
                self._obey(token)

    def tear_off(self) -> tuple[tuple[PaperLine, ...], tuple[str, ...]]:
        """Take the lines and flags since the last cut."""
        torn = tuple(self.lines), tuple(self.flags)
        self.lines, self.flags = [], []
        return torn

    def power_off(self) -> None:
        """Forget the settings and what of the line is not yet on paper."""
        self._reset()

    def _reset(self) -> None:
        self._style = Style()
        # Hanzi have a size of their own, set along by GS ! and alone by FS !.
        self._hanzi_width = self._hanzi_height = 1
        self._spacing_dots = DEFAULT_SPACING_DOTS
        self._align = 0
        self._runs: list[Run] = []

    def _flag(self, reason: str) -> None:
        if reason not in self.flags:
            self.flags.append(reason)

    def _print(self, character: Character) -> None:
        style = self._style
        if character.columns == 2:
            style = Style(self._hanzi_width, self._hanzi_height, style.is_bold, style.is_inverse)
        columns = character.columns * style.width
        if self._used() + columns > self._columns:
            self._flag(f"line wider than {self._columns} columns: {self._text()}")
            self._feed_line()
        last = self._runs[-1] if self._runs else None
        if last is not None and last.style == style:
            merged = Run(last.text + character.text, last.column, last.columns + columns, style)
            self._runs[-1] = merged
        else:
            self._runs.append(Run(character.text, self._used(), columns, style))

    def _used(self) -> int:
        return self._runs[-1].column + self._runs[-1].columns if self._runs else 0

    def _text(self) -> str:
        return "".join(run.text for run in self._runs)

    def _feed_line(self, height_dots: int | None = None) -> None:
        """Print the line and move on, at least by the height of its tallest character."""
        tallest = max((run.style.height for run in self._runs), default=0) * _CHARACTER_HEIGHT_DOTS
        shift = (self._columns - self._used()) * self._align // 2
        runs = tuple(Run(run.text, run.column + shift, run.columns, run.style) for run in self._runs)
        height_dots = self._spacing_dots if height_dots is None else height_dots
        self.lines.append(PaperLine(runs, max(height_dots, tallest)))
        self._runs = []

    def _obey(self, command: Command) -> None:
        act = _ACTIONS.get(command.name)
        if act is not None:
            act(self, command.arguments)
        elif command.name in _UNDRAWN:
            self._flag(f"{command.name}: pictures and codes are not drawn")

    def _initialise(self, _: bytes) -> None:
        # What was not yet printed is gone, as on a real printer.
        self._reset()

    def _tab(self, _: bytes) -> None:
        for _column in range(_TAB_COLUMNS - self._used() % _TAB_COLUMNS):
            self._print(Character(" ", 1))

    def _feed_lines(self, arguments: bytes) -> None:
        if self._runs and arguments[0]:
            self._feed_line()
            arguments = bytes((arguments[0] - 1,))
        for _line in range(arguments[0]):
            self._feed_line()

    def _before_cut(self, _: bytes) -> None:
        if self._runs:
            self._feed_line()

    def _set_size(self, arguments: bytes) -> None:
        width, height = (arguments[0] >> 4 & 7) + 1, (arguments[0] & 7) + 1
        self._style = Style(width, height, self._style.is_bold, self._style.is_inverse)
        self._hanzi_width, self._hanzi_height = width, height

    def _set_hanzi_size(self, arguments: bytes) -> None:
        self._hanzi_width = 2 if arguments[0] & 0x04 else 1
        self._hanzi_height = 2 if arguments[0] & 0x08 else 1

    def _set_mode(self, arguments: bytes) -> None:
        width, height = 2 if arguments[0] & 0x20 else 1, 2 if arguments[0] & 0x10 else 1
        self._style = Style(width, height, bool(arguments[0] & 0x08), self._style.is_inverse)
        self._hanzi_width, self._hanzi_height = width, height

    def _set_bold(self, arguments: bytes) -> None:
        style = self._style
        self._style = Style(style.width, style.height, bool(arguments[0] & 1), style.is_inverse)

    def _set_inverse(self, arguments: bytes) -> None:
        style = self._style
        self._style = Style(style.width, style.height, style.is_bold, bool(arguments[0] & 1))

    def _set_align(self, arguments: bytes) -> None:
        self._align = arguments[0] % 48 if arguments[0] % 48 <= 2 else 0

    def _set_spacing(self, arguments: bytes) -> None:
        self._spacing_dots = arguments[0] if arguments else DEFAULT_SPACING_DOTS


_ACTIONS: dict[str, Callable[[Press, bytes], None]] = {
    "LF": lambda press, _: press._feed_line(),
    "HT": Press._tab,
    "ESC @": Press._initialise,
    "ESC d": Press._feed_lines,
    "ESC J": lambda press, arguments: press._feed_line(arguments[0]),
    "ESC !": Press._set_mode,
    "ESC E": Press._set_bold,
    "ESC G": Press._set_bold,
    "ESC a": Press._set_align,
    "ESC 2": Press._set_spacing,
    "ESC 3": Press._set_spacing,
    "FS !": Press._set_hanzi_size,
    "GS !": Press._set_size,
    "GS B": Press._set_inverse,
    "GS V": Press._before_cut,
}
