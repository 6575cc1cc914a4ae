"""Attacks on the record of who looked at a person, who was erased, and what opened an account."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from pos.members.privacy_tables import erasures, openings, reveals
from pos.members.tables import members
from tests.integration.attacks.attack import Act, Attack, running

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_ROWS: dict[str, dict[str, Any]] = {
    "reveals": {"fields": "name", "reason": "attack"},
    "erasures": {"reason": "attack"},
    "openings": {"request_digest": bytes(16)},
}


def noted(table: Table, *statements: str, **changes: Any) -> Act:
    """Write a row about the first member, some columns changed, and then run SQL."""

    def act(connection: Connection) -> None:
        first = connection.execute(select(func.min(members.c.id))).scalar_one()
        row = {"id": "attack", "member_id": first, "actor": "attack", "at": _MOMENT, **_ROWS[table.name]}
        connection.execute(insert(table).values({**row, **changes}))
        running(*statements)(connection)

    return act


def twice(table: Table, **changes: Any) -> Act:
    """Write a row, and once more with some columns changed."""

    def act(connection: Connection) -> None:
        noted(table)(connection)
        noted(table, **changes)(connection)

    return act


ON_PRIVACY = (
    Attack("a look changed", "reveals_are_append_only", noted(reveals, "UPDATE reveals SET actor = 'other'")),
    Attack("a look deleted", "reveals_are_append_only", noted(reveals, "DELETE FROM reveals")),
    Attack("a look of a key that was used", "reveals_are_append_only", twice(reveals), also="pk_reveals"),
    Attack("two looks of one key", "pk_reveals", twice(reveals), without=("reveals.reveals_open",)),
    Attack("a look for no reason", "ck_reveals_has_a_reason", noted(reveals, reason=" ")),
    Attack("a look by nobody", "ck_reveals_somebody_looked", noted(reveals, actor="")),
    Attack("a look at nobody", "fk_reveals_member_id", noted(reveals, member_id=-1)),
    Attack("an erasure changed", "erasures_are_append_only", noted(erasures, "UPDATE erasures SET at = 0")),
    Attack("an erasure deleted", "erasures_are_append_only", noted(erasures, "DELETE FROM erasures")),
    Attack(
        "two erasures of one key",
        "pk_erasures",
        twice(erasures),
        without=("erasures.erasures_open",),
        also="uq_erasures_member_id",
    ),
    Attack(
        "an erasure of somebody who was erased",
        "uq_erasures_member_id",
        twice(erasures, id="other"),
        without=("erasures.erasures_open",),
    ),
    Attack("an erasure for no reason", "ck_erasures_has_a_reason", noted(erasures, reason="")),
    Attack("an erasure by nobody", "ck_erasures_somebody_erased", noted(erasures, actor=" ")),
    Attack("an erasure of nobody", "fk_erasures_member_id", noted(erasures, member_id=-1)),
    Attack("an opening changed", "openings_are_append_only", noted(openings, "UPDATE openings SET at = 0")),
    Attack("an opening deleted", "openings_are_append_only", noted(openings, "DELETE FROM openings")),
    Attack(
        "two openings of one key",
        "pk_openings",
        twice(openings),
        without=("openings.openings_open",),
        also="uq_openings_member_id",
    ),
    Attack(
        "an account opened twice",
        "uq_openings_member_id",
        twice(openings, id="other"),
        without=("openings.openings_open",),
    ),
    Attack("an opening by nobody", "ck_openings_somebody_opened", noted(openings, actor="")),
    Attack("an opening of nobody", "fk_openings_member_id", noted(openings, member_id=-1)),
)
