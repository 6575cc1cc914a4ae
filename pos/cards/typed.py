"""Which card is the number that a keyboard reader typed at a till?

Rule: a typed number says who somebody may be and proves nothing; whoever can type can give any.
"""

from sqlalchemy import Connection, or_, select

from cardreader.profiles.catalogue import MIFARE_CLASSIC, UID
from cardreader.wedge import BadWedgeNumber, WedgeFormat, WedgeNumber, read_wedge_number
from pos.cards.tables import cards
from pos.errors import Refusal

_REVERSED = " reversed"
KEYBOARD_READERS = (*WedgeFormat, *(form + _REVERSED for form in WedgeFormat))


class NoKeyboardReader(Refusal):
    """Nobody has said that such a reader stands at this till, or of which form."""

    code = "no_keyboard_reader"


class BadCardNumber(Refusal):
    """That is no number that the till's reader prints."""

    code = "bad_card_number"


class AmbiguousCardNumber(Refusal):
    """The reader prints only part of the number, and several cards have that part."""

    code = "ambiguous_card_number"


def find_typed(connection: Connection, reader: str, typed: str) -> str | None:
    """Return the serial number of the card that `reader` typed, as it is kept or would be.

    :raises NoKeyboardReader: when no such reader stands at the till.
    :raises BadCardNumber: when its reader prints no such number.
    :raises AmbiguousCardNumber: when it could be several.
    """
    number = _read(reader, typed)
    # Of a number in part only what the database can narrow down is looked at.
    close_to = or_(*(cards.c.serial.like(pattern) for pattern in _patterns(number)))
    serials = connection.execute(select(cards.c.serial).where(close_to)).scalars()
    found: list[str] = [serial for serial in serials if number.matches(serial)]
    if len(found) > 1:
        raise AmbiguousCardNumber
    if found:
        return found[0]
    # Nobody's yet: it can be issued, if the reader says which it is.
    return number.serial if number.is_whole else None


def _read(reader: str, typed: str) -> WedgeNumber:
    if reader not in KEYBOARD_READERS:
        raise NoKeyboardReader
    form = WedgeFormat(reader.removesuffix(_REVERSED))
    try:
        return read_wedge_number(typed, form, is_reversed=reader.endswith(_REVERSED))
    except BadWedgeNumber as error:
        raise BadCardNumber from error


def _patterns(number: WedgeNumber) -> list[str]:
    known = number.part.hex().upper()
    missing = "_" * (8 - len(known))
    digits = known + missing if number.is_head else missing + known
    return [profile.serial_prefix + digits for profile in (UID, MIFARE_CLASSIC)]
