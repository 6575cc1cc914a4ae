"""`canteen till`: what stands at a till.

Rule: only what no screen can find out by itself.
"""

import click

from pos.cards.typed import KEYBOARD_READERS
from pos.cli.books import require_books
from pos.cli.surroundings import settings_here
from pos.shifts.shifts import UnknownTill, set_keyboard_reader


@click.group(name="till")
def till() -> None:
    """The tills."""


@till.command(name="keyboard-reader")
@click.argument("code", metavar="TILL")
@click.argument("form", type=click.Choice([*KEYBOARD_READERS, "none"]))
def keyboard_reader(code: str, form: str) -> None:
    """Say in which form the reader prints that types like a keyboard at TILL; `none` where there is none."""
    books = require_books(settings_here())
    reader = "" if form == "none" else form
    try:
        books.write(lambda connection: set_keyboard_reader(connection, code, reader))
    except UnknownTill as refusal:
        raise click.ClickException(f"there is no till {code}") from refusal
    click.echo(f"till {code}: {form}")
