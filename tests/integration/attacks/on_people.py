"""Attacks on people: their seals, their erasure, by what they are found, and the count of their codes."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from pos.members.tables import member_numbers, member_search, members, people, unsealed_names
from tests.integration.attacks.attack import Act, Attack, copying, running

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_OF_FIRST = "= (SELECT min(id) FROM members)"
_MOVE = f"UPDATE people SET member_id = -1 WHERE member_id {_OF_FIRST}"  # noqa: S608 - words of ours
_REVIVE = f"UPDATE members SET erased_at = NULL WHERE id {_OF_FIRST}"  # noqa: S608 - words of ours
_FORGET = f"DELETE FROM people WHERE member_id {_OF_FIRST}"  # noqa: S608 - words of ours
_PUT_BACK = f"INSERT INTO people SELECT * FROM kept WHERE member_id {_OF_FIRST}"  # noqa: S608 - words of ours


def _first_id(connection: Connection) -> int:
    found: int = connection.execute(select(func.min(members.c.id))).scalar_one()
    return found


def unsealed(connection: Connection) -> None:
    """Write a name in plain words."""
    connection.execute(insert(unsealed_names).values(member_id=_first_id(connection), name="陈美娟"))


def _unsealed_by_an_update(connection: Connection) -> None:
    # An older version left a name, which somebody changes.
    on_table = "" if connection.dialect.name == "sqlite" else " ON unsealed_names"
    connection.exec_driver_sql(f"DROP TRIGGER unsealed_names_open{on_table}")
    unsealed(connection)
    connection.execute(update(unsealed_names).values(name="胡月琴"))


def searched(**changes: Any) -> Act:
    """Make the first member found by a digest, some columns changed."""

    def act(connection: Connection) -> None:
        row = {"digest": bytes(16), "member_id": _first_id(connection), "kind": "name"}
        connection.execute(insert(member_search).values({**row, **changes}))

    return act


def erased(*statements: str) -> Act:
    """Erase the first member, and then run SQL."""

    def act(connection: Connection) -> None:
        first = _first_id(connection)
        connection.execute(update(members).where(members.c.id == first).values(erased_at=_MOMENT))
        running(*statements)(connection)

    return act


def _one_identity_number_of_two(connection: Connection) -> None:
    ids = connection.execute(select(members.c.id).limit(2)).scalars().all()
    for id_ in ids:
        row = {"digest": bytes(16), "member_id": id_, "kind": "id_number"}
        connection.execute(insert(member_search).values(row))


def _erase_first_without_money(connection: Connection, *statements: str) -> None:
    """Erase the first member as if their wallet were empty, and then run SQL."""
    if connection.dialect.name == "sqlite":
        guard = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'members_erase'"
        ).scalar_one()
        connection.exec_driver_sql("DROP TRIGGER members_erase")
    else:
        guard = "ALTER TABLE members ENABLE TRIGGER members_erase"
        connection.exec_driver_sql("ALTER TABLE members DISABLE TRIGGER members_erase")
    erased()(connection)
    connection.exec_driver_sql(guard)
    running(*statements)(connection)


def _found_after_an_erasure(connection: Connection) -> None:
    _erase_first_without_money(connection)
    searched()(connection)


ON_PEOPLE = (
    Attack("a name in plain words", "names_are_sealed", unsealed),
    Attack("another name in plain words", "names_are_sealed", _unsealed_by_an_update),
    Attack("a person forgotten who is not erased", "people_are_only_erased", running("DELETE FROM people")),
    Attack(
        "the seals of one person given to another",
        "people_are_only_erased",
        running(_MOVE),
    ),
    Attack(
        "a person put in the place of another",
        "people_are_only_erased",
        copying(people),
        also="pk_people",
    ),
    Attack("an erasure of somebody with money", "nobody_with_money_is_erased", erased()),
    Attack(
        "an erasure taken back",
        "the_erased_stay_erased",
        # Everybody in the demo has money: the guard against that is put off for the first act alone.
        lambda connection: _erase_first_without_money(connection, _REVIVE),
    ),
    Attack(
        "somebody who was erased, sealed again",
        "the_erased_stay_erased",
        lambda connection: _erase_first_without_money(
            connection,
            "CREATE TEMP TABLE kept AS SELECT * FROM people",
            _FORGET,
            _PUT_BACK,
        ),
    ),
    Attack(
        "somebody who was erased, found again",
        "the_erased_stay_erased",
        _found_after_an_erasure,
    ),
    Attack("a digest of unknown kind", "ck_member_search_kind_is_known", searched(kind="taste")),
    Attack(
        "a digest twice",
        "pk_member_search",
        lambda connection: [searched()(connection) for _ in range(2)],
    ),
    Attack(
        "an identity number of two members",
        "uq_member_search_one_member_per_id_number",
        _one_identity_number_of_two,
    ),
    Attack("a code given out again", "numbers_only_grow", running("UPDATE member_numbers SET last = 1")),
    Attack("the count of codes deleted", "numbers_only_grow", running("DELETE FROM member_numbers")),
    Attack(
        "a second count of codes",
        "ck_member_numbers_there_is_one_count",
        lambda connection: connection.execute(insert(member_numbers).values(id=2, last=0)),
    ),
)
