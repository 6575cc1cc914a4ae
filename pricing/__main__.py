"""The command line: ``python -m pricing quote SCHEME.toml CASE.json``. No database, no server, no clock."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pricing.engine.quoting import quote_basket
from pricing.errors import CaseError, SchemeError
from pricing.language.case import parse_case
from pricing.language.parsing import parse_scheme
from pricing.language.wire import quote_to_json


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 when the arguments, the scheme or the case are refused."""
    parser = argparse.ArgumentParser(prog="python -m pricing", description="Price a basket under a scheme.")
    commands = parser.add_subparsers(dest="command", required=True)
    quote = commands.add_parser("quote", help="write the quote as JSON to standard output")
    quote.add_argument("scheme", metavar="SCHEME.toml", type=Path)
    quote.add_argument("case", metavar="CASE.json", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        text = quote_files(chosen.scheme, chosen.case)
    except (SchemeError, CaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    # Bytes: a console that is set to another encoding must not turn a correct quote into a crash.
    sys.stdout.buffer.write(text.encode())
    return 0


def quote_files(scheme_path: Path, case_path: Path) -> str:
    """Return the quote of a case file under a scheme file as indented JSON.

    :raises SchemeError: when the scheme cannot be read or is refused.
    :raises CaseError: when the case cannot be read or is refused.
    """
    scheme_source, case_source = str(scheme_path), str(case_path)
    scheme_text = _read(scheme_path, lambda problem: SchemeError(scheme_source, None, None, problem))
    scheme = parse_scheme(scheme_text, source=scheme_source)
    case_text = _read(case_path, lambda problem: CaseError(case_source, None, problem))
    case = parse_case(case_text, source=case_source)
    quote = quote_basket(case.basket, case.diner, scheme, case.usage)
    return json.dumps(quote_to_json(quote), ensure_ascii=False, indent=2) + "\n"


def _read(path: Path, refusal: Callable[[str], Exception]) -> str:
    try:
        # Editors on Windows put a byte order mark in front, which neither TOML nor JSON allows.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refusal(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise refusal("is not written in UTF-8") from error


if __name__ == "__main__":
    sys.exit(main())
