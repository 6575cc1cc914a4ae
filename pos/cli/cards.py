"""`canteen card`: the keys of the cards, and making cards.

Rule: no key is ever printed, and of a card's number only the tail.
"""

import os
import sys
from datetime import datetime

import click

from cardreader.key_ring import KeyRing
from cardreader.personalise import PERSONALISABLE
from cardreader.profiles.catalogue import KEYED
from pos.cli.surroundings import settings_here
from pos.secrets import card_keys, roll_card_keys

_WITH_KEYS = [profile.code for profile in KEYED]
_MADE_HERE = [profile.code for profile in PERSONALISABLE]


@click.group(name="card")
def card() -> None:
    """The members' cards and their keys."""


@card.command()
def keys() -> None:
    """Say which versions of which keys there are; the first is for new cards."""
    settings = settings_here()
    _print_versions(card_keys(settings.secrets, os.environ, is_demo=settings.is_demo))


@card.command()
@click.argument("profile", type=click.Choice(_WITH_KEYS))
def roll(profile: str) -> None:
    """Make a new key for new cards of PROFILE; those that are out stay good. Restart the server then."""
    settings = settings_here()
    _print_versions(roll_card_keys(settings.secrets, os.environ, profile))
    click.echo("restart the server, so that it knows the new version, and back the key file up")


@card.command()
@click.option("--profile", type=click.Choice(_MADE_HERE), default=_MADE_HERE[0], show_default=True)
@click.option("--reader", required=True, help="Name of the PC/SC reader on which the blanks are laid.")
@click.option("--first", metavar="NUMBER", required=True, help="Printed number of the first card, 16 digits.")
@click.option("--count", type=click.IntRange(1, 100_000), default=1, help="How many; numbers go on by one.")
@click.option("--valid-until", type=click.DateTime(["%Y-%m-%d"]), default="2099-12-31", help="The last day.")
def personalise(profile: str, reader: str, first: str, count: int, valid_until: datetime) -> None:
    """Write blanks with the current keys, one after another; each has to prove itself."""
    from pos.cli.personalising import make_cards

    settings = settings_here()
    is_all = make_cards(
        settings, profile=profile, reader=reader, first=first, count=count, valid_until=valid_until.date()
    )
    sys.exit(0 if is_all else 1)


def _print_versions(ring: KeyRing) -> None:
    if ring.is_test:
        click.echo("test keys: for demo and training only")
    for profile in KEYED:
        if versions := ring.versions(profile.code):
            click.echo(f"{profile.code:16} {', '.join(map(str, versions))}")
