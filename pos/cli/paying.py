"""`canteen payments`: what became of the payments that nobody looked after, and how cash is rounded.

Rule: each payment is asked about by itself; one that is not answered stays as it is.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from pos.cli.surroundings import settings_here
from pos.shifts.tables import CASH_ROUNDINGS

if TYPE_CHECKING:
    from pos.database import Database
    from pos.settings import Settings
    from pos.tenders.payments import ExternalPayment

# Money may come so long after a payment was given up.
LATE_WITHIN = timedelta(days=2)


@click.group()
def payments() -> None:
    """Payments that others take for us, and cash."""


@payments.command(name="check")
def check_payments() -> None:
    """Ask the terminal about what is undecided, and about what was given up in the last two days."""
    from pos.cli.books import require_books

    settings = settings_here()
    for payment in check_all(require_books(settings), settings):
        click.echo(f"{payment.id} {payment.means} {payment.amount_fen} {payment.state}")


@payments.command(name="round-cash")
@click.argument("rule", type=click.Choice(CASH_ROUNDINGS))
@click.option("--site", required=True, help="Code of the site, such as xinli137.")
def round_cash(rule: str, site: str) -> None:
    """Round what a site's tills take in cash by a rule, and nothing else; `none` takes every fen."""
    from pos.cli.books import require_books
    from pos.shifts.shifts import UnknownSite
    from pos.tenders.rounding import choose_cash_rounding

    try:
        require_books(settings_here()).write(lambda connection: choose_cash_rounding(connection, site, rule))
    except UnknownSite as refusal:
        raise click.ClickException(f"there is no site {site}") from refusal


def check_all(database: "Database", settings: "Settings") -> "Iterator[ExternalPayment]":
    """Ask about every payment of the terminal that may still change; yield each as it is then."""
    from pos.clock import now
    from pos.tenders.charging import ask_again
    from pos.tenders.payments import payments_to_ask
    from pos.tenders.terminal import Terminal

    if not settings.pay_terminal:
        return
    providers = {"terminal": Terminal(settings.pay_terminal)}
    with database.read() as connection:
        waiting = payments_to_ask(connection, now() - LATE_WITHIN)
    for payment in waiting:
        yield ask_again(database, providers, payment, by="canteen", clock=now)
