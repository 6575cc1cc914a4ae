"""What does a paper say? A typed document: data that is kept, laid out for any width and printed again.

Rule: no bytes, no widths and no arithmetic; what a block says is final text.
"""

import json
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal

VERSION = 1

_write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Align = Literal["left", "center", "right"]


class DocumentError(ValueError):
    """A kept document that this version cannot read; says where and why."""


@dataclass(frozen=True)
class Line:
    """Running text, broken where it does not fit. Size 2 is twice as wide and as high: 6 mm hanzi."""

    text: str
    align: Align = "left"
    size: int = 1
    is_bold: bool = False
    is_inverse: bool = False


@dataclass(frozen=True)
class Pair:
    """A label on the left and its amount on the right edge; the amount is never broken away from the edge."""

    left: str
    right: str
    size: int = 1
    is_bold: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule across the whole paper; double to set off what was paid."""

    is_double: bool = False


@dataclass(frozen=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True)
class Cut:
    """The end of one paper."""


@dataclass(frozen=True)
class Pulse:
    """No paper, but the pulse that opens the drawer behind the printer."""


Block = Line | Pair | Rule | Feed | Cut | Pulse


@dataclass(frozen=True)
class Document:
    """A kind (`sale_receipt`), the number printed for people, and the blocks from top to bottom."""

    kind: str
    number: str
    blocks: tuple[Block, ...]


def document_to_json(document: Document) -> str:
    """Write a document as compact JSON; what stands at its default is left out."""
    blocks = [_block_to_json(block) for block in document.blocks]
    kept = {"version": VERSION, "kind": document.kind, "number": document.number, "blocks": blocks}
    return _write_json(kept)


def document_from_json(text: str) -> Document:
    """Read a document back, refusing whatever this version would print differently from what was meant.

    :raises DocumentError: for JSON, versions, blocks, fields or values that are not exactly as written here
    """
    try:
        kept = json.loads(text)
    except ValueError as error:
        raise DocumentError(f"not JSON: {error}") from error
    _require_keys("document", kept, {"version", "kind", "number", "blocks"}, set())
    if kept["version"] != VERSION:
        raise DocumentError(f"document: version {kept['version']!r}, not {VERSION}")
    for name in ("kind", "number"):
        _require(isinstance(kept[name], str), "document", name, kept[name])
    _require(isinstance(kept["blocks"], list), "document", "blocks", kept["blocks"])
    blocks = tuple(_block_from_json(index, block) for index, block in enumerate(kept["blocks"]))
    return Document(kind=kept["kind"], number=kept["number"], blocks=blocks)


_CLASSES: dict[str, type[Block]] = {
    "line": Line,
    "pair": Pair,
    "rule": Rule,
    "feed": Feed,
    "cut": Cut,
    "pulse": Pulse,
}
_NAMES = {block_class: name for name, block_class in _CLASSES.items()}
_DEFAULTS = {block: {field.name: field.default for field in fields(block)} for block in _NAMES}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "left": _is_text,
    "right": _is_text,
    "align": lambda value: value in ("left", "center", "right"),
    "size": lambda value: type(value) is int and value in (1, 2),
    "is_bold": _is_flag,
    "is_inverse": _is_flag,
    "is_double": _is_flag,
    "lines": lambda value: type(value) is int and 1 <= value <= 20,
}


def _block_to_json(block: Block) -> dict[str, Any]:
    # vars() and not asdict(): this runs inside the sale's transaction, and asdict() makes deep copies.
    defaults = _DEFAULTS[type(block)]
    kept = {"block": _NAMES[type(block)]}
    for name, value in vars(block).items():
        if value != defaults[name]:
            kept[name] = value
    return kept


def _block_from_json(index: int, block: Any) -> Block:
    where = f"block {index}"
    name = block.get("block") if isinstance(block, dict) else None
    if not isinstance(name, str) or name not in _CLASSES:
        raise DocumentError(f"{where}: unknown block {name!r}")
    defaults = _DEFAULTS[_CLASSES[name]]
    required = {field for field, default in defaults.items() if default is MISSING}
    _require_keys(where, block, {"block"} | required, set(defaults))
    values = {field: value for field, value in block.items() if field != "block"}
    for field, value in values.items():
        _require(_CHECKS[field](value), where, field, value)
    return _CLASSES[name](**values)


def _require_keys(where: str, kept: Any, required: set[str], optional: set[str]) -> None:
    if not isinstance(kept, dict):
        raise DocumentError(f"{where}: not an object")
    missing, unknown = required - set(kept), set(kept) - required - optional
    if missing or unknown:
        raise DocumentError(f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}")


def _require(is_good: bool, where: str, field: str, value: Any) -> None:
    if not is_good:
        raise DocumentError(f"{where}: {field} cannot be {value!r}")
