"""The command line, ``python -m pricing``: quote, check, explain, compare. No database, no clock."""

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
from pricing.review.commands import LANGUAGES, Report, SchemeFile, check, compare_in, explain_in

EPILOG = "A scheme or a case that cannot be read or is refused ends every command with status 2."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its status: 2 when the arguments, a scheme or the case are refused."""
    chosen = _parser().parse_args(arguments)
    try:
        report = _run(chosen)
    except (SchemeError, CaseError) as error:
        # Bytes here and below: a console of another encoding must not turn an answer into a crash.
        # Half a surrogate pair, in a path or a key of JSON, is no UTF-8: it is shown as it is escaped.
        sys.stderr.buffer.write(f"{error}\n".encode(errors="backslashreplace"))
        return 2
    sys.stdout.buffer.write(report.text.encode())
    return report.status


def quote_files(scheme_path: Path, case_path: Path) -> str:
    """Return the quote of a case file under a scheme file as indented JSON.

    :raises SchemeError: when the scheme cannot be read or is refused.
    :raises CaseError: when the case cannot be read or is refused.
    """
    file, case_source = _scheme_file(scheme_path), str(case_path)
    scheme = parse_scheme(file.text, source=file.source)
    case_text = _read(case_path, lambda problem: CaseError(case_source, None, problem))
    case = parse_case(case_text, source=case_source)
    quote = quote_basket(case.basket, case.diner, scheme, case.usage)
    return json.dumps(quote_to_json(quote), ensure_ascii=False, indent=2) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pricing",
        description="Price a basket under a scheme, or look at schemes.",
        epilog=EPILOG,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    quote = _command(commands, "quote", "write the quote of a case as JSON")
    _path(quote, "scheme", "SCHEME.toml")
    _path(quote, "case", "CASE.json")
    checked = _command(
        commands, "check", "list what is weak in a scheme; status 1 when a part can never work"
    )
    _path(checked, "scheme", "SCHEME.toml")
    explained = _command(commands, "explain", "write a scheme in plain sentences")
    _path(explained, "scheme", "SCHEME.toml")
    compared = _command(commands, "compare", "write what a new version changes, sentence by sentence")
    _path(compared, "old", "OLD.toml")
    _path(compared, "new", "NEW.toml")
    for command in (explained, compared):
        command.add_argument(
            "--language", choices=LANGUAGES, default="both", help="in which language (default: both)"
        )
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, purpose: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.", epilog=EPILOG
    )


def _path(command: argparse.ArgumentParser, name: str, shown: str) -> None:
    command.add_argument(name, metavar=shown, type=Path)


def _run(chosen: argparse.Namespace) -> Report:
    match chosen.command:
        case "check":
            return check(_scheme_file(chosen.scheme))
        case "explain":
            return explain_in(_scheme_file(chosen.scheme), chosen.language)
        case "compare":
            return compare_in(_scheme_file(chosen.old), _scheme_file(chosen.new), chosen.language)
        case _:
            return Report(quote_files(chosen.scheme, chosen.case), 0)


def _scheme_file(path: Path) -> SchemeFile:
    source = str(path)
    return SchemeFile(source, _read(path, lambda problem: SchemeError(source, None, None, problem)))


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
