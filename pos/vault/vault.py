"""How is a personal value sealed, opened, and found again without opening any?

Rule: each person has a key of their own, which lies in the database only wrapped in a key that does not; to
destroy it is to forget the person. A seal is bound to its owner and its field: elsewhere it does not open.

```text
wrapped key = 01 || version of the outer key (2) || nonce (12) || AES-256-GCM(outer key, person's key)
sealed      = 01 || nonce (12) || AES-256-GCM(person's key, value in UTF-8)
digest      = first 16 bytes of HMAC-SHA256(HMAC-SHA256(index key, kind), value)
```
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pos.errors import Explained

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
DIGEST_BYTES = 16
VERSION_BYTES = 2
LAYOUT = b"\x01"
WRAPPED_BYTES = len(LAYOUT) + VERSION_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES


class Unopenable(Explained):
    """A seal was made with a key that is not here, or was changed or moved since."""


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's own key: how it lies in the database, and what it seals and opens."""

    owner: str
    wrapped: bytes = field(repr=False)
    _cipher: AESGCM = field(repr=False)

    def seal(self, name: str, value: str) -> bytes:
        """Seal a value of the owner for the field of that name."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return LAYOUT + nonce + self._cipher.encrypt(nonce, value.encode(), _bound_to(name, self.owner))

    def open(self, name: str, sealed: bytes) -> str:
        """Return the value that was sealed for that field of the owner.

        :raises Unopenable: when it was sealed for another field or owner, with another key, or changed.
        """
        if sealed[:1] != LAYOUT:
            raise Unopenable(f"{name} of {self.owner}: unknown layout")
        nonce, sealed_value = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, sealed_value, _bound_to(name, self.owner)).decode()
        except (InvalidTag, ValueError) as error:
            raise Unopenable(f"{name} of {self.owner}") from error


class Vault:
    """The outer keys by version, of which the highest wraps, and the key of the index.

    `look_again` is asked for the keys when one is missing: they may have rolled since this process began.
    """

    def __init__(
        self,
        keys: Mapping[int, bytes],
        index_key: bytes,
        look_again: Callable[[], Mapping[int, bytes]] = dict,
    ) -> None:
        self._look_again = look_again
        self._outer = {version: AESGCM(key) for version, key in keys.items()}
        self.version = max(self._outer)
        self._index_key = index_key
        self._kinds: dict[str, bytes] = {}

    def __repr__(self) -> str:
        """Name the versions, never a key."""
        return f"Vault(versions={sorted(self._outer)})"

    def new_key(self, owner: str) -> PersonKey:
        """Make the key of a new person, wrapped for them."""
        key = secrets.token_bytes(KEY_BYTES)
        return PersonKey(owner, self._wrap(key, owner), AESGCM(key))

    def open_key(self, wrapped: bytes, owner: str) -> PersonKey:
        """Return the key of a person.

        :raises Unopenable: when its outer key is not here, or it is another person's.
        """
        return PersonKey(owner, wrapped, AESGCM(self._unwrap(wrapped, owner)))

    def rewrap(self, wrapped: bytes, owner: str) -> bytes:
        """Return a person's key wrapped in the newest outer key; what it sealed stays as it is.

        :raises Unopenable: when its outer key is not here, or it is another person's.
        """
        return self._wrap(self._unwrap(wrapped, owner), owner)

    def digest(self, kind: str, value: str) -> bytes:
        """Return by what a value of a kind is found; without the index key nobody can try values out."""
        key = self._kinds.get(kind)
        if key is None:
            key = self._kinds[kind] = hmac.digest(self._index_key, kind.encode(), "sha256")
        return hmac.digest(key, value.encode(), "sha256")[:DIGEST_BYTES]

    def _wrap(self, key: bytes, owner: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = LAYOUT + self.version.to_bytes(VERSION_BYTES)
        return head + nonce + self._outer[self.version].encrypt(nonce, key, _bound_to("key", owner))

    def _unwrap(self, wrapped: bytes, owner: str) -> bytes:
        outer = self._outer.get(version_of(wrapped)) or self._outer_of(version_of(wrapped))
        if outer is None or wrapped[:1] != LAYOUT or len(wrapped) != WRAPPED_BYTES:
            raise Unopenable(f"the key of {owner} is wrapped in version {version_of(wrapped)}")
        head = len(LAYOUT) + VERSION_BYTES
        nonce, inner = wrapped[head : head + NONCE_BYTES], wrapped[head + NONCE_BYTES :]
        try:
            return outer.decrypt(nonce, inner, _bound_to("key", owner))
        except InvalidTag as error:
            raise Unopenable(f"the key of {owner}") from error

    def _outer_of(self, version: int) -> AESGCM | None:
        found = {version: AESGCM(key) for version, key in self._look_again().items()}
        # Replaced whole, for other threads are reading it.
        self._outer = {**self._outer, **found}
        self.version = max(self._outer)
        return self._outer.get(version)


def version_of(wrapped: bytes) -> int:
    """Return the version of the outer key that a person's key is wrapped in."""
    return int.from_bytes(wrapped[len(LAYOUT) : len(LAYOUT) + VERSION_BYTES])


def _bound_to(name: str, owner: str) -> bytes:
    return f"{name}\0{owner}".encode()
