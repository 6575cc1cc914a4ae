"""`canteen member`: what is known of one person, for themselves, and forgetting them.

Rule: both are written down with who asked and why, as at the counter.
"""

import json
import sys
from pathlib import Path

import click
from sqlalchemy import Connection

from pos.cards.erasing import erase_member
from pos.cli.books import require_books, require_vault
from pos.cli.signals import until_told
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


@member.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", "previews", is_flag=True, help="Say what the list would do, and join nobody.")
@click.option("--skip-errors", "skips_errors", is_flag=True, help="Leave rows with errors out.")
@click.option("--json", "as_json", is_flag=True, help="Print the list with all findings as JSON.")
def import_members(file: Path, previews: bool, skips_errors: bool, as_json: bool) -> None:
    """Join the residents of a list (CSV or .xlsx, docs/import.md), all of it or nothing.

    Ends with 1 where rows have errors and nobody was joined, with 2 where the file is no list, with 75 where
    another list is worked on.
    """
    from pos.cli.member_lists import import_file

    told = until_told()
    sys.exit(
        import_file(
            settings_here(), file, told, previews=previews, skips_errors=skips_errors, as_json=as_json
        )
    )


@member.command(name="run-list")
@click.argument("id_", metavar="ID")
def run_member_list(id_: str) -> None:
    """Run a list that the server queued; the server starts this itself."""
    from pos.cli.member_lists import run_queued

    run_queued(settings_here(), id_, until_told())
