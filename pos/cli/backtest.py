"""`canteen backtest`: a past period priced again, for people at a terminal and as a job of the server.

Rule: it runs beside tills that sell, so it always has the lowest priority.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from pos.cli.books import require_books
from pos.clock import now
from pos.database import Database
from pos.reports.backtest.asking import SchemeRefused, read_scheme
from pos.reports.backtest.jobs import UnknownBacktest
from pos.reports.backtest.repricing import Backtest
from pos.reports.backtest.result import Comparison, Names, Part
from pos.reports.backtest.running import look_for_garbage_rarely, run_job
from pos.reports.backtest.wire import comparison_to_json
from pos.settings import Settings
from pos.web.processes import BUSY
from pricing.money import format_yuan

LOWEST_PRIORITY = 19
HEADS = ("orders", "list", "discount", "subsidy", "paid", "as sold", "change")
KINDS = {"discount": "discount", "subsidy": "subsidy", "operator": "for operating"}


def back_test_file(
    settings: Settings, file: str, from_date: date, until_date: date, *, as_json: bool
) -> None:
    """Price the sales of a period again under the scheme of a file, and print the difference.

    :raises ClickException: when the file holds no good scheme, or there are no books.
    """
    try:
        # Editors on Windows put a byte order mark in front, which TOML does not allow.
        scheme = read_scheme(Path(file).read_text(encoding="utf-8-sig"), source=file)
    except SchemeRefused as refusal:
        raise click.ClickException(str(refusal.__cause__)) from refusal
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is no text in UTF-8") from error
    if from_date >= until_date:
        raise click.ClickException("--from has to lie before --until, the first day after the period")
    books = require_books(settings)
    _stand_back()
    found = Backtest(books, scheme, from_date=from_date, until_date=until_date).run()
    if as_json:
        click.echo(json.dumps(comparison_to_json(found), ensure_ascii=False, indent=1))
        return
    for line in _lines(found):
        click.echo(line)


def run_queued(settings: Settings, id_: str, told: threading.Event) -> None:
    """Run a job that the server queued; it ends with `BUSY` where that is not to begin now.

    :raises ClickException: when there is no such job, or there are no books.
    """
    books: Database = require_books(settings)
    _stand_back()
    try:
        if not run_job(books, id_, now, told):
            click.echo(f"back-test {id_} is not queued, or another one runs", err=True)
            sys.exit(BUSY)
    except UnknownBacktest as refusal:
        raise click.ClickException(f"there is no back-test {id_}") from refusal


def _stand_back() -> None:
    """Leave the processor to the tills."""
    os.nice(LOWEST_PRIORITY)
    look_for_garbage_rarely()


def _lines(found: Comparison) -> Iterator[str]:
    words = found.scheme_name
    yield f"{words.zh} {words.en} ({found.scheme_code} version {found.scheme_version})"
    yield f"from {found.from_date} until before {found.until_date}: {found.orders} orders"
    if found.counted_from != found.from_date:
        yield f"sales since {found.counted_from} count towards weeks and months"
    yield f"compared {found.total.orders}: {found.total.dearer} dearer, {found.total.cheaper} cheaper"
    if found.barred.orders:
        rules = ", ".join(f"{_words(rule.rule)} {rule.orders}" for rule in found.barred.rules)
        yield f"barred {found.barred.orders} ({rules}), sold for {_yuan(found.barred.sold.paid_fen)}"
    for group in found.left_out:
        yield f"left out {group.orders}: {group.reason.name.en}, sold for {_yuan(group.sold.paid_fen)}"
    for each in found.assumed:
        yield f"assumed for {each.orders}: {each.what.name.en}"
    for name, extreme in (("gain", found.largest_gain), ("loss", found.largest_loss)):
        if extreme is not None:
            paid = f"{_yuan(extreme.sold_fen)} -> {_yuan(extreme.scheme_fen)}"
            yield f"largest {name}: {extreme.number} on {extreme.day}, {paid}"
    yield from _table("", [("total", found.total)])
    yield from _table("by day", [(day.day.isoformat(), day.part) for day in found.days])
    tiers = [(f"{_words(row.sold_tier)} -> {_words(row.scheme_tier)}", row.part) for row in found.tiers]
    yield from _table("by tier as sold -> under the scheme", tiers)
    yield from _payers(found.total)


def _table(title: str, rows: list[tuple[str, Part]]) -> Iterator[str]:
    yield ""
    yield _row(title, HEADS)
    for name, part in rows:
        tried = part.scheme
        amounts = (tried.list_fen, tried.discount_fen, tried.subsidy_fen, tried.paid_fen, part.sold.paid_fen)
        change_fen = tried.paid_fen - part.sold.paid_fen
        yield _row(name, (str(part.orders), *map(_yuan, (*amounts, change_fen))))


def _payers(total: Part) -> Iterator[str]:
    yield ""
    yield _row("by payer", ("as sold", "scheme", "change"))
    for payer in total.payers:
        amounts = (payer.sold_fen, payer.scheme_fen, payer.scheme_fen - payer.sold_fen)
        yield _row(f"{_words(payer.payer)}, {KINDS[payer.kind]}", tuple(map(_yuan, amounts)))


def _row(name: str, cells: tuple[str, ...]) -> str:
    return f"{name:40}" + "".join(f"{cell:>14}" for cell in cells)


def _words(names: Names | None) -> str:
    return names.name.en if names else "none"


def _yuan(fen: int) -> str:
    return f"-{format_yuan(-fen)}" if fen < 0 else format_yuan(fen)
