"""Attacks on lists of residents: states that do not exist, members by the back door, lists undone."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pos.cards.tables import cards
from pos.imports.tables import list_findings
from pos.ledger.accounts import open_account
from pos.members.lists import member_lists
from pos.members.tables import members
from tests.integration.attacks.attack import Act, Attack

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
LIST = "attack-0"
QUEUED: dict[str, Any] = {
    "file_name": "list.csv",
    "content_hash": "0" * 64,
    "size_bytes": 1,
    "step": "preview",
    "state": "queued",
    "requested_at": AT,
}
RUNNING = {"state": "running", "seen_at": AT}
JOINING = {**RUNNING, "step": "joining"}
DONE = {"step": "joining", "state": "done", "finished_at": AT}
GUARD = ("member_lists.member_lists_open",)


def listing(*lists: dict[str, Any]) -> Act:
    """Return an act that writes a queued list for each of these, with some columns changed."""

    def act(connection: Connection) -> None:
        for number, changes in enumerate(lists):
            values = {"id": f"attack-{number}", **QUEUED, **changes}
            connection.execute(insert(member_lists).values(values))

    return act


def bringing(connection: Connection) -> int:
    """Have the list bring a member; return their id."""
    account = open_account(connection, "wallet", "attack")
    joined = insert(members).values(
        code="attack",
        birth_date=date(1948, 3, 5),
        wallet_account_id=account,
        joined_at=AT,
        list_id=LIST,
    )
    connection.execute(joined)
    found: int = connection.execute(select(members.c.id).where(members.c.code == "attack")).scalar_one()
    return found


def then(first: Act, *acts: Act) -> Act:
    """Return the acts, one after another."""

    def act(connection: Connection) -> None:
        for each in (first, *acts):
            each(connection)

    return act


def _bring(connection: Connection) -> None:
    bringing(connection)


def _change(**values: Any) -> Act:
    return lambda connection: connection.execute(
        update(member_lists).where(member_lists.c.id == LIST).values(**values)
    )


def _give_card(connection: Connection) -> None:
    id_ = bringing(connection)
    card = dict(connection.execute(select(cards).limit(1)).mappings().one())
    connection.execute(
        insert(cards).values({**card, "serial": "F" * 16, "number": "9" * 16, "member_id": id_})
    )


def _find(connection: Connection) -> None:
    found = {"list_id": "nobody", "row_number": 2, "column_name": "name", "code": "missing"}
    connection.execute(insert(list_findings).values(found))


def _find_twice(connection: Connection) -> None:
    found = {"id": 1, "list_id": LIST, "row_number": 2, "column_name": "name", "code": "missing"}
    connection.execute(insert(list_findings), [found, found])


def _move_member(connection: Connection) -> None:
    connection.execute(update(members).values(list_id=LIST))


ON_LISTS = (
    Attack("a step of no list", "ck_member_lists_step_is_known", listing({"step": "selling"})),
    Attack("a state of no list", "ck_member_lists_state_is_known", listing({"state": "asleep"})),
    Attack("an end without a moment", "ck_member_lists_ends_at_a_moment", listing({"state": "cancelled"})),
    Attack("an end of what still waits", "ck_member_lists_ends_at_a_moment", listing({"finished_at": AT})),
    Attack(
        "done when only looked at",
        "ck_member_lists_done_is_what_was_joined",
        listing({**DONE, "step": "preview"}),
    ),
    Attack(
        "ready without a look", "ck_member_lists_ready_is_what_was_looked_at", listing({"state": "ready"})
    ),
    Attack(
        "a failure without a word",
        "ck_member_lists_failure_says_why",
        listing({"state": "failed", "finished_at": AT}),
    ),
    Attack(
        "a refusal without a word",
        "ck_member_lists_failure_says_why",
        listing({"state": "refused", "finished_at": AT}),
    ),
    Attack("run by nobody", "ck_member_lists_who_runs_was_seen", listing({"state": "running"})),
    Attack("two that run at once", "uq_member_lists_one_running", listing(RUNNING, RUNNING)),
    Attack("a taken id", "lists_end_once", listing({}, {"id": LIST}), also="pk_member_lists"),
    Attack("a taken id", "pk_member_lists", listing({}, {"id": LIST}), without=GUARD),
    Attack("a list that is done, undone", "lists_end_once", then(listing(DONE), _change(state="queued"))),
    Attack(
        "a list thrown away",
        "lists_end_once",
        then(listing({}), lambda connection: connection.execute(member_lists.delete())),
    ),
    Attack(
        "a member of a list that waits", "a_list_brings_members_while_it_is_joined", then(listing({}), _bring)
    ),
    Attack(
        "a member of a list that is looked at",
        "a_list_brings_members_while_it_is_joined",
        then(listing(RUNNING), _bring),
    ),
    Attack("a member of a list of nobody", "a_list_brings_members_while_it_is_joined", _bring),
    Attack("a member put on a list", "members_keep_their_lists", then(listing(JOINING), _move_member)),
    Attack("a card before the list is done", "only_members_have_cards", then(listing(JOINING), _give_card)),
    Attack(
        "a list given up with somebody left",
        "a_list_given_up_leaves_nobody_behind",
        then(listing(JOINING), _bring, _change(step="forgetting", state="cancelled", finished_at=AT)),
    ),
    Attack("a finding in no list", "fk_list_findings_list_id", _find),
    Attack("a finding twice", "pk_list_findings", then(listing({}), _find_twice)),
)
