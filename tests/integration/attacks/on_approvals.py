"""Attacks on approvals: signing one's own act, using a yes twice or late, changing what was asked."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from pos.clock import now
from pos.staff.approval_tables import approvals
from pos.staff.tables import staff
from tests.integration.attacks.attack import Act, Attack, running

USE = "UPDATE approvals SET used_at = decided_at"


def asking(**changes: Any) -> Act:
    """Ask for an approval, some columns changed."""

    def act(connection: Connection) -> None:
        asker, _ = _two(connection)
        row = {
            "id": "attack",
            "kind": "refund",
            "site_code": "xinli137",
            "till_code": "T1",
            "object": "order",
            "about": "T1-000001",
            "amount_fen": 100_00,
            "request_hash": "attack",
            "asked_by_id": asker,
            "asked_at": now(),
        }
        connection.execute(insert(approvals).values({**row, **changes}))

    return act


def deciding(*statements: str, **changes: Any) -> Act:
    """Ask, decide with some columns changed, and then run SQL."""

    def act(connection: Connection) -> None:
        asking()(connection)
        _, approver = _two(connection)
        decision = {"decided_by_id": approver, "decided_at": now(), "is_given": True, "means": "pin"}
        connection.execute(update(approvals).values({**decision, **changes}))
        running(*statements)(connection)

    return act


def _two(connection: Connection) -> tuple[int, int]:
    first, second = connection.execute(select(staff.c.id).order_by(staff.c.id).limit(2)).scalars()
    return first, second


def _own(connection: Connection) -> None:
    asker, _ = _two(connection)
    deciding(decided_by_id=asker)(connection)


def _used_undecided(connection: Connection) -> None:
    asking()(connection)
    running("UPDATE approvals SET used_at = asked_at")(connection)


APPROVALS_NEVER_EMPTIED = {"approvals": "approvals_are_decided_once"}
CHANGES = (
    "amount_fen = 1",
    "object = 'x'",
    "asked_by_id = asked_by_id + 1",
    "request_hash = 'x'",
    "kind = 'void'",
)
ON_APPROVALS = (
    Attack("an unknown act", "ck_approvals_kind_is_known", asking(kind="gift")),
    Attack("an act of less than nothing", "ck_approvals_amount_is_not_negative", asking(amount_fen=-1)),
    Attack("an unknown means", "ck_approvals_means_is_known", deciding(means="shout")),
    Attack("one's own act", "ck_approvals_nobody_signs_their_own_act", _own),
    Attack("a decision of nobody", "ck_approvals_a_decision_is_whole", deciding(decided_by_id=None)),
    Attack("a refusal without a reason", "ck_approvals_a_refusal_says_why", deciding(is_given=False)),
    Attack(
        "a yes used too late",
        "ck_approvals_is_used_within_a_minute",
        deciding("UPDATE approvals SET used_at = decided_at + 60000"),
    ),
    Attack(
        "a no used",
        "ck_approvals_is_used_within_a_minute",
        deciding(USE, is_given=False, reason="no"),
    ),
    Attack("used undecided", "ck_approvals_is_used_within_a_minute", _used_undecided),
    Attack("a yes used twice", "approvals_are_used_once", deciding(USE, USE)),
    Attack("decided before it was asked", "approvals_are_decided_once", asking(used_at=now())),
    Attack(
        "decided again",
        "approvals_are_decided_once",
        deciding("UPDATE approvals SET is_given = 0, reason = 'no'"),
    ),
    Attack("forgotten", "approvals_are_decided_once", deciding("DELETE FROM approvals")),
    *(
        Attack(f"SET {change}", "approvals_are_decided_once", deciding(f"UPDATE approvals SET {change}"))  # noqa: S608
        for change in CHANGES
    ),
)
