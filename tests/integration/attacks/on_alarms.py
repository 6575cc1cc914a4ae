"""Attacks on the alarms about cards: deleted, reworded, seen by nobody, seen again."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert

from pos.cards.alarm_tables import card_alarms
from tests.integration.attacks.attack import Act, Attack, running

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
RAISED: dict[str, Any] = {
    "id": 1,
    "kind": "counter_went_back",
    "card_serial": "C0DE013700000001",
    "till_code": "T1",
    "raised_at": AT,
}
CLAIM = "alarms_are_only_seen"


def raising(*statements: str, **changes: Any) -> Act:
    """Return an act that raises an alarm with some columns changed, and then runs SQL."""

    def act(connection: Connection) -> None:
        connection.execute(insert(card_alarms).values({**RAISED, **changes}))
        running(*statements)(connection)

    return act


ON_ALARMS = (
    Attack("an alarm deleted", CLAIM, raising("DELETE FROM card_alarms")),
    Attack(
        "an alarm of another card", CLAIM, raising("UPDATE card_alarms SET card_serial = 'C0DE013700000002'")
    ),
    Attack("an alarm of another day", CLAIM, raising("UPDATE card_alarms SET raised_at = 0")),
    Attack(
        "an alarm that is unseen again",
        CLAIM,
        raising("UPDATE card_alarms SET seen_by = NULL, seen_at = NULL", seen_by="周敏", seen_at=AT),
    ),
    Attack("an alarm of no kind", "ck_card_alarms_kind_is_known", raising(kind="rain")),
    Attack("an alarm that nobody saw then", "ck_card_alarms_who_saw_it_saw_it_then", raising(seen_at=AT)),
    Attack(
        "a card that becomes another kind",
        "cards_keep_their_profile",
        running("UPDATE cards SET profile = 'uid' WHERE serial = 'C0DE013700000001'"),
    ),
)
