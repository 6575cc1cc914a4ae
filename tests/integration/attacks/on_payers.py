"""Attacks on who of the family pays for whom, and on who is said to have paid in."""

from typing import Any

from sqlalchemy import Connection, insert, update

from pos.clock import now
from pos.members.payer_tables import family_payers
from pos.members.tables import members
from pos.wallets.tables import top_up_payers
from tests.integration.attacks.attack import Act, Attack, running
from tests.integration.attacks.on_members_lives import FIRST, SECOND, THIRD, event, movement, person

ONLY_END, KEPT = "family_payers_only_end", "top_up_payers_are_append_only"
LINK, PAID = ("family_payers.family_payers_open",), ("top_up_payers.top_up_payers_open",)
SEALED: dict[str, Any] = {"payer_member_id": None, "name": b"a name", "phone": b"a number"}


def link(connection: Connection, **changes: Any) -> str:
    """Let the second member pay for the first, some columns changed; return the key."""
    row = {
        "id": event(connection, FIRST, kind="name_payer"),
        "member_id": person(connection, FIRST).id,
        "payer_member_id": person(connection, SECOND).id,
        "relation": "son",
        "since": now(),
        **changes,
    }
    connection.execute(insert(family_payers).values(row))
    return str(row["id"])


def linked(*statements: str, times: int = 1, **changes: Any) -> Act:
    """Write such a link, and then run SQL."""

    def act(connection: Connection) -> None:
        for _ in range(times):
            link(connection, **changes)
        running(*statements)(connection)

    return act


def for_the_erased(connection: Connection) -> None:
    """Let somebody pay for a member who is erased."""
    connection.execute(update(members).where(members.c.code == FIRST).values(erased_at=now()))
    link(connection)


def reuse(connection: Connection) -> None:
    """Write a link under a key that is a link's already."""
    key = link(connection)
    link(connection, id=key, payer_member_id=person(connection, THIRD).id)


def paid(code: str = FIRST, *statements: str, kind: str = "top_up", times: int = 1, **changes: Any) -> Act:
    """Say of an event of a member that the second member paid, and then run SQL."""

    def act(connection: Connection) -> None:
        row = {"act_id": event(connection, code, kind=kind), "payer_id": link(connection), **changes}
        for _ in range(times):
            connection.execute(insert(top_up_payers).values(row))
        running(*statements)(connection)

    return act


def after_the_end(connection: Connection) -> None:
    """Let somebody pay who does not pay any more."""
    key = link(connection)
    connection.execute(update(family_payers).where(family_payers.c.id == key).values(ended_at=now()))
    row = {"act_id": event(connection, FIRST, kind="top_up"), "payer_id": key}
    connection.execute(insert(top_up_payers).values(row))


def too_late(connection: Connection) -> None:
    """Say who paid when the top-up is sealed."""
    key = movement(connection, "top_up", FIRST, "external:wechat", 100, means="wechat")
    connection.execute(insert(top_up_payers).values(act_id=key, payer_id=link(connection)))


def changed(column: str, value: str) -> Attack:
    """Return an attack that ends a link and changes a column of it as well."""
    statement = f"UPDATE family_payers SET ended_at = since, {column} = {value}"  # noqa: S608 - ours
    return Attack(f"a link's {column} changed", ONLY_END, linked(statement))


ON_PAYERS = (
    changed("id", "'other'"),
    changed("member_id", "member_id + 5"),
    changed("payer_member_id", "payer_member_id + 5"),
    changed("relation", "'other'"),
    changed("since", "since - 1"),
    Attack(
        "a sealed name changed",
        ONLY_END,
        linked("UPDATE family_payers SET ended_at = since, name = phone", **SEALED),
    ),
    Attack("a link that does not end", ONLY_END, linked("UPDATE family_payers SET ended_at = NULL")),
    Attack("a link that ends twice", ONLY_END, linked(*["UPDATE family_payers SET ended_at = since"] * 2)),
    Attack("a link deleted", ONLY_END, linked("DELETE FROM family_payers")),
    Attack("a link of a key that was used", ONLY_END, reuse, also="pk_family_payers"),
    Attack("two links of one key", "pk_family_payers", reuse, without=LINK),
    Attack(
        "a payer for somebody who was erased",
        "payers_are_named_for_people",
        for_the_erased,
        without=("members.members_erase",),
    ),
    Attack("a relation that nobody knows", "ck_family_payers_relation_is_known", linked(relation="boss")),
    Attack(
        "a member named twice",
        "uq_family_payers_a_member_is_named_once",
        linked(times=2),
    ),
    Attack(
        "a payer who is nobody",
        "ck_family_payers_a_payer_is_a_member_or_somebody_named",
        linked(payer_member_id=None),
    ),
    Attack(
        "a payer who is two",
        "ck_family_payers_a_payer_is_a_member_or_somebody_named",
        linked(name=b"sealed", phone=b"sealed"),
    ),
    Attack(
        "somebody who is their own family",
        "ck_family_payers_nobody_is_their_own_family",
        lambda connection: link(connection, payer_member_id=person(connection, FIRST).id),
    ),
    Attack(
        "a link that ends before it begins",
        "ck_family_payers_ends_after_it_begins",
        linked("UPDATE family_payers SET ended_at = since - 1"),
    ),
    Attack("a link of no act", "fk_family_payers_id", linked(id="nothing")),
    Attack("a payer for nobody", "fk_family_payers_member_id", linked(member_id=-1)),
    Attack("a payer who is no member", "fk_family_payers_payer_member_id", linked(payer_member_id=-1)),
    Attack("a payer changed", KEPT, paid(FIRST, "UPDATE top_up_payers SET act_id = 'other'")),
    Attack("a payer deleted", KEPT, paid(FIRST, "DELETE FROM top_up_payers")),
    Attack("a second payer", KEPT, paid(times=2), also="pk_top_up_payers"),
    Attack("two payers of one top-up", "pk_top_up_payers", paid(times=2), without=PAID),
    Attack("a payer who pays for another", "payers_pay_for_their_member", paid(THIRD)),
    Attack("a payer of what is no top-up", "payers_pay_for_their_member", paid(kind="undo")),
    Attack("a payer who has ended", "payers_pay_for_their_member", after_the_end),
    Attack("a payer named afterwards", "payers_come_before_their_top_up", too_late),
    Attack("a payer of no act", "fk_top_up_payers_act_id", paid(act_id="nothing"), without=PAID),
    Attack("a payer whom nobody named", "fk_top_up_payers_payer_id", paid(payer_id="nothing"), without=PAID),
)
PAYERS_NEVER_EMPTIED = {"family_payers": ONLY_END, "top_up_payers": KEPT}
