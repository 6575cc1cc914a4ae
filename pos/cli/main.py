"""The commands of `canteen`, by name.

Rule: a command reads the settings, calls one function and prints what it says; it decides nothing.
"""

import logging
import os
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pos.cli.signals import until_told
from pos.cli.surroundings import settings_here
from pos.errors import Explained

# Where the groups of commands are that have a file of their own.
ELSEWHERE = {
    "card": "pos.cli.cards",
    "demo": "pos.cli.demo",
    "devices": "pos.cli.staff",
    "member": "pos.cli.members",
    "payments": "pos.cli.paying",
    "staff": "pos.cli.staff",
    "till": "pos.cli.tills",
}
_DAY = click.DateTime(formats=["%Y-%m-%d"])


class _Commands(click.Group):
    """Commands that say in one line what people can mend; any other error shows where it happened.

    Each loads what it needs when it is called: beside every till there are programs that need little of it.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name; a group of another file is loaded now."""
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(ELSEWHERE[cmd_name]), cmd_name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except Explained as error:
            raise click.ClickException(str(error)) from error


class _FileOrCommand(click.Group):
    """A group whose first word is a command of it, or else belongs to its command `scheme`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `scheme` before words that name no command."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["scheme", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Commands)
def main() -> None:
    """Till and membership card of a community canteen."""
    # Books, copies and papers are nobody's but this user's.
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # Alembic says at every start which database it looks at; only a migration is worth a line.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)


@main.command()
@click.option("--socket", type=int, hidden=True, help="Number of an open socket that `up` hands over.")
def serve(socket: int | None) -> None:
    """Serve the screens and the JSON API on 127.0.0.1 (PORT, default 8000)."""
    from pos.cli.books import (
        require_books,
        require_log_key,
        require_sound,
        require_tills,
        require_vault,
    )
    from pos.receipts.printers import installed_printers
    from pos.secrets import card_keys

    settings = settings_here()
    # A worker of the server could say what is wrong by a traceback only.
    installed_printers(settings, os.environ)
    if socket is None:
        # `up`, which hands a socket over, has looked already.
        require_sound(settings)
    books = require_books(settings)
    require_tills(books)
    require_vault(settings, books)
    require_log_key(settings, books)
    card_keys(settings.secrets, os.environ, is_demo=settings.is_demo)
    # The server is forked off, and a connection must not come along.
    books.engine.dispose()

    from pos.cli.server import run_server

    run_server(settings, socket)


@main.command(name="print")
def print_papers() -> None:
    """Print what the outbox holds, on the printers of CANTEEN_PRINTER_<NAME>."""
    from pos.cli.printing import run_printing

    run_printing(settings_here(), os.environ, until_told())


@main.command()
@click.option("--till", required=True, help="The till beside whose reader this runs, such as T1.")
@click.option("--server", help="Address of the server; by default this machine's.")
@click.option("--reader", "readers", multiple=True, help="Name of a reader to use; by default every reader.")
def reader(till: str, server: str | None, readers: tuple[str, ...]) -> None:
    """Report cards on this PC's readers to the server, and let it ask them."""
    from cardreader.agent import run_agent
    from pos.secrets import find_till_key

    settings = settings_here()
    address = server or f"http://127.0.0.1:{settings.port}"
    key = find_till_key(settings.secrets, till)
    if key is None:
        raise click.ClickException(f"{settings.secrets} has no key of till {till}: copy it from the server")
    sys.exit(run_agent(address, till, key, readers or None))


@main.command()
def up() -> None:
    """Run everything, supervised, until Ctrl-C; in demo mode with virtual devices."""
    from pos.cli.supervisor import run_everything

    run_everything(settings_here(), os.environ, until_told())


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--kept-for", "asker", help="Keep the result for the manager's page, as asked for by somebody.")
def audit(as_json: bool, asker: str | None) -> None:
    """Add up the whole ledger again and compare; exit 1 where anything disagrees."""
    from pos.cli.auditing import audit_now
    from pos.cli.books import require_books

    settings = settings_here()
    sys.exit(audit_now(settings, require_books(settings), asker, as_json=as_json))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", "recipient", default="", help="Lock it for this public key (age1...).")
def backup(file: Path, recipient: str) -> None:
    """Copy the books to FILE while selling goes on, and check and audit the copy; exit 1 if it disagrees."""
    from pos.cli.backing_up import back_up_now

    sys.exit(back_up_now(settings_here(), file, recipient))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of the secret key that opens FILE, where it is locked.",
)
def restore(file: Path, identity: Path | None) -> None:
    """Put the books of FILE in the place of the present ones, which are kept (nothing may be running)."""
    from pos.cli.backing_up import restore_now

    sys.exit(restore_now(settings_here(), file, identity))


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def nightly(once: bool) -> None:
    """Check the books and back them up every night at 03:30; what was missed is made up at the start."""
    from pos.cli.books import require_books
    from pos.cli.nightly import run_nightly

    settings = settings_here()
    run_nightly(settings, require_books(settings), until_told(), once=once)


@main.group(cls=_FileOrCommand, options_metavar="SCHEME.toml --from DAY --until DAY [--json] |")
def backtest() -> None:
    """Price the sales of a past period again under another scheme; nothing that was sold is changed."""


@backtest.command(name="scheme")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False))
@click.option("--from", "first", type=_DAY, required=True, help="First day of the period, as 2026-11-25.")
@click.option("--until", "end", type=_DAY, required=True, help="First day after the period.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON (docs/backtests.md).")
def backtest_scheme(scheme: str, first: datetime, end: datetime, as_json: bool) -> None:
    """Print what a period would have come to under the scheme of a file (the word itself may be left out)."""
    from pos.cli.backtest import back_test_file

    back_test_file(settings_here(), scheme, first.date(), end.date(), as_json=as_json)


@backtest.command(name="run")
@click.argument("id_", metavar="ID")
def run_backtest(id_: str) -> None:
    """Run a back-test that the server queued; the server starts this itself."""
    from pos.cli.backtest import run_queued

    run_queued(settings_here(), id_, until_told())


@main.group()
def database() -> None:
    """The database and its migrations."""


@database.command(name="upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest revision."""
    from pos.cli.books import reach_database, seal_names
    from pos.database.migrate import upgrade

    settings = settings_here()
    settings.var.mkdir(parents=True, exist_ok=True)
    books = reach_database(settings)
    upgrade(books)
    sealed = seal_names(settings, books)
    if sealed:
        click.echo(f"sealed the names of {sealed} members")


@main.command(name="balances")
@click.argument("shown", type=click.Choice(("shown", "hidden")))
@click.option("--site", required=True, help="Code of the site, such as xinli137.")
def show_balances(shown: str, site: str) -> None:
    """Have a site's tills show balances, or hide them from bystanders until the cashier asks."""
    from pos.cli.books import require_books
    from pos.shifts.shifts import UnknownSite, hide_balances

    try:
        require_books(settings_here()).write(
            lambda connection: hide_balances(connection, site, hides=shown == "hidden")
        )
    except UnknownSite as refusal:
        raise click.ClickException(f"there is no site {site}") from refusal


@main.group()
def keys() -> None:
    """The keys that are kept outside the database."""


@keys.command(name="roll-personal")
@click.option("--go-on", is_flag=True, help="Make no new key: wrap in the newest what is not yet.")
def roll_personal(go_on: bool) -> None:
    """Make a new key around the people's keys, and wrap all of them in it; selling goes on meanwhile."""
    from pos.cli.books import require_books
    from pos.cli.rolling import roll_personal_keys

    settings = settings_here()
    version, count = roll_personal_keys(settings, require_books(settings), makes_key=not go_on)
    click.echo(f"wrapped the keys of {count} people in version {version}")
