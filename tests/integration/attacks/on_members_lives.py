"""Attacks on the lives of members and cards, and on the money that goes into wallets and out of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pos.cards.event_tables import card_events
from pos.cards.tables import cards
from pos.clock import now
from pos.ledger.accounts import account_ids, open_account
from pos.ledger.posting import Event, Posting, chain_head, post
from pos.ledger.tables import account_balances
from pos.members.event_tables import member_events, member_merges
from pos.members.tables import members
from pos.shifts.shifts import require_till
from pos.wallets.tables import wallet_acts
from tests.integration.attacks.attack import Act, Attack, copying, running
from tests.integration.attacks.on_the_ledger import moving
from tests.integration.attacks.spoiling import proven_sale
from tests.tickets import uuid7

FIRST, SECOND, THIRD = "M0001", "M0002", "M0003"
SEAL = ("wallet_acts.wallet_acts_seal",)
STATE = ("members.members_state", "members.members_born")


@dataclass(frozen=True)
class Person:
    """A member of the demo as the database knows them."""

    id: int
    wallet: int
    balance_fen: int


def person(connection: Connection, code: str) -> Person:
    """Return a member of the demo."""
    row = connection.execute(
        select(members.c.id, members.c.wallet_account_id, account_balances.c.balance_fen)
        .join(account_balances, account_balances.c.account_id == members.c.wallet_account_id)
        .where(members.c.code == code)
    ).one()
    return Person(*row)


def event(connection: Connection, code: str, *, kind: str = "attack") -> str:
    """Write an event of a member; return its key."""
    key = uuid7()
    row = {"id": key, "member_id": person(connection, code).id, "kind": kind, "reason": "", "actor": "attack"}
    connection.execute(insert(member_events).values(**row, at=now(), request_hash=""))
    return key


def movement(connection: Connection, kind: str, code: str, account: str, fen: int, **changes: Any) -> str:
    """Write a movement of a wallet with its event, entry and posting; changes are to its own row."""
    account_kind, _, name = account.partition(":")
    till, who = require_till(connection, "T1"), person(connection, code)
    account_id = open_account(connection, account_kind, name)
    own = {
        "id": event(connection, code),
        "kind": kind,
        "member_id": who.id,
        "means": "cash",
        "account_id": account_id,
        "site_code": "xinli137",
        "shift_id": till.shift.id if till.shift and account == "drawer:T1" else None,
        "undoes_id": None,
    }
    entry_kind, own_kind = changes.pop("entry_kind", kind), changes.pop("own_kind", kind)
    row = {**own, "kind": own_kind, **changes}
    debit, credit = (account_id, who.wallet) if kind == "top_up" else (who.wallet, account_id)
    posted = Event(
        id=str(own["id"]), kind=entry_kind, reason="attack", actor="attack",
        business_date=till.local_day(now()), at=now(), chain_code="office",
    )  # fmt: skip
    post(connection, posted, (Posting(debit, credit, fen),), chain_head(connection, "office"))
    connection.execute(insert(wallet_acts).values(row))
    return str(own["id"])


def moved(kind: str, account: str, fen: int = 1_00, **changes: Any) -> Act:
    """Return an act that writes a movement of the first member, some columns changed."""
    return lambda connection: movement(connection, kind, FIRST, account, fen, **changes)


def undoing(account: str, fen: int = 1_00, code: str = FIRST, **changes: Any) -> Act:
    """Return an act that undoes a top-up of 1 yuan in cash otherwise than it should."""

    def act(connection: Connection) -> None:
        first = movement(connection, "top_up", FIRST, "drawer:T1", 1_00)
        movement(connection, "undo", code, account, fen, undoes_id=first, **changes)

    return act


def undone_twice(connection: Connection) -> None:
    """Undo one top-up two times."""
    first = movement(connection, "top_up", FIRST, "drawer:T1", 1_00)
    for _ in range(2):
        movement(connection, "undo", FIRST, "drawer:T1", 1_00, undoes_id=first)


def undo_of_an_undo(connection: Connection) -> None:
    """Undo an undo as if it were a top-up."""
    first = movement(connection, "top_up", FIRST, "drawer:T1", 1_00)
    second = movement(connection, "undo", FIRST, "drawer:T1", 1_00, undoes_id=first)
    movement(connection, "undo", FIRST, "drawer:T1", 1_00, undoes_id=second)


def undo_out_of_another_tender(connection: Connection) -> None:
    """Give back in cash what came by a phone."""
    first = movement(connection, "top_up", FIRST, "external:wechat", 1_00, means="wechat")
    movement(connection, "undo", FIRST, "drawer:T1", 1_00, undoes_id=first)


def state(to: str, code: str = FIRST) -> Callable[[Connection], None]:
    """Return an act that sets the state of a member."""
    return lambda connection: _set_state(connection, code, to)


def emptied(connection: Connection, code: str = FIRST) -> None:
    """Take all money out of a wallet."""
    who = person(connection, code)
    if who.balance_fen:
        moving(f"wallet:{code}", "safe:xinli137", who.balance_fen)(connection)


def emptied_then(act: Act) -> Act:
    """Return an act that does something after the first member's wallet was emptied."""

    def whole(connection: Connection) -> None:
        emptied(connection)
        act(connection)

    return whole


def closed_then(act: Act) -> Act:
    """Return an act that does something after the first member was emptied and closed."""

    def whole(connection: Connection) -> None:
        emptied(connection)
        _set_state(connection, FIRST, "closed")
        act(connection)

    return whole


def merged_then(act: Act) -> Act:
    """Return an act that does something after the first member was merged into the second."""

    def whole(connection: Connection) -> None:
        _merge(connection, FIRST, SECOND)
        act(connection)

    return whole


def card_event(**changes: Any) -> Act:
    """Return an act that writes an event of a card, some columns changed."""

    def act(connection: Connection) -> None:
        serial = connection.execute(select(cards.c.serial).order_by(cards.c.serial).limit(1)).scalar_one()
        row = {"event_id": event(connection, FIRST), "serial": serial, "kind": "lost", **changes}
        connection.execute(insert(card_events).values(row))

    return act


def after_a_card_event(*statements: str) -> Act:
    """Return an act that runs SQL when a card has an event."""

    def act(connection: Connection) -> None:
        card_event()(connection)
        running(*statements)(connection)

    return act


def after_a_merge(*statements: str) -> Act:
    """Return an act that runs SQL when the first member was merged into the second."""
    return merged_then(running(*statements))


def card_over(then: str) -> Act:
    """Return an act that does something to a card that was replaced."""
    return running(
        "UPDATE cards SET state = 'blocked', block_reason = 'replaced' WHERE serial = 'C0DE013700000001'",
        f"UPDATE cards SET {then} WHERE serial = 'C0DE013700000001'",  # noqa: S608 - texts of this file
    )


def sale_of_a_frozen_member(connection: Connection) -> None:
    """Sell to a member who was frozen while the sale was under way."""
    sale = proven_sale(connection)
    connection.execute(update(members).where(members.c.id == sale.order["member_id"]).values(state="frozen"))
    sale.write(connection)


def merge_without_the_survivor(connection: Connection) -> None:
    """Move the money of a merged member to somebody else."""
    key = _merge(connection, FIRST, SECOND, is_emptied=False)
    who, other = person(connection, FIRST), person(connection, THIRD)
    posted = Event(
        id=key, kind="merge", reason="attack", actor="attack",
        business_date=require_till(connection, "T1").local_day(now()), at=now(), chain_code="office",
    )  # fmt: skip
    post(connection, posted, (Posting(who.wallet, other.wallet, 1_00),), chain_head(connection, "office"))
    row = {"id": key, "kind": "merge", "member_id": who.id, "means": "wallet", "account_id": other.wallet}
    connection.execute(insert(wallet_acts).values(**row, site_code="xinli137"))


def _set_state(connection: Connection, code: str, to: str) -> None:
    connection.execute(update(members).where(members.c.code == code).values(state=to))


def _merge(connection: Connection, code: str, survivor: str, *, is_emptied: bool = True) -> str:
    key = event(connection, code, kind="merge")
    row = {"member_id": person(connection, code).id, "survivor_id": person(connection, survivor).id}
    connection.execute(insert(member_merges).values(**row, event_id=key))
    if is_emptied:
        emptied(connection, code)
        _set_state(connection, code, "merged")
    return key


def _gift(connection: Connection) -> None:
    ids = account_ids(connection, ("wallet:M0001",))
    move = Posting(open_account(connection, "discount", "attack"), ids["wallet:M0001"], 1_00)
    day = require_till(connection, "T1").local_day(now())
    given = Event(uuid7(), "top_up", "attack", "attack", day, now(), "office")
    post(connection, given, (move,), chain_head(connection, "office"))


STATES = (
    Attack("a member who is away", "member_states_are_known", state("away")),
    Attack("a member born away", "member_states_are_known", copying(members, id=-1, code="x", state="away"),
           without=("members.members_open",)),
    Attack("closed with money inside", "closed_accounts_are_empty", state("closed")),
    Attack("merged into nobody", "a_merged_member_has_a_survivor",
           emptied_then(state("merged"))),
    Attack("a merged member reopened", "merged_members_stay_merged", merged_then(state("open"))),
    Attack("money into a closed wallet", "closed_wallets_take_no_money",
           closed_then(moving("safe:xinli137", "wallet:M0001", 1))),
    Attack("money into a merged wallet", "closed_wallets_take_no_money",
           merged_then(moving("safe:xinli137", "wallet:M0001", 1))),
    Attack("a discount into a wallet", "wallets_hold_paid_money", _gift),
    Attack("a sale to a frozen member", "members_buy_while_open", sale_of_a_frozen_member),
    Attack("a card for a closed member", "cards_are_given_to_open_members",
           closed_then(copying(cards, {"serial": "C0DE013700000001"}, serial="C0DE013799999999",
                               number="9137999999999999"))),
)  # fmt: skip
EVENTS = (
    Attack("an act of nobody", "ck_member_events_somebody_did_it",
           copying(member_events, id="attack", actor="")),
    Attack("an act forgotten", "member_events_are_append_only", running("DELETE FROM member_events")),
    Attack("another reason", "member_events_are_append_only",
           running("UPDATE member_events SET reason = 'x'")),
    Attack("a card that was eaten", "ck_card_events_kind_is_known", card_event(kind="eaten")),
    Attack("a card's event changed", "card_events_are_append_only",
           after_a_card_event("UPDATE card_events SET kind = 'found'")),
    Attack("a card's event deleted", "card_events_are_append_only",
           after_a_card_event("DELETE FROM card_events")),
)  # fmt: skip
MERGES = (
    Attack("merged into oneself", "ck_member_merges_nobody_survives_in_themselves",
           lambda connection: _merge(connection, FIRST, FIRST)),
    Attack("merged into a closed account", "a_survivor_is_open",
           closed_then(lambda connection: _merge(connection, SECOND, FIRST))),
    Attack("a merge that leads elsewhere", "merges_only_lead_on",
           after_a_merge("UPDATE member_merges SET survivor_id = survivor_id + 1")),
    Attack("a merge forgotten", "merges_only_lead_on", after_a_merge("DELETE FROM member_merges")),
    Attack("the money to a third", "merges_pay_the_survivor", merge_without_the_survivor),
    Attack("a card given to a friend", "cards_move_to_the_survivor_alone",
           running("UPDATE cards SET member_id = member_id + 1 WHERE serial = 'C0DE013700000001'")),
    Attack("a replaced card that pays again", "cards_that_are_over_stay_blocked",
           card_over("state = 'active', block_reason = NULL")),
    Attack("a replaced card that is only lost", "cards_that_are_over_stay_blocked",
           card_over("block_reason = 'lost'")),
)  # fmt: skip
MOVEMENTS = (
    Attack("an act changed", "wallet_acts_are_append_only", running("UPDATE wallet_acts SET means = 'bank'")),
    Attack("an act deleted", "wallet_acts_are_append_only", running("DELETE FROM wallet_acts")),
    Attack("an act of no entry", "wallet_acts_are_posted",
           lambda connection: copying(wallet_acts, id=event(connection, FIRST))(connection)),
    Attack("an act of another kind than its entry", "wallet_acts_are_posted",
           moved("pay_out", "drawer:T1", entry_kind="top_up")),
    Attack("a top-up of somebody else", "wallet_acts_are_posted", moved("top_up", "drawer:T1", member_id=2)),
    Attack("cash that lies in a safe of a shift", "money_goes_by_its_means",
           moved("top_up", "drawer:T1", shift_id=None)),
    Attack("cash by phone", "money_goes_by_its_means", moved("top_up", "external:wechat")),
    Attack("a phone's money in the drawer", "money_goes_by_its_means",
           moved("top_up", "drawer:T1", means="wechat")),
    Attack("the drawer of another till", "shift_is_open",
           lambda connection: movement(connection, "top_up", FIRST, "drawer:T2", 1_00,
                                       shift_id=_shift(connection))),
    Attack("a kind that nobody knows", "ck_wallet_acts_kind_is_known",
           moved("top_up", "drawer:T1", own_kind="gift"), without=SEAL),
    Attack("a means that nobody knows", "ck_wallet_acts_means_is_known",
           moved("top_up", "drawer:T1", means="shells"), without=SEAL),
    Attack("a top-up out of a wallet", "ck_wallet_acts_only_merges_move_between_wallets",
           moved("top_up", "drawer:T1", means="wallet"), without=SEAL),
    Attack("a top-up that undoes", "ck_wallet_acts_an_undo_names_its_top_up",
           undoing("drawer:T1", own_kind="top_up"), without=SEAL),
    Attack("undone twice", "uq_wallet_acts_undoes_id", undone_twice),
    Attack("an undo of an undo", "undos_go_back_to_their_tender", undo_of_an_undo),
    Attack("an undo of more than was paid in", "undos_go_back_to_their_tender", undoing("drawer:T1", 2_00)),
    Attack("an undo of somebody else's", "undos_go_back_to_their_tender", undoing("drawer:T1", code=SECOND)),
    Attack("cash for what came by phone", "undos_go_back_to_their_tender", undo_out_of_another_tender),
)  # fmt: skip


def _shift(connection: Connection) -> str:
    shift = require_till(connection, "T1").shift
    assert shift
    return shift.id


ON_MEMBERS_LIVES = (*STATES, *EVENTS, *MERGES, *MOVEMENTS)
# Tables that stand empty in the demo, and the claim that keeps them from being emptied.
NEVER_EMPTIED = {
    "member_events": "member_events_are_append_only",
    "member_merges": "merges_only_lead_on",
    "card_events": "card_events_are_append_only",
    "wallet_acts": "wallet_acts_are_append_only",
}
