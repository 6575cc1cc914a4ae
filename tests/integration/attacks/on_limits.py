"""Attacks on the limits that a site has set: edited, forgotten, of a name that nobody reads."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert

from pos.limits.tables import limits
from tests.integration.attacks.attack import Act, Attack, running

SET: dict[str, Any] = {
    "id": 1,
    "site_code": "xinli137",
    "code": "weak_order",
    "amount_fen": 30_00,
    "set_by": "周敏",
    "set_at": datetime(2026, 11, 25, 4, 0, tzinfo=UTC),
}


def setting(**changes: Any) -> Act:
    """Return an act that sets a limit with some columns changed."""

    def act(connection: Connection) -> None:
        connection.execute(insert(limits).values({**SET, **changes}))

    return act


def _then(statement: str) -> Act:
    def act(connection: Connection) -> None:
        setting()(connection)
        running(statement)(connection)

    return act


ON_LIMITS = (
    Attack("a limit edited", "limits_are_append_only", _then("UPDATE limits SET amount_fen = 99900")),
    Attack("a limit forgotten", "limits_are_append_only", _then("DELETE FROM limits")),
    Attack("a limit of another name", "ck_limits_code_is_known", setting(code="banquet")),
    Attack("a limit below nothing", "ck_limits_amount_is_not_negative", setting(amount_fen=-1)),
)
