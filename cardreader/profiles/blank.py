"""How is a blank CPU card made one of ours? The one rule: nothing is written before it let us in.

A blank carries the chip's serial number and a transport key of its own. Under a session of that key the two
files are written, the card's key is installed, never in the clear, and the card is locked; the transport key
is gone after that. Layouts: docs/card-profile.md.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest

from cardreader.ciphers import cmac, decrypt_cbc, diversify, encrypt_cbc
from cardreader.conversation import ProtocolError, Talk, UnknownKeyVersion, WrongKey
from cardreader.key_ring import TRANSPORT, KeyRing
from cardreader.profiles.asking import ask, data_of, says_absent
from cardreader.profiles.cpu_card import ALGORITHMS
from cardreader.profiles.profile import Profile

AID = b"\xf0HXFBLANK"
SELECT = bytes((0x00, 0xA4, 0x04, 0x00, len(AID))) + AID + b"\x00"
GET_CHALLENGE = bytes.fromhex("0084000008")
EXTERNAL_AUTHENTICATE = bytes.fromhex("0082000010")
WRITE_CARD_FILE = bytes.fromhex("00D695001E")
WRITE_NUMBER_FILE = bytes.fromhex("00D6960010")
RANDOM_BYTES = 8
MAC_BYTES = 8
_INSTALL_KEY, _LOCK = b"\x80\xd4\x01", bytes.fromhex("80DA0000")
_EXTERNAL, _SESSION, _INSTALL, _CHECK = b"\x02EXT", b"\x03SES", b"\x04KEY", b"\x05KCV"
_SERIAL_BYTES = 8
_CHECK_BYTES = 3


class NotBlank(ProtocolError):
    """The card is no blank: made already, or somebody else's."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank that let us in: its serial number, and the key of the session."""

    serial: bytes
    session_key: bytes = field(repr=False)


def transport_key(master_key: bytes, serial: bytes) -> bytes:
    """Return the transport key of the blank with that serial number."""
    return diversify(master_key, serial + AID)


def entry_mac(key: bytes, card_random: bytes, our_random: bytes) -> bytes:
    """Return the MAC that opens a blank."""
    return cmac(key, _EXTERNAL + card_random + our_random)[:MAC_BYTES]


def session_key(key: bytes, card_random: bytes, our_random: bytes) -> bytes:
    """Return the key under which a blank that was opened is written."""
    return cmac(key, _SESSION + card_random + our_random)


def wrap_key(session: bytes, algorithm: int, key: bytes) -> bytes:
    """Return a card's key as INSTALL KEY carries it: encrypted, and its MAC."""
    wrapped = encrypt_cbc(session, key)
    return wrapped + cmac(session, _INSTALL + bytes((algorithm,)) + wrapped)[:MAC_BYTES]


def unwrap_key(session: bytes, algorithm: int, wrapped: bytes) -> bytes | None:
    """Return the key, None when the MAC is wrong."""
    expected = cmac(session, _INSTALL + bytes((algorithm,)) + wrapped[:-MAC_BYTES])[:MAC_BYTES]
    if not compare_digest(expected, wrapped[-MAC_BYTES:]):
        return None
    return decrypt_cbc(session, wrapped[:-MAC_BYTES])


def key_check(key: bytes) -> bytes:
    """Return the 3 bytes that show that a key has arrived."""
    return cmac(key, _CHECK)[:_CHECK_BYTES]


def lock_mac(session: bytes, card_file: bytes, number: bytes) -> bytes:
    """Return the MAC over all that was written; the card locks only if it holds just that."""
    return cmac(session, _LOCK + card_file + number)[:MAC_BYTES]


def enter(keys: KeyRing) -> Talk[Blank]:
    """Open a blank: 3 commands.

    :raises NotBlank: when it is none.
    :raises UnknownKeyVersion, WrongKey: when its transport key is not here.
    :raises ProtocolError: when an answer is malformed.
    """
    response = yield SELECT
    if says_absent(response):
        raise NotBlank("select_blank", "no blank card")
    control = data_of("select_blank", response)
    named = bytes((0x84, len(AID))) + AID + bytes((0xC1, _SERIAL_BYTES))
    tail = control[2 + len(named) :]
    is_whole = control[:2] == bytes((0x6F, len(control) - 2)) and control[2:].startswith(named)
    if not is_whole or len(tail) != _SERIAL_BYTES + 3 or tail[-3:-1] != b"\xc2\x01":
        raise ProtocolError("select_blank", "no file control information of a blank")
    serial, version = tail[:_SERIAL_BYTES], tail[-1]
    master_key = keys.find(TRANSPORT, version)
    if master_key is None:
        raise UnknownKeyVersion("select_blank", f"no transport key of version {version}")
    key = transport_key(master_key, serial)
    theirs = yield from ask("get_challenge", GET_CHALLENGE, RANDOM_BYTES)
    ours = secrets.token_bytes(RANDOM_BYTES)
    response = yield EXTERNAL_AUTHENTICATE + ours + entry_mac(key, theirs, ours)
    if response[:1] == b"\x63" or response == b"\x69\x83":
        raise WrongKey("enter", "the blank does not take our transport key")
    data_of("enter", response, 0)
    return Blank(serial, session_key(key, theirs, ours))


def write(blank: Blank, profile: Profile, *, card_file: bytes, number: bytes, key: bytes) -> Talk[None]:
    """Write a blank that was opened and lock it: 4 commands.

    :raises WrongKey: when the card got another key than it was sent.
    :raises ProtocolError: when an answer is malformed.
    """
    yield from ask("write_card", WRITE_CARD_FILE + card_file, 0)
    yield from ask("write_number", WRITE_NUMBER_FILE + number, 0)
    algorithm = next(byte for byte, known in ALGORITHMS.items() if known is profile)
    wrapped = wrap_key(blank.session_key, algorithm, key)
    install = _INSTALL_KEY + bytes((algorithm, len(wrapped))) + wrapped + b"\x00"
    check = yield from ask("install_key", install, _CHECK_BYTES)
    if not compare_digest(check, key_check(key)):
        raise WrongKey("install_key", "the card holds another key")
    mac = lock_mac(blank.session_key, card_file, number)
    yield from ask("lock", _LOCK + bytes((MAC_BYTES,)) + mac, 0)
