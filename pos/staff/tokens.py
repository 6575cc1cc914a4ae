"""Secrets that a browser holds for us, and what of them lies in the database.

Rule: a cookie is 256 random bits; only its hash is kept, which nobody can turn back.
"""

import hmac
import secrets
from hashlib import sha256

TOKEN_BYTES = 32
# What is not taken for something else when read aloud: no 0, 1, I or O. 32 letters, 5 bits each.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def new_token() -> str:
    """Return a new secret for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """Return what is kept of a token. It is random enough to need no slow hash."""
    return sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """Return what a page of ours sends beside the cookie of a session; it follows from that cookie alone."""
    return hmac.new(token.encode(), b"csrf", sha256).hexdigest()


def is_csrf_of(token: str, sent: str) -> bool:
    """Tell whether that was sent by a page that was told it."""
    return hmac.compare_digest(csrf_of(token).encode(), sent.encode())


def new_code() -> str:
    """Return a one-time code of 40 random bits that people can read and type."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def hash_of_code(pepper: bytes, code: str) -> str:
    """Return what is kept of a one-time code: without the pepper 40 bits could be tried out."""
    typed = "".join(letter for letter in code.upper() if letter in CODE_ALPHABET)
    return hmac.new(pepper, b"device-code\0" + typed.encode(), sha256).hexdigest()
