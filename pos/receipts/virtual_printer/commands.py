"""How long is an ESC/POS command? Tables for ESC, FS, GS and DLE, the lengths from the makers' manuals.

Rule: a command that is not in the tables is told, not skipped by guess: guessing eats the text behind it.
"""

from collections.abc import Callable

LEADS = {0x10: "DLE", 0x1B: "ESC", 0x1C: "FS", 0x1D: "GS"}

# A rule looks at the bytes after the two of the command: how many belong to it, None if more must come.
LengthRule = Callable[[bytes], int | None]


def _until_nul(rest: bytes) -> int | None:
    end = rest.find(0)
    return None if end < 0 else end + 1


def _number(rest: bytes, start: int, size: int) -> int | None:
    return int.from_bytes(rest[start : start + size], "little") if len(rest) >= start + size else None


def _function(rest: bytes) -> int | None:
    """Read `( fn pL pH` and as many bytes as p says."""
    length = _number(rest, 1, 2)
    return None if length is None else 3 + length


def _long_function(rest: bytes) -> int | None:
    """Read `8 L p1 p2 p3 p4` and as many bytes as p says."""
    length = _number(rest, 1, 4)
    return None if length is None else 5 + length


def _column_picture(rest: bytes) -> int | None:
    """Read `* m nL nH`: n columns of 8 dots (m 0, 1) or 24 dots (m 32, 33)."""
    columns = _number(rest, 1, 2)
    return None if columns is None else 3 + columns * (3 if rest[0] >= 32 else 1)


def _raster_picture(rest: bytes) -> int | None:
    """Read `v 0 m xL xH yL yH`: x bytes in each of y rows."""
    width, height = _number(rest, 2, 2), _number(rest, 4, 2)
    return None if width is None or height is None else 6 + width * height


def _kept_picture(rest: bytes) -> int | None:
    """Read `* x y`: 8 times x times y bytes."""
    return None if len(rest) < 2 else 2 + 8 * rest[0] * rest[1]


def _barcode(rest: bytes) -> int | None:
    """Read `k m`: up to NUL for the old forms, counted for the new."""
    if len(rest) < 2:
        return None
    if rest[0] >= 65:
        return 2 + rest[1]
    end = _until_nul(rest[1:])
    return None if end is None else 1 + end


def _cut(rest: bytes) -> int | None:
    """Read `V m`: the forms from 65 on feed first, by a number that follows."""
    if not rest:
        return None
    return 2 if rest[0] >= 65 else 1


def _real_time(rest: bytes) -> int | None:
    """Read `EOT n`: from 7 on with a second number."""
    if not rest:
        return None
    return 2 if rest[0] >= 7 else 1


def _table(lead: str, fixed: str, **rules: LengthRule) -> dict[str, int | LengthRule]:
    """Read `@0 !1`: each sign with the number of bytes after it."""
    lengths: dict[str, int | LengthRule] = {f"{lead} {pair[0]}": int(pair[1:]) for pair in fixed.split()}
    return lengths | {f"{lead} {sign}": rule for sign, rule in rules.items()}


_LENGTHS: dict[str, int | LengthRule] = {
    **_table("ESC", "@0 !1 $2 %1 -1 20 31 <0 =1 ?1 A1 B2 E1 G1 J1 K1 L0 M1 R1 S0 T1 U1 V1 W8"),
    **_table("ESC", "a1 c2 d1 e1 i0 m0 p3 r1 t1 u1 v0 {1 \\2 +1", D=_until_nul),
    **_table("FS", "&0 .0 !1 -1 C1 S2 W1 p2 ?2 274"),
    **_table("GS", "!1 $2 \\2 /1 :0 ^3 B1 E1 H1 I1 L2 P2 T1 W2 a1 b1 c0 f1 h1 j1 r1 w1"),
    **_table("GS", "", V=_cut, k=_barcode, v=_raster_picture),
    "ESC  ": 1,
    "ESC *": _column_picture,
    "ESC (": _function,
    "FS (": _function,
    "GS (": _function,
    "GS 8": _long_function,
    "GS *": _kept_picture,
    "DLE \x04": _real_time,
    "DLE \x05": 1,
    "DLE \x14": 3,
}


def command_name(lead: int, sign: int) -> str:
    """Name a command as the manuals do: `GS V`."""
    return f"{LEADS[lead]} {chr(sign)}"


def is_known(name: str) -> bool:
    """Tell whether the tables have this command."""
    return name in _LENGTHS


def argument_length(name: str, rest: bytes) -> int | None:
    """Return how many bytes belong to a known command after its two; None until that many are there."""
    rule = _LENGTHS[name]
    length = rule if isinstance(rule, int) else rule(rest)
    return length if length is not None and len(rest) >= length else None
