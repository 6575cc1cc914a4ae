"""Attacks on the audit log: deeds out of their place, again, of nobody."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert

from pos.audit_log.tables import deeds
from pos.reports.audit_tables import audit_runs
from tests.integration.attacks.attack import Act, Attack, running

LOG_NEVER_EMPTIED = {"deeds": "deeds_are_append_only", "audit_runs": "audit_runs_are_append_only"}
DONE: dict[str, Any] = {
    "chain_code": "attack",
    "sequence": 1,
    "kind": "drawer_opened",
    "actor": "周敏",
    "object": "",
    "reason": "",
    "facts": "{}",
    "at": datetime(2026, 11, 25, 4, 0, tzinfo=UTC),
    "mac": "",
}
RESULTS_STAY = "audit_runs_are_append_only"
UNGUARDED = ("deeds.deeds_follow",)


def doing(*changes: dict[str, Any]) -> Act:
    """Return an act that writes a deed for each of these, with some columns changed."""

    def act(connection: Connection) -> None:
        for changed in changes:
            connection.execute(insert(deeds).values({**DONE, **changed}))

    return act


def doing_and(statement: str) -> Act:
    """Return an act that writes a deed, and then runs SQL."""

    def act(connection: Connection) -> None:
        doing({})(connection)
        running(statement)(connection)

    return act


def finding(*statements: str, **changes: Any) -> Act:
    """Return an act that writes the result of a check, some columns changed, and then runs SQL."""

    def act(connection: Connection) -> None:
        row = {"occasion": "nightly", "actor": "attack", "at": DONE["at"], "duration_ms": 1}
        row |= {"disagreement_count": 1, "findings": "{}", "heads": "{}", **changes}
        connection.execute(insert(audit_runs).values(row))
        running(*statements)(connection)

    return act


ON_THE_LOG = (
    Attack("a deed that leaves one out", "deeds_follow_each_other", doing({}, {"sequence": 3})),
    Attack("a chain that begins later", "deeds_follow_each_other", doing({"sequence": 2})),
    Attack(
        "a deed in the place of another",
        "deeds_are_append_only",
        doing({}, {}),
        also="deeds_follow_each_other",
    ),
    Attack("two deeds in one place", "uq_deeds_chain_code_sequence", doing({}, {}), without=UNGUARDED),
    Attack(
        "two deeds of one key",
        "uq_deeds_key",
        doing({"key": "once"}, {"key": "once", "sequence": 2}),
        without=UNGUARDED,
    ),
    Attack("a deed changed", "deeds_are_append_only", doing_and("UPDATE deeds SET actor = 'other'")),
    Attack("a deed deleted", "deeds_are_append_only", doing_and("DELETE FROM deeds")),
    Attack("a result changed", RESULTS_STAY, finding("UPDATE audit_runs SET disagreement_count = 0")),
    Attack("a result deleted", RESULTS_STAY, finding("DELETE FROM audit_runs")),
    Attack("a result of no occasion", "ck_audit_runs_occasion_is_known", finding(occasion="rain")),
    Attack("a result for nobody", "ck_audit_runs_somebody_asked", finding(actor=" ")),
    Attack("less than no fault", "ck_audit_runs_count_is_not_negative", finding(disagreement_count=-1)),
    Attack("a deed of nobody", "ck_deeds_somebody_did_it", doing({"actor": " "})),
)
