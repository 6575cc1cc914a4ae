"""May the member buy, and if not, why? Open, frozen, closed, or merged into another account.

Rule: a state changes in one guarded statement; the database refuses to close an account that holds money, and
to merge one back. Whoever is not open buys nothing, whatever the card says.
"""

from sqlalchemy import Connection, select, update

from pos.errors import Refusal
from pos.members.acts import Act, begin_act
from pos.members.event_tables import member_merges
from pos.members.tables import members

OPEN, FROZEN, CLOSED, MERGED = "open", "frozen", "closed", "merged"
# The claims of the database that somebody else was faster.
BUYS_WHILE_OPEN = "members_buy_while_open"
CLOSED_IS_EMPTY = "closed_accounts_are_empty"
CLOSED_TAKES_NOTHING = "closed_wallets_take_no_money"
SURVIVOR_IS_OPEN = "a_survivor_is_open"
GIVEN_TO_OPEN = "cards_are_given_to_open_members"


class FrozenMember(Refusal):
    """The account was frozen, for example because the family asked for it."""

    code = "frozen_member"


class ClosedMember(Refusal):
    """The account was closed and its money paid out."""

    code = "closed_member"


class MergedMember(Refusal):
    """The account goes on in another one of the same person."""

    code = "merged_member"


REFUSALS: dict[str, type[Refusal]] = {FROZEN: FrozenMember, CLOSED: ClosedMember, MERGED: MergedMember}


def state_of_member(connection: Connection, member_id: int) -> str:
    """Return the state of a member."""
    found: str = connection.execute(select(members.c.state).where(members.c.id == member_id)).scalar_one()
    return found


def refuse_state(connection: Connection, member_id: int, *allowed: str) -> None:
    """Refuse a member whose state is not among those that an act allows.

    :raises FrozenMember, ClosedMember, MergedMember: by the state.
    """
    state = state_of_member(connection, member_id)
    if state in allowed or state not in REFUSALS:
        return
    raise REFUSALS[state](**survivor_fact(connection, member_id))


def survivor_fact(connection: Connection, member_id: int) -> dict[str, str]:
    """Return the account that goes on in place of a merged one, as a fact to be shown."""
    code = survivor_code(connection, member_id)
    return {} if code is None else {"survivor": code}


def survivor_code(connection: Connection, member_id: int) -> str | None:
    """Return the code of the account that a member was merged into, if any."""
    found: str | None = connection.execute(
        select(members.c.code)
        .join(member_merges, member_merges.c.survivor_id == members.c.id)
        .where(member_merges.c.member_id == member_id)
    ).scalar_one_or_none()
    return found


def merged_codes(connection: Connection, member_id: int) -> tuple[str, ...]:
    """Return the codes of the accounts that were merged into a member."""
    rows = connection.execute(
        select(members.c.code)
        .join(member_merges, member_merges.c.member_id == members.c.id)
        .where(member_merges.c.survivor_id == member_id)
        .order_by(members.c.code)
    )
    return tuple(rows.scalars())


def freeze_member(connection: Connection, act: Act, member_id: int) -> None:
    """Let nothing be bought on an account until it is thawed; the same act happens once.

    :raises ClosedMember, MergedMember: when there is nothing to freeze.
    """
    if begin_act(connection, act, "freeze", member_id):
        move_state(connection, member_id, FROZEN, OPEN)


def thaw_member(connection: Connection, act: Act, member_id: int) -> None:
    """Let an account that was frozen buy again; the same act happens once.

    :raises ClosedMember, MergedMember: when there is nothing to thaw.
    """
    if begin_act(connection, act, "thaw", member_id):
        move_state(connection, member_id, OPEN, FROZEN)


def move_state(connection: Connection, member_id: int, to: str, *origins: str) -> None:
    """Move a member to a state from one of others; one that is there already stays.

    :raises FrozenMember, ClosedMember, MergedMember: when it is in none of these states.
    """
    moved = connection.execute(
        update(members).where(members.c.id == member_id, members.c.state.in_((*origins, to))).values(state=to)
    )
    if moved.rowcount == 0:
        refuse_state(connection, member_id, to, *origins)
