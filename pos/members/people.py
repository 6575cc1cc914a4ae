"""Who is a member by name? What is sealed of a person, and how whoever holds the vault opens it.

Rule: a name, a telephone number or an identity number is in plain words only between an edge and here.
"""

import logging
from dataclasses import dataclass, field, replace

from pos.errors import Refusal
from pos.members.masking import mask_id_number, mask_name, mask_phone
from pos.vault import PersonKey, Unopenable, Vault

log = logging.getLogger(__name__)

# In place of the name of somebody who was erased, and of one that cannot be opened.
ERASED = "已注销"
UNREADABLE = "？"


class ErasedMember(Refusal):
    """What was known of the member has been erased."""

    code = "erased_member"


@dataclass(frozen=True, slots=True)
class Person:
    """What names somebody, in plain words; '' where nothing is known."""

    name: str = field(repr=False)
    phone: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """A person as they lie in the database, and the member's code that the seals are bound to."""

    code: str
    wrapped_key: bytes = field(repr=False)
    name: bytes = field(repr=False)
    phone: bytes | None = field(default=None, repr=False)
    id_number: bytes | None = field(default=None, repr=False)


def by_name_only(sealed: SealedPerson | None) -> SealedPerson | None:
    """Return of a person only the name: what a sale may say of them."""
    return None if sealed is None else replace(sealed, phone=None, id_number=None)


def seal_person(vault: Vault, code: str, person: Person) -> SealedPerson:
    """Seal a person under a new key of their own, for the member of that code."""
    key = vault.new_key(code)
    return SealedPerson(
        code,
        key.wrapped,
        key.seal("name", person.name),
        key.seal("phone", person.phone) if person.phone else None,
        key.seal("id_number", person.id_number) if person.id_number else None,
    )


def open_person(vault: Vault, sealed: SealedPerson | None) -> Person:
    """Return everything that is known of a person.

    :raises ErasedMember: when they were erased.
    :raises Unopenable: when the keys are not those that it was sealed with.
    """
    if sealed is None:
        raise ErasedMember
    key = vault.open_key(sealed.wrapped_key, sealed.code)
    return Person(
        key.open("name", sealed.name),
        _open(key, "phone", sealed.phone),
        _open(key, "id_number", sealed.id_number),
    )


def masked_person(vault: Vault, sealed: SealedPerson | None) -> Person:
    """Return a person as anybody may see them; one that cannot be opened must not stop a sale."""
    if sealed is None:
        return Person(ERASED)
    try:
        person = open_person(vault, sealed)
    except Unopenable as error:
        log.warning("cannot be opened: %s", error)
        return Person(UNREADABLE)
    return Person(mask_name(person.name), mask_phone(person.phone), mask_id_number(person.id_number))


def masked_name(vault: Vault, sealed: SealedPerson | None) -> str:
    """Return the name of a person as a screen shows it, and open nothing else of them."""
    if sealed is None:
        return ERASED
    try:
        return mask_name(vault.open_key(sealed.wrapped_key, sealed.code).open("name", sealed.name))
    except Unopenable as error:
        log.warning("cannot be opened: %s", error)
        return UNREADABLE


def _open(key: PersonKey, name: str, sealed: bytes | None) -> str:
    return "" if sealed is None else key.open(name, sealed)
