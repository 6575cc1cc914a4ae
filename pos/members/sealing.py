"""Are all people sealed, with keys that are here, and in the newest?

Rule: it changes in what people are sealed, never what is known of them.
"""

from sqlalchemy import Connection, bindparam, delete, func, select, update

from pos.members.finding import digests_of
from pos.members.joining import write_people
from pos.members.people import Person
from pos.members.tables import member_search, members, people, unsealed_names
from pos.vault import Unopenable, Vault
from pos.vault.vault import version_of

_REWRAP = (
    update(people).where(people.c.member_id == bindparam("the_id")).values(wrapped_key=bindparam("the_key"))
)
_KEYS = (
    select(people.c.member_id, members.c.code, people.c.wrapped_key)
    .join(members, members.c.id == people.c.member_id)
    .where(people.c.member_id > bindparam("after"))
    .order_by(people.c.member_id)
    .limit(bindparam("at_most"))
)


def has_sealed_people(connection: Connection) -> bool:
    """Tell whether anybody was sealed: then no key may be made in the place of one that is missing."""
    return connection.execute(select(people.c.member_id).limit(1)).first() is not None


def has_unsealed_names(connection: Connection) -> bool:
    """Tell whether a name is in plain words still."""
    return connection.execute(select(unsealed_names.c.member_id).limit(1)).first() is not None


def seal_unsealed_names(connection: Connection, vault: Vault) -> int:
    """Seal every name that an older version left in plain words; return how many there were."""
    rows = connection.execute(
        select(unsealed_names.c.member_id, members.c.code, unsealed_names.c.name).join(
            members, members.c.id == unsealed_names.c.member_id
        )
    ).all()
    write_people(connection, vault, ((id_, code, Person(name)) for id_, code, name in rows))
    connection.execute(delete(unsealed_names))
    return len(rows)


def require_keys_of(connection: Connection, vault: Vault) -> None:
    """Make sure that the vault has the keys of these books, both the outer one and that of the index.

    :raises Unopenable: when it has not.
    """
    newest = select(func.max(people.c.member_id)).scalar_subquery()
    row = connection.execute(
        select(members.c.code, people)
        .join(people, people.c.member_id == members.c.id)
        .where(members.c.id == newest)
    ).first()
    if row is None:
        return
    name = vault.open_key(row.wrapped_key, row.code).open("name", row.name)
    known = select(member_search.c.digest).where(member_search.c.member_id == row.member_id)
    if not digests_of(vault, Person(name)).keys() <= set(connection.execute(known).scalars()):
        raise Unopenable("the key of the index is another one than that of these books")


def rewrap_keys(connection: Connection, vault: Vault, *, after: int, at_most: int) -> tuple[int, int] | None:
    """Wrap the keys of some people in the newest outer key; those of members after an id, so many at most.

    Return the last id that was looked at and how many were wrapped anew; None when nobody was left.

    :raises Unopenable: when a key is wrapped in an outer key that is not here.
    """
    rows = connection.execute(_KEYS, {"after": after, "at_most": at_most}).all()
    if not rows:
        return None
    old = [row for row in rows if version_of(row.wrapped_key) != vault.version]
    if old:
        connection.execute(
            _REWRAP,
            [{"the_id": row.member_id, "the_key": vault.rewrap(row.wrapped_key, row.code)} for row in old],
        )
    return rows[-1].member_id, len(old)
