"""`canteen card personalise`: blanks become cards, one after another on a reader of this machine.

Rule: of a card's number only the tail is said; nothing of a key ever.
"""

import json
import os
from datetime import date

from click import ClickException, echo

from cardreader.batch import Made, NoSuchReader, NotMade, make_batch
from cardreader.conversation import Talk
from cardreader.personalise import CardContent, personalise
from cardreader.profiles.profile import CardIdentity
from cardreader.virtual.pcscd import SOCKET_VARIABLE
from pos.cli.signals import until_told
from pos.clock import now
from pos.secrets import card_keys
from pos.settings import Settings


def make_cards(
    settings: Settings, *, profile: str, reader: str, first: str, count: int, valid_until: date
) -> bool:
    """Make `count` cards whose numbers begin with `first`; tell whether all were made.

    :raises ClickException: when a number or the reader is none.
    """
    keys = card_keys(settings.secrets, os.environ, is_demo=settings.is_demo)
    contents = _contents(first, count, valid_until)
    _reach_virtual_readers(settings)

    def write(number: str) -> Talk[CardIdentity]:
        return personalise(profile, keys, contents[number], reader)

    echo(f"lay the first blank on {reader}; Ctrl-C ends")
    try:
        done = make_batch(reader, contents, write, tell=lambda one: _tell(one, count), stopping=until_told())
    except NoSuchReader as error:
        raise ClickException(f"there is no reader {reader}") from error
    echo(f"{done} of {count} cards are made")
    return done == count


def _contents(first: str, count: int, valid_until: date) -> dict[str, CardContent]:
    """Return what is written into each card, by its number; refused before a blank is spoilt by it."""
    # The day on the wall of the counter where they are made.
    today = now().astimezone().date()
    try:
        CardContent(first, today, valid_until)
        numbers = [f"{int(first) + place:016}" for place in range(count)]
        return {number: CardContent(number, today, valid_until) for number in numbers}
    except ValueError as error:
        raise ClickException(str(error)) from error


def _tell(one: Made | NotMade, count: int) -> None:
    if isinstance(one, Made):
        echo(f"{one.done}/{count} ...{one.card.tail} is made; lay the next blank down")
    else:
        echo(f"{one.done}/{count} not made ({one.reason}); take another blank")


def _reach_virtual_readers(settings: Settings) -> None:
    """In the demo the readers are the card desk's, behind a card service of its own."""
    ready = settings.desk_state / "ready"
    if settings.is_demo and ready.exists():
        # libpcsclite reads this once, before its first call.
        os.environ[SOCKET_VARIABLE] = json.loads(ready.read_text(encoding="utf-8"))["socket"]
