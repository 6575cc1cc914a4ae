"""How does a scheme from a form become one that prices? As JSON it is written as TOML, and read as strictly.

Rule: the form's table is the canonical one of the language; nothing is understood here that `parse_scheme`
does not read.
"""

import json
from typing import Any, NoReturn

from sqlalchemy import Connection

from pos.pricebook.known import require_known
from pos.reports.backtest.asking import SchemeRefused
from pos.web.scheme_problems import problem_of
from pos.web.wire import Json, text
from pricing import Scheme, SchemeError, parse_scheme
from pricing.language.canonical import canonical_table

# Deeper than any scheme: the dishes of a part of a set meal of a term of a rule are the deepest.
DEEPEST = 16


def read_draft(connection: Connection, table: Json) -> Scheme:
    """Return the scheme that a form describes.

    :raises SchemeRefused: when it is none; `rule` and `field` say where, `reason` why, in both languages.
    :raises UnknownCategory, UnknownInScheme: when it names what the kitchen does not have.
    """
    if not _is_plain(table):
        refuse_draft(None, None, "is no TOML: it is nested too deep, or has null in it")
    try:
        scheme = parse_scheme(_toml(table), source="scheme")
    except SchemeError as error:
        refuse_draft(error.rule, error.field, error.problem)
    require_known(connection, scheme)
    return scheme


def scheme_json(scheme: Scheme) -> Json:
    """Return the table that a form starts from; days are texts."""
    table: Json = json.loads(json.dumps(canonical_table(scheme), default=str, ensure_ascii=False))
    return table


def refuse_draft(rule: str | None, field: str | None, sentence: str) -> NoReturn:
    """Refuse a draft for what `pricing` says of it.

    :raises SchemeRefused: always.
    """
    code, words = problem_of(field or "", sentence)
    raise SchemeRefused(
        rule=rule, field=field, problem=sentence, reason={"code": code, "words": text(words.zh, words.en)}
    )


def _is_plain(table: Json) -> bool:
    """Tell whether TOML can say it: no null, and no deeper than a scheme is."""
    left: list[tuple[Any, int]] = [(table, 1)]
    while left:
        value, depth = left.pop()
        if value is None or depth > DEEPEST:
            return False
        if isinstance(value, dict):
            left += [(member, depth + 1) for member in value.values()]
        elif isinstance(value, list):
            left += [(member, depth + 1) for member in value]
    return True


def _toml(table: Json) -> str:
    return "".join(f"{_text(key)} = {_inline(value)}\n" for key, value in table.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        members = ", ".join(f"{_text(key)} = {_inline(member)}" for key, member in value.items())
        return f"{{ {members} }}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(member) for member in value)}]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    # Python writes whole numbers, fractions, nan and inf as TOML reads them.
    return repr(value)


def _text(value: str) -> str:
    # JSON leaves the one control character as it is that TOML does not allow.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
