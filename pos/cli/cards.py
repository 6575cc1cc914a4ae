"""`canteen card`: the keys of the cards.

Rule: no key is ever printed; only which versions there are.
"""

import os

import click

from cardreader.key_ring import KeyRing
from cardreader.profiles.catalogue import PROFILES
from pos.secrets import card_keys, roll_card_keys
from pos.settings import read_settings

_WITH_KEYS = [profile.code for profile in PROFILES if profile.algorithm is not None]


@click.group(name="card")
def card() -> None:
    """The members' cards and their keys."""


@card.command()
def keys() -> None:
    """Say which versions of which keys there are; the first is for new cards."""
    settings = read_settings(os.environ)
    _print_versions(card_keys(settings.secrets, os.environ, is_demo=settings.is_demo))


@card.command()
@click.argument("profile", type=click.Choice(_WITH_KEYS))
def roll(profile: str) -> None:
    """Make a new key for new cards of PROFILE; those that are out stay good. Restart the server then."""
    settings = read_settings(os.environ)
    _print_versions(roll_card_keys(settings.secrets, os.environ, profile))
    click.echo("restart the server, so that it knows the new version, and back the key file up")


def _print_versions(ring: KeyRing) -> None:
    if ring.is_test:
        click.echo("test keys: for demo and training only")
    for profile in PROFILES:
        if versions := ring.versions(profile.code):
            click.echo(f"{profile.code:16} {', '.join(map(str, versions))}")
