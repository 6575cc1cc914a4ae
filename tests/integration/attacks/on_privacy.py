"""Attacks on the record of who looked at a person."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from pos.members.privacy_tables import reveals
from pos.members.tables import members
from tests.integration.attacks.attack import Act, Attack, running

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def noted(*statements: str, **changes: Any) -> Act:
    """Write a row about the first member, some columns changed, and then run SQL."""

    def act(connection: Connection) -> None:
        first = connection.execute(select(func.min(members.c.id))).scalar_one()
        row = {"id": "attack", "member_id": first, "fields": "name", "at": _MOMENT}
        row |= {"reason": "attack", "actor": "attack", **changes}
        connection.execute(insert(reveals).values(row))
        running(*statements)(connection)

    return act


def twice() -> Act:
    """Write a row, and the same once more."""

    def act(connection: Connection) -> None:
        noted()(connection)
        noted()(connection)

    return act


ON_PRIVACY = (
    Attack("a look changed", "reveals_are_append_only", noted("UPDATE reveals SET actor = 'other'")),
    Attack("a look deleted", "reveals_are_append_only", noted("DELETE FROM reveals")),
    Attack("a look of a key that was used", "reveals_are_append_only", twice(), also="pk_reveals"),
    Attack("two looks of one key", "pk_reveals", twice(), without=("reveals.reveals_open",)),
    Attack("a look for no reason", "ck_reveals_has_a_reason", noted(reason=" ")),
    Attack("a look by nobody", "ck_reveals_somebody_looked", noted(actor="")),
    Attack("a look at nobody", "fk_reveals_member_id", noted(member_id=-1)),
)
