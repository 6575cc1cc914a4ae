"""`canteen member`: what is known of one person, for themselves, and forgetting them.

Rule: both are written down with who asked and why, as at the counter.
"""

import json

import click
from sqlalchemy import Connection

from pos.cards.erasing import erase_member
from pos.cli.books import require_books, require_vault
from pos.cli.surroundings import settings_here
from pos.clock import now
from pos.errors import Refusal
from pos.members.acts import Act
from pos.members.members import require_member
from pos.members.reveals import EXPORTED, reveal
from pos.reports.personal import everything_about

_WHO = click.option("--by", required=True, help="Who asks for it.")
_WHY = click.option("--reason", required=True, help="Why; it stays on record.")


@click.group()
def member() -> None:
    """Members: joining them by a list, and one member's personal data."""


@member.command()
@click.argument("code")
@_WHO
@_WHY
def export(code: str, by: str, reason: str) -> None:
    """Print everything that is known of a member as JSON."""
    settings, at = settings_here(), now()
    books = require_books(settings)
    vault = require_vault(settings, books)
    id_ = f"export:{code}:{at.isoformat()}"

    def work(connection: Connection) -> dict[str, object]:
        found = require_member(connection, code)
        person = reveal(connection, vault, found, id_=id_, fields=EXPORTED, reason=reason, actor=by, at=at)
        return everything_about(connection, vault, found, person, at=at)

    try:
        told = books.write(work)
    except Refusal as refusal:
        raise click.ClickException(f"{code}: {refusal.code}") from refusal
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


@member.command()
@click.argument("code")
@_WHO
@_WHY
@click.confirmation_option(prompt="Nothing brings the person back. Erase?")
def erase(code: str, by: str, reason: str) -> None:
    """Forget who a member is, for ever; the ledger stays whole."""
    at = now()
    books = require_books(settings_here())
    act = Act(f"erase:{code}:{at.isoformat()}", by, at, reason)
    try:
        books.write(lambda connection: erase_member(connection, act, code))
    except Refusal as refusal:
        raise click.ClickException(f"{code}: {refusal.code}") from refusal
    click.echo(f"erased {code}")
