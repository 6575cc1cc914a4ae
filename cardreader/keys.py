"""Which key has a card, and does its answer prove it? The one rule: keys and MACs are made here only.

Every card has a key of its own, derived from the master key and the card's serial number, so that a key
taken out of one card opens no other. Sources: NIST SP 800-38B and RFC 4493 (CMAC), NXP AN10922 (derivation).
"""

from __future__ import annotations

import hashlib
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from cardreader.profiles.cpu_card import AID, CHALLENGE_BYTES, CardProof

BLOCK_BYTES = 16
SESSION_BYTES_MIN = 16
_DERIVED_FROM_MAX = 2 * BLOCK_BYTES - 1
_DERIVE_AES128 = b"\x01"
_PROVE = b"\x01INT"
_PAYMENT = b"HXF1"


def cmac(key: bytes, message: bytes) -> bytes:
    """Return the 16-byte AES-CMAC of ``message``."""
    code = CMAC(algorithms.AES(key))
    code.update(message)
    return code.finalize()


def diversify(master_key: bytes, derived_from: bytes) -> bytes:
    """Derive an AES-128 key from ``derived_from`` (1 to 31 bytes) as AN10922 says.

    AN10922 always works on two blocks. Plain CMAC pads to one where the constant and the input fit into 16
    bytes, and then gives another key; so the padding and the last XOR are done here, not by CMAC.

    :raises ValueError: when a length is wrong.
    """
    if len(master_key) != BLOCK_BYTES:
        raise ValueError("the master key must have 16 bytes")
    if not 1 <= len(derived_from) <= _DERIVED_FROM_MAX:
        raise ValueError("a key is derived from 1 to 31 bytes")
    message = _DERIVE_AES128 + derived_from
    once, twice = _subkeys(master_key)
    if len(message) == 2 * BLOCK_BYTES:
        last_mask = once
    else:
        message = (message + b"\x80").ljust(2 * BLOCK_BYTES, b"\x00")
        last_mask = twice
    first = _encrypt_block(master_key, message[:BLOCK_BYTES])
    return _encrypt_block(master_key, _xor(_xor(message[BLOCK_BYTES:], last_mask), first))


def card_key(master_key: bytes, csn: str) -> bytes:
    """Return the key of the card with serial number ``csn`` (16 hex digits).

    :raises ValueError: when a length is wrong.
    """
    return diversify(master_key, bytes.fromhex(csn) + AID)


def proof_mac(key: bytes, *, challenge: bytes, card_random: bytes, counter: int, csn: str) -> bytes:
    """Return the MAC that the card with ``key`` answers to ``challenge``."""
    return cmac(key, _PROVE + challenge + card_random + counter.to_bytes(4, "big") + bytes.fromhex(csn))


def verify_proof(master_key: bytes, proof: CardProof, challenge: bytes) -> bool:
    """Say whether ``proof`` was made for this ``challenge`` by the card that it names.

    Compares in constant time. Says nothing about the counter: whoever keeps it refuses one that is not
    above the last, and keeps the counter of every proof that verifies, also when nothing is charged.
    """
    expected = proof_mac(
        card_key(master_key, proof.csn),
        challenge=challenge,
        card_random=proof.card_random,
        counter=proof.counter,
        csn=proof.csn,
    )
    return compare_digest(expected, proof.mac)


def payment_challenge(session: str, till: str, order: str, amount_fen: int) -> bytes:
    """Return the 16 bytes that bind a card's answer to one payment.

    The first 16 bytes of SHA-256 over ``HXF1``, then session, till and order, each as two bytes of length
    (big endian) and UTF-8, then the amount as eight bytes. The lengths keep
    ("T1", "2") and ("T", "12") apart.
    ``session`` must be unguessable and used once, so that no answer can be collected beforehand.

    :raises ValueError: when the session is shorter than 16 bytes or the amount is negative.
    """
    if len(session.encode()) < SESSION_BYTES_MIN:
        raise ValueError("a session must have at least 16 bytes")
    # 0 is a payment, too: a meal that a subsidy pays in full still needs the card.
    if not 0 <= amount_fen < 1 << 63:
        raise ValueError("a payment has an amount of 0 or more")
    fields = (field.encode() for field in (session, till, order))
    counted = b"".join(len(field).to_bytes(2, "big") + field for field in fields)
    return hashlib.sha256(_PAYMENT + counted + amount_fen.to_bytes(8, "big")).digest()[:CHALLENGE_BYTES]


def _encrypt_block(key: bytes, block: bytes) -> bytes:
    # ECB of exactly one block is the bare cipher, which CMAC is built of; no message is encrypted with it.
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - the bare block cipher
    return encryptor.update(block) + encryptor.finalize()


def _subkeys(key: bytes) -> tuple[bytes, bytes]:
    once = _double(_encrypt_block(key, bytes(BLOCK_BYTES)))
    return once, _double(once)


def _double(block: bytes) -> bytes:
    doubled = int.from_bytes(block, "big") << 1
    if doubled >> 128:
        doubled = (doubled ^ 0x87) & ((1 << 128) - 1)
    return doubled.to_bytes(BLOCK_BYTES, "big")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
