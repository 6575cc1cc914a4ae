"""What does a card answer to? The one rule: a challenge names exactly one payment.

Layout: docs/card-profile.md.
"""

from __future__ import annotations

import hashlib

CHALLENGE_BYTES = 16
SESSION_BYTES_MIN = 16
_PAYMENT = b"HXF2"


def payment_challenge(
    session: str, till: str, order: str, amount_fen: int, wallet_fen: int | None = None
) -> bytes:
    """Return the 16 bytes that bind a card's answer to one payment, and to the wallet's part of it.

    The first 16 bytes of SHA-256 over ``HXF2``, then session, till and order, each as two bytes of length
    (big endian) and UTF-8, then the amount and what the wallet pays of it (None: all), as eight bytes
    each. The lengths keep ("T1", "2") and ("T", "12") apart.
    ``session`` must be unguessable and used once, so that no answer can be collected beforehand.

    :raises ValueError: when the session is shorter than 16 bytes, the amount is negative, or the wallet's
        part is no part of it.
    """
    if len(session.encode()) < SESSION_BYTES_MIN:
        raise ValueError("a session must have at least 16 bytes")
    # 0 is a payment, too: a meal that a subsidy pays in full still needs the card.
    if not 0 <= amount_fen < 1 << 63:
        raise ValueError("a payment has an amount of 0 or more")
    part_fen = amount_fen if wallet_fen is None else wallet_fen
    if not 0 <= part_fen <= amount_fen:
        raise ValueError("a wallet pays a part of the amount, or all of it")
    fields = (field.encode() for field in (session, till, order))
    counted = b"".join(len(field).to_bytes(2, "big") + field for field in fields)
    amounts = amount_fen.to_bytes(8, "big") + part_fen.to_bytes(8, "big")
    return hashlib.sha256(_PAYMENT + counted + amounts).digest()[:CHALLENGE_BYTES]
