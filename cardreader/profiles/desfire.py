"""What proves a DESFire EV2 or EV3? The one rule: the card's own MAC over a transaction with our challenge.

Both sides prove the key to each other (AuthenticateEV2First). Then the challenge is written into a record
file and committed; the card answers with its transaction counter and a MAC over that counter and all that was
written, under a key that only the card and the server have. Sources: NXP AN12196 (session keys), AN10922;
the layout of the transaction's input was not checked against a card.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hmac import compare_digest

from cardreader.challenges import CHALLENGE_BYTES
from cardreader.ciphers import BLOCK_BYTES, cmac, decrypt_cbc, diversify, encrypt_cbc, xor
from cardreader.conversation import ProtocolError, Talk, UnknownKeyVersion, WrongKey
from cardreader.key_ring import KeyRing
from cardreader.profiles.asking import ask, refuses
from cardreader.profiles.bare import read_uid
from cardreader.profiles.catalogue import DESFIRE_EV2 as PROFILE
from cardreader.profiles.profile import CardIdentity, CardProof

OK = b"\x91\x00"
MORE = b"\x91\xaf"
AUTHENTICATION_ERROR = b"\x91\xae"
UID_BYTES = 7
NUMBER_BYTES = 16
MAC_BYTES = 8
NUMBER_FILE, RECORD_FILE = 0x01, 0x02
SELECT_APPLICATION, GET_KEY_VERSION, AUTHENTICATE_FIRST, ADDITIONAL_FRAME = 0x5A, 0x64, 0x71, 0xAF
READ_DATA, WRITE_RECORD, COMMIT_TRANSACTION = 0xBD, 0x3B, 0xC7
_READ_HEADER = bytes((NUMBER_FILE, 0, 0, 0, NUMBER_BYTES, 0, 0))
_WRITE_HEADER = bytes((RECORD_FILE, 0, 0, 0, CHALLENGE_BYTES, 0, 0))
_COMMIT_WITH_MAC = b"\x01"


def wrap(instruction: int, content: bytes = b"") -> bytes:
    """Return a native command in the frame of ISO 7816-4."""
    framed = bytes((len(content),)) + content if content else b""
    return bytes((0x90, instruction, 0x00, 0x00)) + framed + b"\x00"


SELECT = wrap(SELECT_APPLICATION, PROFILE.aid)


def card_key(master_key: bytes, uid: bytes) -> bytes:
    """Return the key with which the card with that serial number authenticates."""
    return diversify(master_key, uid + PROFILE.aid + bytes((PROFILE.key_number,)))


def transaction_key(master_key: bytes, uid: bytes) -> bytes:
    """Return the key with which that card seals transactions."""
    return diversify(master_key, uid + PROFILE.aid + b"TM")


@dataclass(slots=True)
class Session:
    """Keys and counter of one authentication, the same on both sides."""

    encryption_key: bytes
    mac_key: bytes
    ti: bytes
    counter: int = 0

    def mac_of_command(self, instruction: int, content: bytes) -> bytes:
        """Return the MAC that goes with a command; the counter stays."""
        return self._mac(instruction, content)

    def mac_of_answer(self, content: bytes) -> bytes:
        """Count the command and return the MAC that comes with its answer."""
        self.counter += 1
        return self._mac(OK[1], content)

    def _mac(self, first: int, content: bytes) -> bytes:
        return truncated(
            cmac(self.mac_key, bytes((first,)) + self.counter.to_bytes(2, "little") + self.ti + content)
        )


def session_keys(key: bytes, reader_random: bytes, card_random: bytes) -> tuple[bytes, bytes]:
    """Return the keys for encryption and for MACs that follow from both sides' random numbers."""
    tail = (
        b"\x00\x01\x00\x80"
        + reader_random[:2]
        + xor(reader_random[2:8], card_random[:6])
        + card_random[6:]
        + reader_random[8:]
    )
    return cmac(key, b"\xa5\x5a" + tail), cmac(key, b"\x5a\xa5" + tail)


def transaction_mac(key: bytes, uid: bytes, counter: int, written: bytes) -> bytes:
    """Return the MAC over a committed transaction in which a record was written."""
    session_key = cmac(key, b"\x5a\x00\x01\x00\x80" + counter.to_bytes(4, "little") + uid)
    head = (bytes((WRITE_RECORD,)) + _WRITE_HEADER).ljust(BLOCK_BYTES, b"\x00")
    return truncated(cmac(session_key, head + written))


def truncated(mac: bytes) -> bytes:
    """Return every second byte of a MAC: what DESFire sends of it."""
    return mac[1::2]


def rotated(block: bytes) -> bytes:
    """Return a random number with its first byte at the end."""
    return block[1:] + block[:1]


def identify(keys: KeyRing) -> Talk[CardIdentity | None]:
    """Ask a card who it is: 3 commands. None when it has no such application.

    :raises ProtocolError: when an answer is malformed.
    """
    found = yield from _find(keys)
    if found is None:
        return None
    uid, version = found
    return CardIdentity(PROFILE.code, PROFILE.serial_of(uid), version)


def prove(keys: KeyRing, challenge: bytes) -> Talk[CardProof | None]:
    """Have a card seal ``challenge``: 8 commands. None when it has no such application.

    :raises WrongKey: when card and server do not have the same key.
    :raises ProtocolError: when an answer is malformed.
    """
    found = yield from _find(keys)
    if found is None:
        return None
    uid, version = found
    session = yield from _authenticate(card_key(keys.find(PROFILE.code, version) or b"", uid))
    yield from _exchange("read_number", session, READ_DATA, _READ_HEADER, NUMBER_BYTES)
    yield from _exchange("write_record", session, WRITE_RECORD, _WRITE_HEADER + challenge, 0)
    sealed = yield from _exchange("commit", session, COMMIT_TRANSACTION, _COMMIT_WITH_MAC, 4 + MAC_BYTES)
    counter = int.from_bytes(sealed[:4], "little")
    return CardProof(PROFILE.code, PROFILE.serial_of(uid), version, counter, sealed[4:])


def verify(master_key: bytes, proof: CardProof, challenge: bytes) -> bool:
    """Say whether the card that ``proof`` names sealed this ``challenge``. Compares in constant time."""
    uid = PROFILE.raw_serial(proof.serial)
    if proof.counter is None:
        return False
    expected = transaction_mac(transaction_key(master_key, uid), uid, proof.counter, challenge)
    return compare_digest(expected, proof.evidence)


def _find(keys: KeyRing) -> Talk[tuple[bytes, int] | None]:
    response = yield SELECT
    if response != OK and refuses(response):
        return None
    if response != OK:
        raise ProtocolError("select", "not an answer of DESFire")
    uid = yield from read_uid()
    if len(uid) != UID_BYTES:
        raise ProtocolError("read_uid", f"a serial number of {len(uid)} bytes")
    asked = wrap(GET_KEY_VERSION, bytes((PROFILE.key_number,)))
    version = (yield from ask("key_version", asked, 1, ok=OK))[0]
    if keys.find(PROFILE.code, version) is None:
        raise UnknownKeyVersion("key_version", f"no key of version {version}")
    return uid, version


def _authenticate(key: bytes) -> Talk[Session]:
    first = wrap(AUTHENTICATE_FIRST, bytes((PROFILE.key_number, 0x00)))
    card_random = decrypt_cbc(key, (yield from ask("authenticate", first, BLOCK_BYTES, ok=MORE)))
    reader_random = secrets.token_bytes(BLOCK_BYTES)
    answer = encrypt_cbc(key, reader_random + rotated(card_random))
    response = yield wrap(ADDITIONAL_FRAME, answer)
    if response == AUTHENTICATION_ERROR:
        raise WrongKey("authenticate", "the card does not take our key")
    if len(response) != 2 * BLOCK_BYTES + 2 or response[-2:] != OK:
        raise ProtocolError("authenticate", "not the second half of an authentication")
    plain = decrypt_cbc(key, response[:-2])
    if not compare_digest(plain[4 : 4 + BLOCK_BYTES], rotated(reader_random)):
        raise WrongKey("authenticate", "the card does not have our key")
    return Session(*session_keys(key, reader_random, card_random), ti=plain[:4])


def _exchange(step: str, session: Session, instruction: int, content: bytes, length: int) -> Talk[bytes]:
    asked = wrap(instruction, content + session.mac_of_command(instruction, content))
    answer = yield from ask(step, asked, length + MAC_BYTES, ok=OK)
    if not compare_digest(session.mac_of_answer(answer[:length]), answer[length:]):
        raise WrongKey(step, "the answer's MAC is wrong")
    return answer[:length]
